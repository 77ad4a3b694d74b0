import { describe, expect, it } from "vitest";
import type { Cell, Column, ColumnType } from "../schema.ts";
import { createPageWriter } from "./create-page-writer.ts";
import { MASK_BYTES, type PageMemory, type RowPage, VALUES_BYTES } from "./row-page.ts";

function makeColumns(...types: ColumnType[]): Column[] {
  return types.map((type, place) => {
    return { name: `c${place}`, type, nullable: true, description: "A column." };
  });
}

/** Rows of one column as pages; each page but the first goes into the memory of the one before. */
function paginate(type: ColumnType, cells: Iterable<Cell>, first?: PageMemory): RowPage[] {
  const columns = makeColumns(type);
  const pages: RowPage[] = [];
  let firstRow = 0;
  let writer = createPageWriter({ columns, firstRow, memory: first });
  for (const cell of cells) {
    writer.add([cell]);
    if (!writer.isFull()) continue;
    const page = writer.take();
    pages.push({ ...page, values: page.values.slice(0), texts: page.texts.slice(0) });
    firstRow += page.rows;
    writer = createPageWriter({ columns, firstRow, memory: page });
  }
  if (writer.rows > 0) pages.push(writer.take());
  return pages;
}

/** The texts of a page with one column. */
function readTexts({ rows, common, values, texts }: RowPage): (string | null)[] {
  const [starts, ends] = [new Uint32Array(values), new Uint32Array(values, VALUES_BYTES / 2)];
  const mask = new Uint8Array(values, VALUES_BYTES, MASK_BYTES);
  return Array.from({ length: rows }, (_, row) => {
    if (common[0] !== undefined) return common[0] as string;
    if (((mask[row >> 3] ?? 0) & (1 << (row & 7))) === 0) return null;
    return Buffer.from(texts).toString("utf8", starts[row], ends[row]);
  });
}

/** How many rows each page has of so many with that text and their number. */
function sizesOf(text: string, rows: number): number[] {
  const texts = Array.from({ length: rows }, (_, row) => String(row).padEnd(8) + text);
  return paginate("utf8", texts).map((page) => page.rows);
}

describe("pages", () => {
  it("have 2,048 rows, or a megabyte of text and a row", () => {
    expect(sizesOf("", 5_000)).toEqual([2_048, 2_048, 904]);
    expect(sizesOf("x".repeat(2 ** 10 - 8), 3_000)).toEqual([1_024, 1_024, 952]);
    expect(sizesOf("x".repeat(2 ** 20), 3)).toEqual([1, 1, 1]);
  });

  it("count what rows have in common for each", () => {
    const text = "x".repeat(2 ** 17);
    const sizes = paginate("utf8", [...Array.from({ length: 20 }, () => text), "other"]);
    expect(sizes.map(({ rows }) => rows)).toEqual([8, 8, 5]);
    expect(sizes.flatMap(readTexts)).toEqual([...Array.from({ length: 20 }, () => text), "other"]);
    expect(Math.max(...sizes.map(({ texts }) => texts.byteLength))).toBeLessThan(2 ** 20);
  });

  it("never go on over a multiple of 2,048 rows", () => {
    const texts = Array.from({ length: 6_144 }, (_, row) => `${row} ${"x".repeat(700)}`);
    const pages = paginate("utf8", texts);
    const ends = pages.map((_, place) =>
      pages.slice(0, place + 1).reduce((sum, { rows }) => sum + rows, 0),
    );
    expect(ends).toEqual(expect.arrayContaining([2_048, 4_096, 6_144]));
    expect(pages.flatMap(readTexts)).toEqual(texts);
  });

  it("are the same in used memory and in new", () => {
    const texts = Array.from({ length: 3_000 }, (_, row) => (row % 3 === 0 ? null : `text ${row}`));
    const [used] = paginate("utf8", ["y".repeat(5_000), null, "z"]);
    const pages = paginate("utf8", texts, used);
    expect(pages.flatMap(readTexts)).toEqual(texts);
  });
});

describe("what all rows of a page have in common", () => {
  it.each<[ColumnType, Cell, unknown]>([
    ["int32", 96, 96],
    ["int64", 5, 5n],
    ["int64", 2n ** 60n, 2n ** 60n],
    ["float64", Number.NaN, Number.NaN],
    ["bool", false, false],
    ["utf8", "5Grw", "5Grw"],
    ["timestamp", -1n, -1n],
    ["messages", null, null],
  ])("is told once: of %s %s", (type, cell, value) => {
    const [page] = paginate(type, [cell, cell, cell]);
    expect(page).toMatchObject({ rows: 3, common: [value] });
  });

  it.each<[string, ColumnType, Cell[]]>([
    ["one that differs", "int32", [1, 1, 2]],
    ["a null at the end", "utf8", ["a", null]],
    ["another zero", "float64", [0, -0]],
    ["text with NUL, of which DuckDB would make another", "utf8", ["a\0b", "a\0b"]],
    ["messages", "messages", [[], []]],
  ])("is nothing: %s", (_name, type, cells) => {
    const [page] = paginate(type, cells);
    expect(page?.common).toEqual([undefined]);
  });

  it("is written for the rows before the first that differs", () => {
    const [page] = paginate("utf8", ["same", "same", null, "other"]);
    expect(readTexts(page as RowPage)).toEqual(["same", "same", null, "other"]);
  });
});
