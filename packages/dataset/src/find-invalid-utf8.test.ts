import { isUtf8 } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findInvalidUtf8 } from "./find-invalid-utf8.ts";

describe("findInvalidUtf8", () => {
  it.each([
    ["nothing", "", -1],
    ["every length", "61c3a9e282acf09f9880f48fbfbfed9fbfee8080", -1],
    ["a lone continuation byte", "6180", 1],
    ["an overlong slash", "61c0af", 1],
    ["an overlong form of three bytes", "61e09fbf", 1],
    ["an overlong form of four bytes", "61f08fbfbf", 1],
    ["a surrogate", "61eda080", 1],
    ["beyond U+10FFFF", "61f4908080", 1],
    ["no lead byte", "61f5808080", 1],
    ["a cut sequence at the end", "6161f09f98", 2],
    ["a cut sequence in the middle", "61e28261", 1],
  ])("%s", (_name, hex, at) => {
    expect(findInvalidUtf8(Buffer.from(hex, "hex"))).toBe(at);
  });

  it("agrees with Node, and what comes before the fault is well-formed", () => {
    const byte = fc.constantFrom(
      0x61,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc2,
      0xe0,
      0xe2,
      0xed,
      0xf0,
      0xf1,
      0xf4,
      0xff,
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (values) => {
        const bytes = Buffer.from(values);
        const at = findInvalidUtf8(bytes);
        expect(at === -1).toBe(isUtf8(bytes));
        expect(isUtf8(bytes.subarray(0, at === -1 ? bytes.length : at))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});
