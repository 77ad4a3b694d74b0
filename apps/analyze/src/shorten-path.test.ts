import { join, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { shortenPath } from "./shorten-path.ts";

const cwd = join(sep, "home", "me");

describe("shortenPath", () => {
  it.each([
    [cwd, "."],
    [join(cwd, "report"), "report"],
    [join(cwd, "a", "b"), join("a", "b")],
    [join(sep, "home", "you"), join(sep, "home", "you")],
    [join(sep, "home"), join(sep, "home")],
    [join(cwd, "..b"), "..b"],
  ])("writes %s as %s", (path, short) => {
    expect(shortenPath(path, cwd)).toBe(short);
  });
});
