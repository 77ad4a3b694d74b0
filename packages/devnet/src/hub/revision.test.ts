import { expect, it } from "vitest";
import { COMMIT, createHubWorld, OLD_COMMIT } from "../../testing/hub-world.ts";
import { findCommit } from "./revision.ts";

const [chat, , , twins] = createHubWorld().repos;

it.each([
  ["main", COMMIT],
  ["HEAD", COMMIT],
  ["refs/heads/main", COMMIT],
  ["v1.0", OLD_COMMIT],
  ["refs/pr/1", OLD_COMMIT],
  [OLD_COMMIT, OLD_COMMIT],
  ["0dd0dd0", OLD_COMMIT],
  ["0dd0dd", undefined],
  ["0DD0DD0", undefined],
  ["f".repeat(40), undefined],
  ["constructor", undefined],
  ["", undefined],
])("finds the commit of %s", (revision, commit) => {
  expect(findCommit(chat!, revision)).toBe(commit);
});

it("does not choose between two commits of one prefix", () => {
  expect(findCommit(twins!, "c0ffee5")).toBeUndefined();
});
