import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitise } from "./sanitise.ts";

describe("sanitise", () => {
  it.each([
    ["flock-io/data_set.v1", "flock-io/data_set.v1"],
    ["日本語 é 👍 العربية", "日本語 é 👍 العربية"],
    ["C:\\users", "C:\\users"],
    ["", ""],
    ["\u001B[31mred\u001B[0m", "\\u{1b}[31mred\\u{1b}[0m"],
    ["a\nb\r\tc\0", "a\\u{a}b\\u{d}\\u{9}c\\u{0}"],
    ["\u009B2J\u007F", "\\u{9b}2J\\u{7f}"],
    ["user/\u202Egnp.exe", "user/\\u{202e}gnp.exe"],
    ["\u2066a\u2069\u200Fb\u061C", "\\u{2066}a\\u{2069}\\u{200f}b\\u{61c}"],
    ["a\u200Bb\u200D\uFEFF\u2060", "a\\u{200b}b\\u{200d}\\u{feff}\\u{2060}"],
    ["\u2028\u2029", "\\u{2028}\\u{2029}"],
    ["\uD800x", "\\u{d800}x"],
    ["\u{E0041}\uFE0F\u3164", "\\u{e0041}\\u{fe0f}\\u{3164}"],
    ["\\u{1b}", "\\u{5c}u{1b}"],
    [`e${"\u0301".repeat(6)}`, `e${"\u0301".repeat(4)}\\u{301}\\u{301}`],
  ])("%j becomes %j", (text, expected) => {
    expect(sanitise(text)).toBe(expected);
  });

  it("cuts what is too long, between code points, and says how much is gone", () => {
    expect(sanitise("abcdef", { maxLength: 4 })).toBe("abcd…(+2)");
    expect(sanitise("👍👍👍", { maxLength: 2 })).toBe("👍👍…(+2)");
    expect(sanitise("👍👍", { maxLength: 2 })).toBe("👍👍");
    expect(sanitise("x".repeat(1e6)).length).toBeLessThan(520);
    expect(() => sanitise("x", { maxLength: 0 })).toThrow(RangeError);
  });

  it("never lets a control, bidi or invisible character through, whatever comes", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)))
        .map((units) => units.join("")),
      fc
        .array(fc.constantFrom("\u001B[", "\u202E", "\u2066", "\\u{1b}", "\0", "\n", "a"))
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), (text, maxLength) => {
        const clean = sanitise(text, { maxLength });
        expect(clean).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
        );
        expect(clean.length).toBeLessThanOrEqual(maxLength * 10 + 20);
      }),
      { numRuns: 2000 },
    );
  });

  it("gives different outputs for different inputs", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("\\", "u", "{", "1b", "}", "\u001B", "5c")).map((p) => p.join("")),
        (text) => {
          const decoded = sanitise(text).replaceAll(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) =>
            String.fromCodePoint(Number.parseInt(hex, 16)),
          );
          expect(decoded).toBe(text);
        },
      ),
    );
  });
});
