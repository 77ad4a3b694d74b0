import { describe, expect, it } from "vitest";
import { shortenText } from "./shorten-text.ts";

describe("shortenText", () => {
  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "abc…"],
    ["😀😀😀", 3, "😀😀😀"],
    ["😀😀😀😀", 3, "😀😀😀…"],
    ["", 3, ""],
  ])("shortens %s to %d", (text, most, short) => {
    expect(shortenText(text, most)).toBe(short);
  });
});
