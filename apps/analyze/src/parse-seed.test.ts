import { UsageError } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { parseSeed } from "./parse-seed.ts";

describe("parseSeed", () => {
  it.each([
    ["0", 0n],
    ["42", 42n],
    ["18446744073709551617", 18_446_744_073_709_551_617n],
  ])("takes %s", (text, seed) => {
    expect(parseSeed(text)).toBe(seed);
  });

  it.each(["", "-1", "1.5", "0x10", "1e3", " 1", "9".repeat(41)])("refuses %j", (text) => {
    expect(() => parseSeed(text)).toThrow(UsageError);
  });
});
