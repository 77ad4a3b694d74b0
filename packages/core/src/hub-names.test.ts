import { describe, expect, it } from "vitest";
import { isCommitHash, isRepoId } from "./hub-names.ts";

describe("isRepoId", () => {
  it.each(["a/b", "flock-io/flock-off-s1", "user_1/data.set", `${"n".repeat(96)}/x`])(
    "accepts %s",
    (text) => {
      expect(isRepoId(text)).toBe(true);
    },
  );

  it.each([
    "a",
    "a/b/c",
    "/a",
    "a/",
    "../api",
    "a/..",
    "a/.hidden",
    "a/b.",
    "-a/b",
    "a/b--c",
    "a/b.git",
    "a b/c",
    "a/b?x=1",
    "a/b#x",
    "a/b\u202e",
    "a/b\n",
    `${"n".repeat(97)}/x`,
  ])("refuses %j", (text) => {
    expect(isRepoId(text)).toBe(false);
  });
});

describe("isCommitHash", () => {
  it("takes 40 lower-case hex digits and nothing else", () => {
    expect(isCommitHash("0123456789abcdef0123456789abcdef01234567")).toBe(true);
    expect(isCommitHash("0123456789ABCDEF0123456789abcdef01234567")).toBe(false);
    expect(isCommitHash("0123456")).toBe(false);
    expect(isCommitHash("0123456789abcdef0123456789abcdef01234567\n")).toBe(false);
  });
});
