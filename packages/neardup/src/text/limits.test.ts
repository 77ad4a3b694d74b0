import { expect, it } from "vitest";
import { createTextStage } from "../../testing/text-stage.ts";
import { foldText, listTokens } from "../reference/shingle-text.ts";

const encoder = new TextEncoder();
const stage = createTextStage(4096);

const MIB = 2 ** 20;

it("finds every border of tokens, wherever it is among the vectors", () => {
  const odd = [
    "",
    " ",
    "_",
    "\u00E9",
    "e\u0301",
    "\u0301",
    "\u65E5",
    "\u0130",
    "\u{1F600}",
    "\u2019",
  ];
  const wrong: string[] = [];
  let texts = 0;
  for (let length = 0; length <= 132; length += 1) {
    for (const [index, inserted] of odd.entries()) {
      for (let at = 0; at <= length; at += 1 + (index % 3)) {
        const filler = at % 5 === 0 ? "ab C-" : "x";
        const plain = filler.repeat(length).slice(0, length);
        const bytes = encoder.encode(plain.slice(0, at) + inserted + plain.slice(at));
        const tokens = stage.listTokens(bytes).join(" ");
        const isRight =
          tokens === listTokens(foldText(bytes)).join(" ") &&
          stage.listHashesDirectly(bytes).join() === stage.listHashes(bytes).join();
        if (!isRight) wrong.push(`${length} ${at} ${JSON.stringify(inserted)}: ${tokens}`);
        texts += 1;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(texts).toBeGreaterThan(50_000);
});

// Sorting marks by insertion, as is usual, would take hours for these.
it("puts a million marks in order behind a letter", () => {
  const bytes = encoder.encode(`q${"\u0345\u0301\u0323\u0334".repeat(250_000)} z`);
  const [first, ...rest] = stage.listTokens(bytes);
  expect(rest).toEqual(["z"]);
  const ordered = ["\u0334", "\u0323", "\u0301", "\u0345"].map((mark) => mark.repeat(250_000));
  expect(first === `q${ordered.join("")}`).toBe(true);
});

it("composes a letter with the first marks of a million", () => {
  const bytes = encoder.encode(`\u00C5${"\u0345\u0301\u0323\u0334".repeat(250_000)}`);
  const tokens = stage.listTokens(bytes);
  // "A" and U+030A of U+00C5, U+0323: U+1EA0, which composes with neither U+030A nor U+0301.
  const ordered = [
    "\u1EA1",
    "\u0334".repeat(250_000),
    "\u0323".repeat(249_999),
    "\u030A",
    "\u0301".repeat(250_000),
    "\u0345".repeat(250_000),
  ];
  expect(tokens).toHaveLength(1);
  expect(tokens[0] === ordered.join("").normalize("NFC")).toBe(true);
});

it.each([
  ["marks without a letter", "\u0301".repeat(MIB), ["\u0301".repeat(MIB)]],
  ["marks that decompose", "\u0344".repeat(MIB / 2), ["\u0308\u0301".repeat(MIB / 2)]],
  ["vowels of Hangul", "\u1161".repeat(MIB / 2), ["\u1161".repeat(MIB / 2)]],
  [
    "marks that are tokens",
    "\u0E48\u0E38".repeat(1000),
    [...Array<string>(1000).fill("\u0E38"), ...Array<string>(1000).fill("\u0E48")],
  ],
])("folds a long run of %s", (_, text, expected) => {
  const tokens = stage.listTokens(encoder.encode(text));
  expect(tokens).toHaveLength(expected.length);
  expect(tokens.every((token, index) => token === expected[index])).toBe(true);
});

it("keeps a text of 16 MiB in less than 5 bytes of memory a byte", () => {
  for (const unit of ["a ", "word ", "\u65E5\u672C\u8A9E", "a\u65E5", "\u00E9 "]) {
    const whole = encoder.encode(unit);
    const bytes = Buffer.alloc(16 * MIB, whole);
    stage.put(bytes);
    const size = stage.exports.workBytesOf(stage.text, bytes.length);
    expect(size).toBeLessThan(5 * bytes.length);
    const work = (stage.text + bytes.length + 127) & ~15;
    const tokens = stage.exports.foldTokensWithin(stage.text, bytes.length, work, size);
    const wanted = listTokens(foldText(bytes.subarray(0, 64 * whole.length))).length;
    expect(tokens).toBeGreaterThanOrEqual(Math.floor(bytes.length / whole.length) * (wanted / 64));
  }
});

it("has room for the code points that grow most", () => {
  for (const character of ["\uFDFA", "\uFDFB", "\u3316", "\u332B", "\u00BD", "\u0130", "\u0958"]) {
    const bytes = encoder.encode(`${character}a`.repeat(20_000) + character.repeat(20_000));
    stage.put(bytes);
    const size = stage.exports.workBytesOf(stage.text, bytes.length);
    expect(size).toBeLessThanOrEqual(stage.exports.workBytes(bytes.length));
    // The stage throws if anything is written behind the work area.
    expect(stage.listTokens(bytes)).toEqual(listTokens(foldText(bytes)));
  }
});

it("never needs more memory for a code point than it says", () => {
  const scalars = Array.from({ length: 0x110000 }, (_, index) => index).filter(
    (codePoint) => codePoint < 0xd800 || codePoint > 0xdfff,
  );
  let checked = 0;
  for (const codePoint of scalars) {
    const unit = String.fromCodePoint(codePoint);
    // With letters between them, and at the least length, where little room is left over.
    if (unit.normalize("NFKC").toLowerCase() === unit) continue;
    const bytes = encoder.encode(`${unit}a`.repeat(64) + unit.repeat(64));
    stage.put(bytes);
    const size = stage.exports.workBytesOf(stage.text, bytes.length);
    expect(size).toBeLessThanOrEqual(stage.exports.workBytes(bytes.length));
    stage.listTokens(bytes);
    checked += 1;
  }
  expect(checked).toBeGreaterThan(5000);
});

it("notes nothing down outside of its room, so that threads can share the memory", () => {
  const { exports, memory, text, ...own } = createTextStage(64);
  const room = text - 4096;
  exports.useThreadRoom(room);
  const below = new Uint8Array(memory.buffer, 0, room);
  const before = below.slice();
  const bytes = encoder.encode(`e\u0323\u0301 a${"\u0301\u0323".repeat(100)}`);
  expect(own.listTokens(bytes)).toEqual(listTokens(foldText(bytes)));
  expect(own.listHashesDirectly(bytes)).toEqual(own.listHashes(bytes));
  expect(Buffer.compare(below, before)).toBe(0);
  const used = new Uint8Array(memory.buffer, room, exports.threadBytes());
  expect(used.some((byte) => byte !== 0)).toBe(true);
  const behind = new Uint8Array(memory.buffer, room + used.length, 4096 - used.length);
  expect(behind.every((byte) => byte === 0)).toBe(true);
});
