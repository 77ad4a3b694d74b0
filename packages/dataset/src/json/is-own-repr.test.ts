import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPythonFloat } from "./format-python-float.ts";
import { isOwnRepr } from "./is-own-repr.ts";

/** Asked of a part of a larger text, in which more digits follow. */
function ask(text: string): boolean {
  return isOwnRepr(Buffer.from(`7${text}7`), 1, text.length + 1);
}

describe("isOwnRepr", () => {
  it.each([
    "0.0",
    "-0.0",
    "1.0",
    "100.0",
    "-0.5",
    "0.0001",
    "0.00012345678901234",
    "123456789012345.6",
    "12345678901234.5",
    "142857.14285714287",
    "0.30000000000000004",
    "0.1234567890123457",
    "9007199254740.992",
    "2251799813685249.5",
  ])("knows %s", (text) => {
    expect(formatPythonFloat(Number(text))).toBe(text);
    expect(ask(text)).toBe(true);
  });

  it.each([
    ["zeros at the end", "0.50"],
    ["zeros of a whole number", "1.00"],
    ["an exponent that is missing below 1e-4", "0.00001"],
    ["an exponent that is missing, with many digits", "0.000012345678901234567"],
    ["an exponent that is missing from 1e16 on", "10000000000000000.0"],
    ["a digit too many", "0.30000000000000004441"],
    ["seventeen digits where sixteen do", "0.10000000000000001"],
    ["a neighbour of the nearest decimal", "0.30000000000000003"],
    ["a whole number between two doubles", "9007199254740993.0"],
    ["half way between two doubles", "4503599627370497.25"],
    ["an integer", "12"],
  ])("does not take %s for what Python writes", (_, text) => {
    expect(ask(text)).toBe(false);
  });

  // Exponents of doubles from below 1e-4 to beyond 1e16; the bits below are of any kind, all zeros and ones among them.
  const double = fc
    .tuple(
      fc.integer({ min: 1023 - 16, max: 1023 + 56 }),
      fc.oneof(
        fc.bigInt({ min: 0n, max: 2n ** 52n - 1n }),
        fc.constantFrom(0n, 1n, 2n ** 52n - 1n),
      ),
    )
    .map(([exponent, mantissa]) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, (BigInt(exponent) << 52n) | mantissa);
      return view.getFloat64(0);
    });
  const spelling = fc.oneof(
    double.map(String),
    fc.tuple(double, fc.integer({ min: 15, max: 18 })).map(([value, n]) => value.toPrecision(n)),
    // One unit beside it, so that what is nearest is another decimal or another double.
    fc
      .tuple(double, fc.integer({ min: 0, max: 9 }))
      .map(([value, digit]) => value.toPrecision(17).slice(0, -1) + String(digit)),
    fc.tuple(fc.nat(1e9), fc.nat(1e9)).map(([whole, part]) => `${whole}.${part}`),
  );

  it("is never wrong", () => {
    const texts = fc
      .sample(spelling, { numRuns: 200_000, seed: 11 })
      .filter((text) => /^\d+\.\d+$/.test(text));
    const known = texts.filter(ask);
    expect(known.length).toBeGreaterThan(20_000);
    expect(known.filter((text) => formatPythonFloat(Number(text)) !== text)).toEqual([]);
  });

  it("knows nearly all that Python writes without an exponent", () => {
    const texts = fc.sample(double, { numRuns: 20_000, seed: 12 }).map(formatPythonFloat);
    const plain = texts.filter((text) => !text.includes("e") && !text.endsWith(".0"));
    expect(plain.length).toBeGreaterThan(10_000);
    expect(plain.filter(ask).length).toBeGreaterThan(plain.length * 0.98);
  });
});
