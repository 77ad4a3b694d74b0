import * as fc from "fast-check";
import { expect, it } from "vitest";
import { formatPythonFloat } from "./format-python-float.ts";

it.each([
  [0, "0.0"],
  [-0, "-0.0"],
  [1, "1.0"],
  [-2.5, "-2.5"],
  [0.1 + 0.2, "0.30000000000000004"],
  [1e-4, "0.0001"],
  [0.00012345, "0.00012345"],
  [9.999e-5, "9.999e-05"],
  [1e-5, "1e-05"],
  [1.5e-7, "1.5e-07"],
  [1e15, "1000000000000000.0"],
  [9999999999999998, "9999999999999998.0"],
  [1e16, "1e+16"],
  [-123456789012345680, "-1.2345678901234568e+17"],
  [1e22, "1e+22"],
  [1.5e100, "1.5e+100"],
  [5e-324, "5e-324"],
  [Number.MAX_VALUE, "1.7976931348623157e+308"],
  [Infinity, "Infinity"],
  [-Infinity, "-Infinity"],
  [NaN, "NaN"],
])("prints %d as %s", (value, text) => {
  expect(formatPythonFloat(value)).toBe(text);
});

it("prints what reads back as the same number, and never what Python would read as an integer", () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      const text = formatPythonFloat(value);
      expect(Object.is(Number(text), value)).toBe(true);
      expect(text).toMatch(/^-?\d+(?:\.\d+(?:e[+-]\d{2,3})?|e[+-]\d{2,3})$/);
    }),
    { numRuns: 2_000 },
  );
});
