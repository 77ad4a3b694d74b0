import { describe, expect, it } from "vitest";
import { parseRatio, reachesRatio } from "./ratio.ts";

describe("parseRatio", () => {
  it.each([
    [0.8, 4, 5],
    ["0.8", 4, 5],
    ["0.80", 4, 5],
    ["00.8", 4, 5],
    ["8e-1", 4, 5],
    [1, 1, 1],
    ["1.000000000000", 1, 1],
    ["10e-1", 1, 1],
    [0.05, 1, 20],
    [0.7, 7, 10],
    [1 / 8, 1, 8],
    [0.333333333, 333333333, 1000000000],
    ["0.999999999", 999999999, 1000000000],
    ["0.50000000000000000000", 1, 2],
    [1e-9, 1, 1000000000],
    ["0.1e1", 1, 1],
  ])("takes %j for %d/%d", (value, numerator, denominator) => {
    expect(parseRatio(value, "threshold")).toEqual({ numerator, denominator });
  });

  it.each([
    0,
    -0,
    -1,
    2,
    1.000000001,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    0.1 + 0.2,
    1 / 3,
    1e-10,
    5e-324,
    "",
    " 0.8",
    "0.8 ",
    "+0.8",
    "-0.8",
    ".8",
    "1.",
    "4/5",
    "80%",
    "0,8",
    "0x1",
    "abc",
    "NaN",
    "0",
    "0.0",
    "1e999",
    "1e-999",
    "1e9999",
    "٠.٨",
  ])("refuses %j", (value) => {
    expect(() => parseRatio(value, "threshold")).toThrow(RangeError);
  });

  it("says what it wants and what it got", () => {
    expect(() => parseRatio("4/5", "containment")).toThrow(
      'containment must be a decimal > 0 and <= 1 with at most 9 decimals: got "4/5"',
    );
    expect(() => parseRatio(2, "threshold")).toThrow("with at most 9 decimals: got 2");
  });

  it.each([null, true, 1n, [0.8], {}])("refuses the type of %s", (value) => {
    expect(() => parseRatio(value as unknown as number, "threshold")).toThrow(TypeError);
  });
});

describe("reachesRatio", () => {
  it("is exact where floats are not", () => {
    const [whole, part] = [100, 7];
    expect(part >= 0.07 * whole).toBe(false);
    expect(reachesRatio(part, whole, { numerator: 7, denominator: 100 })).toBe(true);
    expect(reachesRatio(part - 1, whole, { numerator: 7, denominator: 100 })).toBe(false);
  });

  it("is exact beyond 2^53", () => {
    const ratio = { numerator: 999_999_999, denominator: 1_000_000_000 };
    const whole = 4_000_000_000;
    expect(reachesRatio(whole - 4, whole, ratio)).toBe(true);
    expect(reachesRatio(whole - 5, whole, ratio)).toBe(false);
  });

  it("is not reached by nothing of nothing", () => {
    expect(reachesRatio(0, 0, { numerator: 1, denominator: 2 })).toBe(false);
  });
});
