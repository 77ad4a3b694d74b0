import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexRows, ROW_INDEX_VERSION } from "@flock-tools/dataset";
import { MAX_KEPT_ROWS, packRows, type Store, writeRowIndexes } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { createRowStore, getTarget, storeFile } from "../../testing/create-row-store.ts";
import { type FileRow, lengthOf, listFileRows } from "./list-file-rows.ts";
import { readExportRows } from "./read-export-rows.ts";

/** What is known of the rows of a file, read without a store. */
function listPlainly(file: Uint8Array): unknown[] {
  return [...indexRows(file)].map(
    ({ row, rawSha256, canonicalSha256, canonicalLength, offset, length, status }) => ({
      row,
      raw: rawSha256,
      canonical: canonicalSha256,
      canonicalLength,
      offset,
      length,
      status,
    }),
  );
}

/** A store with an index that keeps the first rows of a file only, as it does of one with a million. */
async function keepFirst(
  file: Uint8Array,
  kept: number,
): Promise<{ readonly store: Store; readonly sha256: string; readonly rows: number }> {
  const store = await createRowStore([{ uid: 1 }]);
  const sha256 = await storeFile(store, { ...getTarget(1), file });
  const all = [...indexRows(file)].map((row) => ({ ...row, error: undefined }));
  const packed = packRows(all.slice(0, kept));
  const verdict = { status: "void" } as const;
  const rows = { ...packed, rowCount: all.length };
  writeRowIndexes(store, [{ sha256, version: ROW_INDEX_VERSION, verdict, rows }]);
  return { store, sha256, rows: all.length };
}

async function list(store: Store, file: { sha256: string; rows: number }): Promise<FileRow[][]> {
  const pages: FileRow[][] = [];
  for await (const page of listFileRows(store, file)) pages.push([...page]);
  return pages;
}

describe("rows behind those that the index keeps", () => {
  it.each([
    ["\\n", "\n"],
    ["\\r\\n", "\r\n"],
    ["\\r", "\r"],
    ["\\n and blank ones", "\n \n\n"],
  ])("are read from the file, of lines that end in %s", async (_name, end) => {
    const lines = Array.from({ length: 5_000 }, (_, row) => (row % 7 === 0 ? "x" : ` ${row}`));
    const file = Buffer.from(lines.join(end) + end);
    for (const kept of [1, 10, 2_500, 4_999, 5_000]) {
      const { store, ...known } = await keepFirst(file, kept);
      const pages = await list(store, known);
      expect(pages.flat()).toEqual(listPlainly(file));
      expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(2_048);
    }
    expect(lengthOf(listPlainly(file) as FileRow[])).toBe(lines.join("\n").length + 1);
  });

  it("are cut at any place where a piece of the file ends", async () => {
    const lines = Array.from({ length: 9 }, (_, row) => `"${String(row).repeat(600_001)}"`);
    const file = Buffer.from(lines.join("\r\n"));
    const { store, ...known } = await keepFirst(file, 1);
    expect((await list(store, known)).flat()).toEqual(listPlainly(file));
  });

  it("are an error if the file is not what it was", async () => {
    const { store, ...known } = await keepFirst(Buffer.from("1\n2\n3\n"), 1);
    const path = join(store.dataDir, "blobs", "sha256", known.sha256.slice(0, 2), known.sha256);
    const changed = expect.objectContaining({ kind: "integrity", code: "FILE_CHANGED" }) as unknown;
    for (const content of ["1\n2\n4\n", "1\n", "1\n2\n3\n4\n"]) {
      writeFileSync(path, content);
      await expect(list(store, known)).rejects.toEqual(changed);
    }
    const empty = await keepFirst(Buffer.from("1\n"), 0);
    await expect(list(empty.store, empty)).rejects.toEqual(changed);
  });
});

// A million rows take seconds to index.
it("exports a file with more rows than an index keeps", { timeout: 180_000 }, async () => {
  const rows = MAX_KEPT_ROWS + 3;
  const file = Array.from({ length: rows }, (_, row) => `${row}\n`).join("");
  const store = await createRowStore([{ uid: 1, file }]);
  const exported = await readExportRows(store);
  expect(exported.plan.miners).toMatchObject([{ rows, bytes: file.length, status: "valid" }]);
  let count = 0;
  let last: unknown[] = [];
  for await (const batch of exported.rows) {
    count += batch.length;
    last = [batch.at(-1)?.[10], batch.at(-1)?.[15]];
  }
  expect([count, last]).toEqual([rows, [rows - 1, String(rows - 1)]]);
});
