import { describe, expect, it } from "vitest";
import { NEAR_SEARCH_OPTIONS } from "./near-options.ts";
import { parseShare, parseShareOrOff } from "./parse-share.ts";

describe("parseShare", () => {
  it.each([
    ["0.8", "0.8"],
    [".8", "0.8"],
    ["0.123456789", "0.123456789"],
    ["1", "1"],
    ["1.000", "1.000"],
  ])("takes %s", (text, share) => expect(parseShare(text)).toBe(share));

  it.each(["0", "0.0", "-1", "2", "1.1", "NaN", "abc", "", "8e-1", "0.1234567891", " 0.8", "80%"])(
    "refuses %j",
    (text) => expect(() => parseShare(text)).toThrow(/^must be a decimal above 0 and at most 1/),
  );

  it("tells what to write for a percentage", () => {
    expect(() => parseShare("80")).toThrow(expect.objectContaining({ next: "write 80% as 0.8" }));
    expect(() => parseShare("99%")).toThrow(expect.objectContaining({ next: "write 99% as 0.99" }));
    expect(() => parseShare("x")).toThrow(
      expect.objectContaining({ next: "write a share like 0.8" }),
    );
  });

  it("knows off where that is allowed", () => {
    expect(parseShareOrOff("off")).toBe("off");
    expect(parseShareOrOff("0.9")).toBe("0.9");
    expect(() => parseShare("off")).toThrow(/got off$/);
  });
});

describe("--max-memory", () => {
  const { parse } = NEAR_SEARCH_OPTIONS.maxMemory;

  it("is a size of 64 MiB or more", () => {
    expect([parse?.("64MiB"), parse?.("2 GB")]).toEqual([2 ** 26, 2e9]);
    expect(() => parse?.("64MB")).toThrow(/^must be at least 64MiB: got 64MB$/);
    expect(() => parse?.("lots")).toThrow(/^must be a size/);
  });
});
