import { describe, expect, it } from "vitest";
import { collectTexts, compareTexts, fuzzTexts, SELECTIONS } from "../fuzz/fuzz-texts.mjs";
import { generateChatText } from "../fuzz/generate-chat.mjs";
import { generateFile } from "../fuzz/generate-file.mjs";
import { findPython } from "../fuzz/oracle.mjs";
import { createRandom } from "../fuzz/random.mjs";
import { slowTexts } from "../fuzz/slow-texts.mjs";
import { readRows } from "./read-rows.ts";
import { readTexts, type ReadTextsOptions } from "./read-texts.ts";
import type { RowTextsSummary } from "./text/text-scan.ts";
import type { TextSelection } from "./text/text-selection.ts";

const WITH_SYSTEM: TextSelection = { kind: "conversation", includeSystem: true };
const COLUMN: TextSelection = { kind: "column", path: "a" };

function summaryOf(file: string | Uint8Array, options: ReadTextsOptions = {}): RowTextsSummary {
  return collectTexts(readTexts(Buffer.from(file), options)).summary;
}

/** Of each row its text as latin1, undefined if it has none. */
function read(file: string | Uint8Array, text: TextSelection): unknown[] {
  const { texts, summary } = collectTexts(readTexts(Buffer.from(file), { text }));
  return Array.from({ length: summary.rows }, (_, row) => texts.get(row));
}

describe("the summary", () => {
  it("counts rows by Python's reading", () => {
    const good = '{"conversations":[{"content":"a"}]}';
    expect(summaryOf("")).toEqual({ rows: 0, texts: 0, withoutText: 0, errors: 0 });
    expect(summaryOf(" \n\u2003\r\n\n")).toMatchObject({ rows: 0 });
    expect(summaryOf(`\ufeff${good}\n${good}\n\ufeff${good}`)).toMatchObject({
      texts: 1,
      errors: 2,
    });
    expect(summaryOf(`${good}${good}\n${good},\n${good}\n\n${good}`)).toMatchObject({
      rows: 4,
      texts: 2,
      errors: 2,
    });
    expect(summaryOf('{"conversations":[],"n":[NaN,-Infinity,1e400]}')).toMatchObject({ texts: 1 });
    expect(summaryOf(Buffer.from('{"a":"\xff"}\n{"a":"\xc3\xa9"}\n{}', "latin1"))).toMatchObject({
      rows: 3,
      errors: 1,
    });
  });

  it("counts an integer of more than 4,300 digits as an error", () => {
    for (const [digits, texts] of [
      [4_299, 1],
      [4_300, 1],
      [4_301, 0],
    ] as const) {
      const file = `{"conversations":[],"n":-${"1".repeat(digits)}}`;
      expect(summaryOf(file)).toMatchObject({ texts, errors: 1 - texts });
    }
  });

  it("counts a row whose nesting not every Python follows as an error", () => {
    for (const [levels, texts] of [
      [62, 1],
      [63, 1],
      [64, 1],
      [898, 1],
      [899, 0],
      [1_600, 0],
    ] as const) {
      const file = `{"conversations":[],"n":${"[".repeat(levels)}${"]".repeat(levels)}}`;
      expect(summaryOf(file)).toMatchObject({ texts, errors: 1 - texts });
    }
  });

  it("counts a row that a cap kept from being read as an error", () => {
    const row = '{"conversations":[{"content":"a"}]}';
    const file = `${row}\n ${row}\r\n${row}`;
    expect(summaryOf(file, { caps: { lineBytes: row.length } })).toMatchObject({
      texts: 2,
      errors: 1,
    });
    expect(summaryOf(file, { caps: { lineBytes: row.length + 1 } })).toMatchObject({ texts: 3 });
    expect(summaryOf(file, { caps: { lineBytes: row.length - 1 } })).toMatchObject({ errors: 3 });
    expect(summaryOf(file, { caps: { depth: 2 } })).toMatchObject({ errors: 3 });
    expect(summaryOf(file, { caps: { depth: 3 } })).toMatchObject({ texts: 3 });
    expect(summaryOf('{"conversations":[]}', { caps: { depth: 1 } })).toMatchObject({ errors: 1 });
    expect(summaryOf('{"conversations":[]}', { caps: { depth: 2 } })).toMatchObject({ texts: 1 });
    expect(summaryOf("[[]]\n[{}]\n[]\n1", { caps: { depth: 1 } })).toMatchObject({ errors: 2 });
    expect(summaryOf(file, { caps: { rows: 2 } })).toEqual({
      rows: 3,
      texts: 2,
      withoutText: 0,
      errors: 1,
    });
    expect(summaryOf(`${file}\n\n${file}`, { caps: { rows: 2 } })).toMatchObject({
      rows: 3,
      errors: 1,
    });
    expect(summaryOf(`${file}\n\n`, { caps: { rows: 3 } })).toMatchObject({ rows: 3, errors: 0 });
    expect(summaryOf(`\n${row}`, { caps: { rows: 0 } })).toMatchObject({ rows: 1, errors: 1 });
  });
});

