import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countCharacters } from "./count-characters.ts";

function count(literal: string): number {
  return countCharacters(Buffer.from(literal));
}

describe("countCharacters", () => {
  it.each([
    ['""', 0],
    ['"a"', 1],
    ['"é東😀"', 3],
    [String.raw`"\"\\\/\b\f\n\r\t"`, 8],
    [String.raw`"\u0000\u00e9\u6771"`, 3],
    [String.raw`"\ud83d\ude00\uD83D\uDE00"`, 2],
    [String.raw`"\ud83d"`, 1],
    [String.raw`"\ude00\ud83d"`, 2],
    [String.raw`"\ud83d\ud83d\ude00"`, 2],
    [String.raw`"\ud83dx\ude00"`, 3],
    [String.raw`"\ud83d\n"`, 2],
    [String.raw`"\ud83d\\ude00"`, 7],
    [String.raw`"\ud7ff\udc00\ue000"`, 3],
    [String.raw`"\\ud83d\\ude00"`, 12],
  ])("of %s", (literal, characters) => {
    expect(count(literal)).toBe(characters);
  });

  it("counts what a string's iterator counts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(count(JSON.stringify(text))).toBe(Array.from(text).length);
      }),
    );
  });

  it.each(["", '"', "a", 'a"', '"a', "[]"])("refuses %j", (json) => {
    expect(() => count(json)).toThrow(new TypeError("a JSON string literal must be in quotes"));
  });
});
