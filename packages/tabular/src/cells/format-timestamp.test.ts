import * as fc from "fast-check";
import { expect, it } from "vitest";
import { formatTimestamp } from "./format-timestamp.ts";

it.each([
  [0n, "1970-01-01T00:00:00.000000Z"],
  [-1n, "1969-12-31T23:59:59.999999Z"],
  [1_709_164_800_000_001n, "2024-02-29T00:00:00.000001Z"],
  [253_402_300_799_999_999n, "9999-12-31T23:59:59.999999Z"],
  [253_402_300_800_000_000n, "+010000-01-01T00:00:00.000000Z"],
  [-62_167_219_200_000_000n, "0000-01-01T00:00:00.000000Z"],
  [-62_167_219_200_000_001n, "-000001-12-31T23:59:59.999999Z"],
  [2n ** 63n - 1n, "+294247-01-10T04:00:54.775807Z"],
  [-(2n ** 63n), "-290308-12-21T19:59:05.224192Z"],
])("writes %s as %s", (time, text) => {
  expect(formatTimestamp(time)).toBe(text);
});

it("agrees with Date wherever that has a date", () => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (milliseconds) => {
      const text = formatTimestamp(BigInt(milliseconds) * 1_000n);
      expect(text.replace(/000Z$/, "Z")).toBe(new Date(milliseconds).toISOString());
    }),
    { numRuns: 2_000 },
  );
});
