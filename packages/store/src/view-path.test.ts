import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { posix } from "node:path";
import { isSafeViewPath, selectSafeViewPaths } from "./view-path.ts";

describe("isSafeViewPath", () => {
  it.each([
    "data.jsonl",
    "a/b/c.txt",
    ".gitattributes",
    "...a",
    "with space #%41.jsonl",
    "日本語/ünï.jsonl",
    "null",
    "console.log",
    "com",
    "com10",
    "x".repeat(255),
    "x/".repeat(255) + "xx",
    "~/x",
    "-rf",
  ])("allows %j", (path) => {
    expect(isSafeViewPath(path)).toBe(true);
  });

  it.each([
    "",
    "/",
    "/etc/passwd",
    "a/",
    "a//b",
    ".",
    "..",
    "../x",
    "a/../b",
    "a/./b",
    "a/..",
    "C:",
    "C:/x",
    "c:x",
    "data.jsonl:stream",
    "a\\b",
    "..\\x",
    "\\\\server\\share",
    "a\0b",
    "a\nb",
    "a\u007f",
    "a\u0085b",
    "a\u202egnp.exe",
    "a\u2066b",
    "a\u200bb",
    "\ufeffa",
    "a\u2028b",
    "a\ud800",
    "a.",
    "a ",
    "a./b",
    "...",
    "CON",
    "nul.jsonl",
    "a/Aux",
    "com1",
    "LPT9.txt",
    "com\u00b9",
    "nul .txt",
    "conin$",
    ".git/hooks/post-checkout",
    "a/.GIT",
    "git~1",
    "x".repeat(256),
    "é".repeat(128),
    'say "x".txt',
    "what?",
    "a*b",
    "<a>",
    "a|b",
    `${"x/".repeat(256)}x`,
  ])("refuses %j", (path) => {
    expect(isSafeViewPath(path)).toBe(false);
  });

  it.each([
    ["Data.jsonl", "data.jsonl"],
    ["caf\u00e9", "cafe\u0301"],
    ["stra\u00dfe", "STRASSE"],
    ["\u212a", "k"],
    ["A/x", "a/y"],
    ["a", "a/b"],
    ["a/b", "a"],
    ["A", "a/b"],
  ])("refuses %j beside %j", (path, other) => {
    expect(isSafeViewPath(path, ["z", other])).toBe(false);
    expect(isSafeViewPath(path, ["z", path])).toBe(true);
  });

  it("allows equal names in different folders", () => {
    expect(isSafeViewPath("a/x", ["b/X", "a/y", "a/x"])).toBe(true);
  });

  it("never lets a path out of its folder", () => {
    const part = fc.oneof(fc.constantFrom("..", ".", "", "\\", "a", "C:", "\0"), fc.string());
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const path = parts.join("/");
        const isInside = posix.resolve("/view", path) === `/view/${path}`;
        expect(isInside || !isSafeViewPath(path)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("selectSafeViewPaths", () => {
  it("keeps the first of two that clash, whatever the order", () => {
    const expected = {
      safe: ["A.txt", "b", "data.jsonl"],
      refused: [
        { path: "../x", reason: "leads out of its folder" },
        { path: "a.txt", reason: "too like another name beside it" },
        { path: "b/c", reason: "too like another name beside it" },
      ],
    };
    const paths = ["b/c", "data.jsonl", "a.txt", "../x", "A.txt", "b", "b"];
    expect(selectSafeViewPaths(paths)).toEqual(expected);
    expect(selectSafeViewPaths(paths.toReversed())).toEqual(expected);
  });

  it("takes a large snapshot", () => {
    const paths = Array.from({ length: 20_000 }, (_, i) => `part-${i % 100}/file-${i}.txt`);
    expect(selectSafeViewPaths(paths).safe).toHaveLength(20_000);
  });
});