describe("batches", () => {
  const rows = Array.from({ length: 40 }, (_, i) => `{"a":"${"é".repeat(i % 7)}"}`);
  const file = Buffer.from(`${rows.join("\n")}\nNaN\n{}\n${rows.join("\r\n")}\n`);

  it.each([1, 2, 5, 13, 14, 15, 100, 2 ** 28])(
    "end with the row that makes %d bytes",
    (batchBytes) => {
      const batches = [...readTexts(file, { text: COLUMN, batchBytes })];
      const texts = batches.flatMap(({ bytes, offsets, rows: numbers }) =>
        Array.from(numbers, (row, i) => [
          row,
          Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString(),
        ]),
      );
      expect(texts).toEqual([
        ...rows.map((_, i) => [i, "é".repeat(i % 7)]),
        ...rows.map((_, i) => [i + 42, "é".repeat(i % 7)]),
      ]);
      expect(batches.slice(0, -1).every(({ bytes }) => bytes.length >= batchBytes)).toBe(true);
      for (const { bytes, offsets, rows: numbers } of batches) {
        expect(offsets[0]).toBe(0);
        expect(offsets.length).toBe(numbers.length + 1);
        expect(offsets.at(-1)).toBe(bytes.length);
        expect(offsets.at(-2)).toBeLessThan(batchBytes);
      }
    },
  );

  it("are the caller's to keep, unless they are lent", () => {
    const copies = [...readTexts(file, { text: COLUMN, batchBytes: 30 })];
    let i = 0;
    for (const lent of readTexts(file, { text: COLUMN, batchBytes: 30, lend: true })) {
      expect(lent).toEqual(copies[i]);
      i += 1;
    }
    expect(i).toBe(copies.length);
    const [first, second] = [...readTexts(file, { text: COLUMN, batchBytes: 30, lend: true })];
    expect(first?.bytes.buffer).toBe(second?.bytes.buffer);
    expect(copies[0]?.bytes.buffer).not.toBe(copies[1]?.bytes.buffer);
  });

  it("end when they have many texts, though these are empty", () => {
    const batches = [...readTexts(Buffer.from('{"a":""}\n'.repeat(200_000)), { text: COLUMN })];
    expect(batches.map(({ rows: numbers }) => numbers.length)).toEqual([
      65_536, 65_536, 65_536, 3_392,
    ]);
    expect(batches.flatMap(({ rows: numbers }) => [...numbers])).toEqual(
      Array.from({ length: 200_000 }, (_, i) => i),
    );
  });

  it("hold rows that are much longer than what is read at once", () => {
    const long = [300_000, 5_000_000, 262_144, 20].map((length) => "é\\n".repeat(length / 4));
    const lines = long.flatMap((text) => [
      `{"conversations":[{"content":"${text}"}],"system":"${text}x"}`,
      `{"conversations":[{"content":"${text}"}],"n":NaN}`,
    ]);
    const expected = long.flatMap((text) => {
      const written = Buffer.from(text.replaceAll("\\n", "\n")).toString("latin1");
      return [`${written}x\n${written}`, written];
    });
    const found = read(lines.join("\n"), WITH_SYSTEM);
    expect(found.map((text, i) => text === expected[i])).toEqual(lines.map(() => true));
  });

  it("grow with what they are asked to hold", () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => {
      const n = i % 3 === 0 ? "NaN" : "0";
      return `{"a":"${String(i).padStart(2_000, "é")}","n":${n}}`;
    });
    const bytes = Buffer.from(lines.join("\n"));
    const batches = [...readTexts(bytes, { text: COLUMN, batchBytes: 2 ** 28 })];
    expect(batches.map(({ rows: numbers }) => numbers.length)).toEqual([3_000]);
    const found = collectTexts(readTexts(bytes, { text: COLUMN, batchBytes: 2 ** 28 }));
    expect(compareTexts(found, slowTexts(bytes, COLUMN, { readRows }))).toBeUndefined();
  });

  it("skip lines that are not UTF-8 and none beside them", () => {
    const good = '{"a":"\xc3\xa9"}';
    const lines = Array.from({ length: 3_000 }, (_, i) => (i % 3 === 1 ? '{"a":"\xc3"}' : good));
    expect(read(Buffer.from(lines.join("\n"), "latin1"), COLUMN)).toEqual(
      lines.map((_, i) => (i % 3 === 1 ? undefined : "\xc3\xa9")),
    );
  });
});

it("refuses options that are not within their limits", () => {
  const file = Buffer.from("{}");
  for (const batchBytes of [0, -1, 1.5, Number.NaN, 2 ** 28 + 1]) {
    expect(() => readTexts(file, { batchBytes })).toThrow(RangeError);
  }
  expect(() => readTexts(file, { caps: { rows: -1 } })).toThrow(RangeError);
  expect(() => readTexts(file, { text: { kind: "column", path: "a\ud800" } })).toThrow(
    new RangeError('text.path must be well-formed Unicode: got "a\\ud800"'),
  );
});

describe("generated rows", () => {
  it.each([1, 2, 3, 4])("agree with a slow reading, 25,000 lines of seed %d", (seed) => {
    const random = createRandom(seed);
    for (let lines = 0; lines < 25_000;) {
      const bytes = generateFile(random, 500, generateChatText);
      const text = random.pick(SELECTIONS);
      const batchBytes = random.pick([1, 500, 2 ** 20]);
      const found = collectTexts(readTexts(bytes, { text, batchBytes }));
      expect(compareTexts(found, slowTexts(bytes, text, { readRows }))).toBeUndefined();
      lines += found.summary.rows;
    }
  });

  const python = findPython();
  it.skipIf(python === undefined)("agree with Python, 10,000 lines", async () => {
    const tally = await fuzzTexts({
      python: python ?? "",
      seed: 5,
      lines: 10_000,
      subject: { readTexts, readRows },
    });
    expect(tally.mismatches).toEqual([]);
    expect(tally.texts).toBeGreaterThan(tally.lines / 3);
    expect(tally.errors).toBeGreaterThan(tally.lines / 5);
  });
});
