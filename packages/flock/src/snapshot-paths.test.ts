import { describe, expect, it } from "vitest";
import { chooseFiles } from "./snapshot-paths.ts";

function choose(paths: readonly string[]): { chosen: string[]; leftOut: string[] } {
  const files = paths.map((path) => ({ path, size: 1 }));
  const { chosen, leftOut } = chooseFiles(files, { maxBytes: 10 });
  return { chosen: chosen.map(({ path }) => path), leftOut: leftOut.map(({ path }) => path) };
}

describe("chooseFiles", () => {
  it("puts data.jsonl first and sorts the rest", () => {
    expect(choose(["z", "data.jsonl", "a/b", "README.md"])).toEqual({
      chosen: ["data.jsonl", "README.md", "a/b", "z"],
      leftOut: [],
    });
  });

  it.each([
    "../x",
    "/etc/passwd",
    "a/../../x",
    "C:\\x",
    "a\\b",
    "a\0b",
    "a/\u202eb",
    "nul.txt",
    ".git/hooks/x",
  ])("leaves out %j", (path) => {
    expect(choose(["data.jsonl", path])).toEqual({ chosen: ["data.jsonl"], leftOut: [path] });
  });

  it.each([
    [["DATA.jsonl", "data.jsonl"], ["DATA.jsonl"]],
    [["data.jsonl", "data.jsonl/x"], ["data.jsonl/x"]],
    [["b", "B"], ["b"]],
    [["e\u0301", "\u00e9"], ["\u00e9"]],
    [["a/x", "A/y"], ["a/x"]],
  ])("of %j leaves out %j, in any order", (paths, leftOut) => {
    expect(choose(paths).leftOut).toEqual(leftOut);
    expect(choose(paths.toReversed()).leftOut).toEqual(leftOut);
  });

  it("takes a file that is listed twice once", () => {
    expect(choose(["a", "b", "a"]).chosen).toEqual(["a", "b"]);
  });

  it("applies the cap, inclusive, and bounds what it shows", () => {
    const long = `${"x".repeat(200)}/${"y".repeat(200)}`;
    const files = [
      { path: "ten", size: 10 },
      { path: "eleven", size: 11 },
      { path: long, size: 11 },
    ];
    expect(chooseFiles(files, { maxBytes: 10 })).toEqual({
      chosen: [files[0]],
      leftOut: [
        { path: "eleven", reason: "too-large" },
        { path: long.slice(0, 256), reason: "too-large" },
      ],
    });
  });
});
