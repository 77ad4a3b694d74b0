import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRow } from "../testing/helpers.ts";
import {
  createRowPacker,
  MAX_KEPT_ROWS,
  packRows,
  type StoredRow,
  unpackRows,
} from "./pack-rows.ts";

function unpackAll({ chunks }: ReturnType<typeof packRows>): StoredRow[] {
  return chunks.flatMap((chunk) => unpackRows(chunk));
}

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const canonical = fc.option(
  fc.record({ hash: fc.option(hash, { nil: undefined }), length: fc.nat({ max: 2 ** 32 - 1 }) }),
);
const anyRow = fc.record({
  line: count,
  offset: count,
  length: count,
  status: fc.constantFrom("valid", "void", "undecidable"),
  rawSha256: hash,
  canonical,
});

describe("packRows", () => {
  it("gives back any rows as they were", () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 20 }), (made) => {
        const rows: StoredRow[] = made.map(({ canonical: text, ...row }, index) => ({
          ...row,
          row: index,
          canonicalSha256: text?.hash,
          canonicalLength: text?.length,
        }));
        expect(unpackAll(packRows(rows))).toEqual(rows);
      }),
      { seed: 3 },
    );
  });

  it("cuts many rows into chunks, of which a part can be read", () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => createRow(row, `row ${row}`));
    const packed = packRows(rows);
    expect(packed.rowCount).toBe(10_000);
    expect(packed.chunks.map(({ firstRow }) => firstRow)).toEqual([0, 4096, 8192]);
    expect(unpackAll(packed)).toEqual(rows);
    expect(packed.chunks.flatMap((chunk) => unpackRows(chunk, 2).map(({ row }) => row))).toEqual([
      0, 1, 4096, 4097, 8192, 8193,
    ]);
  });

  it("counts what it does not keep", () => {
    const packer = createRowPacker();
    const row = createRow(0, "{}");
    for (let index = 0; index < MAX_KEPT_ROWS + 3; index += 1) packer.add({ ...row, row: index });
    const { rowCount, chunks } = packer.finish();
    expect(rowCount).toBe(MAX_KEPT_ROWS + 3);
    expect(chunks).toHaveLength(MAX_KEPT_ROWS / 4096);
    const bytes = chunks.map((c) => c.canonical.length + c.raw.length + c.positions.length);
    expect(bytes.reduce((sum, length) => sum + length)).toBe(93 * MAX_KEPT_ROWS);
  });

  it.each([
    ["a gap", { row: 1 }],
    ["a short hash", { rawSha256: "abc" }],
    ["upper case", { rawSha256: "A".repeat(64) }],
    ["a canonical hash that is none", { canonicalSha256: "x".repeat(64) }],
    ["a hash without its length", { canonicalLength: undefined }],
    ["a negative offset", { offset: -1 }],
    ["half a line", { line: 1.5 }],
    ["a canonical text of 4 GiB", { canonicalLength: 2 ** 32 }],
    ["a length that is not exact", { length: 2 ** 53 }],
  ] satisfies [string, Partial<StoredRow>][])("refuses %s", (_name, change) => {
    expect(() => packRows([{ ...createRow(0, "{}"), ...change }])).toThrow(RangeError);
  });

  it("packs no rows into no chunks", () => {
    expect(packRows([])).toEqual({ rowCount: 0, chunks: [], draft: undefined });
  });
});
