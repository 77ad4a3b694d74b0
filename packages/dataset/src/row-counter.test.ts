import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countRows } from "./count-rows.ts";
import { RowCounter } from "./row-counter.ts";

const PYTHON_SPACE: ReadonlySet<string> = new Set(
  Array.from(
    "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006" +
      "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
  ),
);

function countRowsOfText(text: string): number {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.filter((line) => Array.from(line).some((c) => !PYTHON_SPACE.has(c))).length;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("countRows", () => {
  it.each([
    ["", 0],
    ["\n", 0],
    ["{}", 1],
    ["{}\n", 1],
    ["{}\n{}", 2],
    ["{}\r\n{}\r\n", 2],
    ["{}\r{}\r", 2],
    ["{}\n\r{}", 2],
    ["{}\r\r\n{}", 2],
    ["\n\n{}\n\n\n{}\n\n", 2],
    [" \t\v\f\u001c\u001d\u001e\u001f\n{}", 1],
    ["\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\n{}", 1],
    // Python's universal newlines know nothing of these, so they are inside a line.
    ["{}\u0085{}\u2028{}\v{}\f{}", 1],
    // Not white space to `str.strip`.
    ["\u200b\n\ufeff\n\u180e\n\u0000\n\u200c", 5],
    ["  {}  \n  x", 2],
    ["é\nè\nん\n€", 4],
  ])("%j has %d", (text, rows) => {
    expect(countRows(utf8(text))).toBe(rows);
    expect(countRowsOfText(text)).toBe(rows);
  });

  it.each([
    ["a lone continuation byte", [0x80, 0x0a], 1],
    ["a cut NO-BREAK SPACE", [0xc2, 0x0a, 0xa0], 2],
    ["a cut IDEOGRAPHIC SPACE", [0xe3, 0x80], 1],
    ["a cut OGHAM SPACE MARK", [0xe1, 0x9a, 0x0d], 1],
    ["two lead bytes", [0xe2, 0xe2, 0x80, 0x80], 1],
    ["UTF-16", [0xff, 0xfe, 0x0a, 0x00], 2],
  ])("takes %s for text", (_name, bytes, rows) => {
    expect(countRows(Uint8Array.from(bytes))).toBe(rows);
  });

  it("counts a part of a larger buffer only", () => {
    expect(countRows(utf8("a\nb\nc\nd").subarray(2, 5))).toBe(2);
  });
});

describe("RowCounter", () => {
  const character = fc.constantFrom(
    ...Array.from(
      "{}a\n\r \t\u0085\u00a0\u1680\u2000\u200a\u200b\u2028\u202f\u2030\u205f\u2060\u3000\u3001é€",
    ),
  );
  const text = fc.array(character, { maxLength: 60 }).map((characters) => characters.join(""));

  it("agrees with Python's rule, however the bytes are cut", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(180), { maxLength: 8 }), (source, cuts) => {
        const bytes = utf8(source);
        const edges = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b)];
        const counter = new RowCounter();
        edges.forEach((edge, i) => counter.push(bytes.subarray(edge, edges[i + 1])));
        expect(counter.finish()).toBe(countRowsOfText(source));
        expect(countRows(bytes)).toBe(countRowsOfText(source));
      }),
      { numRuns: 2_000 },
    );
  });

  it("counts any bytes the same, whole or one by one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const counter = new RowCounter();
        for (const byte of bytes) counter.push(Uint8Array.of(byte));
        expect(counter.finish()).toBe(countRows(bytes));
      }),
    );
  });

  it("can be asked at any time", () => {
    const counter = new RowCounter();
    expect(counter.finish()).toBe(0);
    counter.push(utf8("{}"));
    expect([counter.finish(), counter.finish()]).toEqual([1, 1]);
    counter.push(utf8("\n{}\n"));
    expect(counter.finish()).toBe(2);
  });
});
