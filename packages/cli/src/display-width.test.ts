import { describe, expect, it } from "vitest";
import { displayWidth, fitWidth, padWidth } from "./display-width.ts";

it.each([
  ["", 0],
  ["abc", 3],
  ["日本", 4],
  ["한글", 4],
  ["ﾊﾝ", 2],
  ["👍", 2],
  ["❤️", 2],
  ["1️⃣", 2],
  ["👨‍👩‍👧", 2],
  ["🇩🇪", 2],
  ["e\u0301", 1],
  ["τ", 1],
  ["→", 1],
  ["\u001B[31mred\u001B[39m", 3],
])("displayWidth(%j) is %i", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

describe("fitWidth", () => {
  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["日本語", 6, "日本語"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
    ["👨‍👩‍👧x", 2, "…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
    ["\u001B[31mabcd\u001B[39m", 4, "\u001B[31mabcd\u001B[39m"],
    ["\u001B[31mabcd\u001B[39m", 3, "ab…"],
  ])("%j in %i cells is %j", (text, width, expected) => {
    expect(fitWidth(text, width)).toBe(expected);
  });
});

it("pads by cells, not by characters", () => {
  expect(padWidth("日", 4)).toBe("日  ");
  expect(padWidth("日", 4, "right")).toBe("  日");
  expect(padWidth("abcdef", 4)).toBe("abcdef");
});
