import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRow, createStore, sha256, storeText } from "../testing/helpers.ts";
import { digestStore } from "./digest.ts";
import { findRows } from "./find-rows.ts";
import { blobPath } from "./layout.ts";
import { packRows, type StoredRow } from "./pack-rows.ts";
import {
  createRowIndexPacker,
  listUnindexedFiles,
  readRowIndex,
  writeRowIndex,
  writeRowIndexes,
} from "./row-index.ts";
import type { Store } from "./store.ts";

const VALID = { status: "valid" } as const;

function countChunks({ internals }: Store): unknown {
  return internals.sqlite.all("SELECT count(*) AS chunks FROM row_chunks")[0]?.["chunks"];
}

describe("readRowIndex", () => {
  it("gives back what was written", async () => {
    const store = createStore();
    const blob = await storeText(store, "[1]\nx\n[[]]\n");
    const bad = { canonicalSha256: undefined, canonicalLength: undefined };
    const rows: StoredRow[] = [
      createRow(0, "[1]"),
      { ...createRow(1, "x"), ...bad, status: "void" },
      { ...createRow(2, "[[]]"), status: "undecidable" },
    ];
    const error = { kind: "json", line: 2, message: "a \0 and a \ud800" };
    writeRowIndex(store, {
      sha256: blob.sha256,
      version: 3,
      verdict: { status: "void", error },
      rows,
    });
    expect(readRowIndex(store, blob.sha256)).toEqual({
      sha256: blob.sha256,
      version: 3,
      size: 11,
      rowCount: 3,
      status: "void",
      error,
      rows,
    });
    expect(readRowIndex(store, blob.sha256, { maxRows: 1 })).toMatchObject({
      rowCount: 3,
      rows: [rows[0]],
    });
    expect(readRowIndex(store, sha256("another"))).toBeUndefined();
  });

  it("gives the first rows across chunks", async () => {
    const store = createStore();
    const blob = await storeText(store, "many");
    const rows = Array.from({ length: 9000 }, (_, row) => createRow(row, `${row}`));
    writeRowIndex(store, { sha256: blob.sha256, version: 1, verdict: VALID, rows });
    expect(countChunks(store)).toBe(3);
    for (const maxRows of [0, 1, 4096, 4097, 9000, undefined]) {
      expect(readRowIndex(store, blob.sha256, { maxRows })?.rows).toEqual(rows.slice(0, maxRows));
    }
  });

  it("gives rows from any one on", async () => {
    const store = createStore();
    const blob = await storeText(store, "many");
    const rows = Array.from({ length: 9000 }, (_, row) => createRow(row, `${row}`));
    writeRowIndex(store, { sha256: blob.sha256, version: 1, verdict: VALID, rows });
    for (const firstRow of [0, 1, 4095, 4096, 8999, 9000, 9001]) {
      for (const maxRows of [0, 1, 2, 4097, undefined]) {
        const end = maxRows === undefined ? undefined : firstRow + maxRows;
        const found = readRowIndex(store, blob.sha256, { firstRow, maxRows });
        expect(found?.rows).toEqual(rows.slice(firstRow, end));
        expect(found?.rowCount).toBe(9000);
      }
    }
  });

  it("knows a file without rows", async () => {
    const store = createStore();
    const { sha256: empty } = await storeText(store, "");
    writeRowIndex(store, { sha256: empty, version: 1, verdict: VALID, rows: [] });
    expect(readRowIndex(store, empty)).toEqual({
      sha256: empty,
      version: 1,
      size: 0,
      rowCount: 0,
      status: "valid",
      error: undefined,
      rows: [],
    });
  });
});

describe("writeRowIndex", () => {
  it("is idempotent, replaces an older version and leaves a newer one", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "{}\n");
    const write = (version: number, texts: readonly string[]): void =>
      writeRowIndex(store, {
        sha256: name,
        version,
        verdict: VALID,
        rows: texts.map((text, row) => createRow(row, text)),
      });
    write(2, ["a", "b"]);
    const written = readRowIndex(store, name);
    write(2, ["other"]);
    write(1, ["older"]);
    expect(readRowIndex(store, name)).toEqual(written);
    write(3, ["c"]);
    expect(readRowIndex(store, name)).toMatchObject({ version: 3, rows: [createRow(0, "c")] });
    expect(countChunks(store)).toBe(1);
  });

  it("wants the blob to be there, and writes all or nothing", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "{}\n");
    const rows = packRows([createRow(0, "{}")]);
    const entries = [name, sha256("not there")].map((hash) => ({
      sha256: hash,
      version: 1,
      verdict: VALID,
      rows,
    }));
    expect(() => writeRowIndexes(store, entries)).toThrow(
      expect.objectContaining({ code: "STORE_BLOB_MISSING" }),
    );
    const twice = [entries[0]!, { ...entries[0]!, sha256: name, version: 0.5 }];
    expect(() => writeRowIndexes(store, twice.toReversed())).toThrow(RangeError);
    expect(readRowIndex(store, name)).toBeUndefined();
    expect(countChunks(store)).toBe(0);
  });

  it("is no part of what the store saw and holds", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "{}\n");
    const digest = digestStore(store);
    writeRowIndex(store, { sha256: name, version: 1, verdict: VALID, rows: [createRow(0, "{}")] });
    expect(digestStore(store)).toBe(digest);
  });
});

