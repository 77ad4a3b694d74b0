import { describe, expect, it } from "vitest";
import { countSimilar, type CountSimilarOptions } from "./count-similar.ts";

function count(a: string, b: string, options?: number | CountSimilarOptions): unknown {
  const result = countSimilar(Buffer.from(a), Buffer.from(b), options);
  return result.status === "counted"
    ? result.count
    : [result.status, result.file, result.error.line];
}

describe("countSimilar", () => {
  it.each([
    ["nothing in common", "1\n2", "3", 0],
    ["rows in another order", "1\n2\n3", "3\n1", 2],
    ["a repeated row counts once", "1\n1\n1", "1\n1", 1],
    ["keys in another order", '{"a":1,"b":2}', '{"b":2,"a":1}', 1],
    ["another way to write the same", '{"a":"\\u00e9","b":1e2}', '{"b":100.0, "a":"é"}', 1],
    ["1, 1.0 and true", "1", "1.0\ntrue", 0],
    ["another normal form", '"é"', '"e\u0301"', 0],
    ["empty files", "", "", 0],
  ] as const)("%s", (...[, a, b, expected]) => {
    expect([count(a, b), count(b, a)]).toEqual([expected, expected]);
  });

  it("compares the first rows of both, or of each", () => {
    expect(count("1\n2\n3", "3\n2\n1", 2)).toBe(1);
    expect(count("1\n2\n3", "3\n2\n1", { maxRowsOfB: 2 })).toBe(2);
    expect(count("1\n2\n3", "3\n2\n1", { maxRowsOfA: 0 })).toBe(0);
  });

  it("counts nothing if a row beyond those compared does not parse", () => {
    expect(count("1\n2\nx", "1", 1)).toEqual(["void", "a", 3]);
    expect(count("1", "1\n2\nx", 1)).toEqual(["void", "b", 3]);
  });

  it("names a void file before an undecidable one", () => {
    const deep = "[".repeat(1_000) + "]".repeat(1_000);
    expect(count(deep, "1")).toEqual(["undecidable", "a", 1]);
    expect(count("1", `1\n${deep}`)).toEqual(["undecidable", "b", 2]);
    expect(count(deep, "x")).toEqual(["void", "b", 1]);
  });

  it("takes caps", () => {
    expect(count("1", "[[1]]", { caps: { depth: 1 } })).toEqual(["undecidable", "b", 1]);
  });

  it("rejects a number of rows that is none", () => {
    expect(() => count("1", "1", -1)).toThrow(RangeError);
    expect(() => count("1", "1", { maxRowsOfB: Number.NaN })).toThrow(RangeError);
  });
});
