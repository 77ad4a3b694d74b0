import { describe, expect, it } from "vitest";
import { toJsonValue, toText } from "./cell-text.ts";

describe("cells of a result", () => {
  it.each([
    [null, "utf8", null, "null"],
    ["a", "utf8", "a", "a"],
    [true, "bool", true, "true"],
    [1.5, "float64", 1.5, "1.5"],
    [Infinity, "float64", Infinity, "Infinity"],
    [7n, "int64", 7, "7"],
    [2n ** 63n - 1n, "int64", "9223372036854775807", "9223372036854775807"],
    [0n, "timestamp", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"],
    [-1n, "timestamp", "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"],
    [1_500_000n, "timestamp", "1970-01-01T00:00:01.5Z", "1970-01-01T00:00:01.5Z"],
    [2n ** 63n - 1n, "timestamp", "9223372036854775807 µs", "9223372036854775807 µs"],
    [
      [{ role: "user", content: null }],
      "messages",
      [{ role: "user", content: null }],
      '[{"role":"user","content":null}]',
    ],
    [{ json: Buffer.from('"é"') }, "utf8", "é", "é"],
  ] as const)("%s (%s)", (...row) => {
    const [cell, type, value, text] = row;
    expect(toJsonValue(cell, type)).toEqual(value);
    expect(toText(cell, type)).toBe(text);
  });
});
