import { expect, it } from "vitest";
import { formatBytes, formatCount, formatDuration, formatShare } from "./units.ts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [38_400_000, "38.4 MB"],
  [1e18, "1000.0 PB"],
])("formatBytes(%i) is %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [80, "80 ms"],
  [999.7, "1000 ms"],
  [1000, "1.0 s"],
  [59_949, "59.9 s"],
  [59_950, "1m 00s"],
  [65_000, "1m 05s"],
  [3_599_999, "1h 00m"],
  [7_380_000, "2h 03m"],
])("formatDuration(%d) is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [0, "0%"],
  [0.001, "<1%"],
  [0.5, "50%"],
  [0.999, ">99%"],
  [1, "100%"],
])("formatShare(%d) is %s", (share, text) => {
  expect(formatShare(share)).toBe(text);
});

it("separates thousands", () => {
  expect(formatCount(1_234_567)).toBe("1,234,567");
  expect(formatCount(12n)).toBe("12");
});