function rowAt(row: number): StoredRow {
  return { ...createRow(0, "{}"), row, offset: row * 3 };
}

describe("createRowIndexPacker", () => {
  const COUNT = 150_000;

  it("writes many rows as they come, unseen until the index is written", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "many");
    const packer = createRowIndexPacker(store, { sha256: name, version: 1 });
    for (let row = 0; row < COUNT; row += 1) packer.add(rowAt(row));
    const rows = packer.finish();
    expect(rows).toMatchObject({ rowCount: COUNT, draft: expect.any(Number) });
    expect(countChunks(store)).toBe(32);
    expect(rows.chunks).toHaveLength(5);
    expect(readRowIndex(store, name)).toBeUndefined();
    expect(findRows(store, { sha256: sha256("{}") })).toEqual([]);
    expect(listUnindexedFiles(store, { version: 1 })).toHaveLength(1);

    writeRowIndexes(store, [{ sha256: name, version: 1, verdict: VALID, rows }]);
    const index = readRowIndex(store, name);
    expect(index).toMatchObject({ rowCount: COUNT, status: "valid", size: 4 });
    expect(index?.rows.map(({ row }) => row)).toEqual(Array.from({ length: COUNT }, (_, n) => n));
    expect(index?.rows.at(-1)).toEqual(rowAt(COUNT - 1));
    expect(findRows(store, { sha256: sha256("{}"), maxPerBlob: COUNT })).toHaveLength(COUNT);
    expect(listUnindexedFiles(store, { version: 1 })).toEqual([]);
  });

  it("gives way to who finished first, and leaves nothing of what was never finished", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "many");
    const [left, slow, fast] = Array.from({ length: 3 }, () =>
      createRowIndexPacker(store, { sha256: name, version: 1 }),
    );
    for (let row = 0; row < COUNT / 2; row += 1)
      for (const p of [left, slow, fast]) p?.add(rowAt(row));
    expect(countChunks(store)).toBe(48);
    const entry = { sha256: name, version: 1, verdict: VALID };
    writeRowIndexes(store, [{ ...entry, rows: fast!.finish() }]);
    const written = readRowIndex(store, name);
    for (let row = COUNT / 2; row < COUNT; row += 1) slow?.add(rowAt(row));
    writeRowIndexes(store, [{ ...entry, version: 2, rows: slow!.finish() }]);
    expect(readRowIndex(store, name)).toEqual(written);
    expect(countChunks(store)).toBe(19);
    expect(store.internals.sqlite.all("SELECT count(*) AS n FROM row_indexes")).toEqual([{ n: 1 }]);
  });
});

describe("listUnindexedFiles", () => {
  it("lists each blob of a *.jsonl that has no index of this version", async () => {
    const store = createStore();
    const list = (version: number): readonly string[] =>
      listUnindexedFiles(store, { version }).map(({ sha256: name }) => name);
    const one = await storeText(store, "1\n");
    const same = await storeText(store, "1\n", { repoId: "user/copy" });
    const two = await storeText(store, "22\n", { path: "x/pool.jsonl" });
    const gone = await storeText(store, "333\n", { path: "gone.jsonl" });
    for (const path of ["README.md", "data.JSONL", "data.jsonl.gz", "jsonl"]) {
      await storeText(store, path, { path });
    }
    rmSync(blobPath(store.internals.layout, gone.sha256));
    expect(same.sha256).toBe(one.sha256);
    expect(listUnindexedFiles(store, { version: 1 })).toEqual(
      [one, two]
        .map(({ sha256: name, size }) => ({ sha256: name, size }))
        .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
    );
    writeRowIndex(store, { sha256: one.sha256, version: 2, verdict: VALID, rows: [] });
    expect(list(1)).toEqual([two.sha256]);
    expect(list(2)).toEqual([two.sha256]);
    expect(list(3).toSorted()).toEqual([one.sha256, two.sha256].toSorted());
  });
});
