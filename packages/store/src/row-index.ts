import { statSync } from "node:fs";
import type { Sha256 } from "@flock-tools/core";
import { hasBlob, missingBlob } from "./blobs.ts";
import { decodeStored } from "./decode-stored.ts";
import { toStoreError } from "./errors.ts";
import { blobPath } from "./layout.ts";
import {
  createRowPacker,
  MAX_KEPT_ROWS,
  type PackedRows,
  packRows,
  type RowChunk,
  type RowPacker,
  type RowStatus,
  type StoredRow,
  unpackRows,
} from "./pack-rows.ts";
import type { Sqlite, SqlRow } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** What a file is worth as a whole. */
export interface RowIndexVerdict {
  readonly status: RowStatus;
  /** Why, as plain data for JSON; comes back as it was. */
  readonly error?: unknown;
}

/** The index of one blob, to be written. */
export interface RowIndexEntry {
  readonly sha256: Sha256;
  /** Of the rules by which rows were cut and judged: an integer, rising. */
  readonly version: number;
  readonly verdict: RowIndexVerdict;
  readonly rows: PackedRows;
}

/** The index of one blob. */
export interface StoredRowIndex {
  readonly sha256: Sha256;
  readonly version: number;
  /** Bytes of the blob. */
  readonly size: number;
  /** All rows of the blob, good and bad. */
  readonly rowCount: number;
  readonly status: RowStatus;
  readonly error: unknown;
  /** In the order of the file; all of `rowCount` but those before `firstRow`, beyond `maxRows` and beyond 2 ** 20. */
  readonly rows: readonly StoredRow[];
}

export interface ReadRowIndexOptions {
  /** The number of the first row. Default 0. */
  readonly firstRow?: number | undefined;
  /** So many rows at most. Default: all that are kept. */
  readonly maxRows?: number | undefined;
}

/** A blob by name and size. */
export interface BlobRef {
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
}

/**
 * Keeps the index of one blob, in one transaction. Repetition changes nothing; an index of an older version is replaced,
 * one of a newer version stays.
 *
 * @throws StoreError STORE_BLOB_MISSING; RangeError for malformed rows
 */
export function writeRowIndex(
  store: Store,
  { rows, ...entry }: Omit<RowIndexEntry, "rows"> & { readonly rows: Iterable<StoredRow> },
): void {
  writeRowIndexes(store, [{ ...entry, rows: packRows(rows) }]);
}

/** Keeps the indexes of several blobs as `writeRowIndex` does, all in one transaction. */
export function writeRowIndexes(store: Store, entries: readonly RowIndexEntry[]): void {
  const sized = entries.map((entry) => ({ entry, size: sizeOfBlob(store, entry.sha256) }));
  store.internals.sqlite.transaction(() => {
    for (const { entry, size } of sized) writeEntry(store, entry, size);
  });
}

/**
 * Packs the rows of one blob for `writeRowIndexes`. What is more than 65,536 rows goes to the catalog as it comes, in
 * transactions of its own: nobody sees it before the index is written, and of an index that never is it goes with the
 * next one of the same blob. So memory stays within 10 MB.
 */
export function createRowIndexPacker(
  store: Store,
  { sha256, version }: Pick<RowIndexEntry, "sha256" | "version">,
): RowPacker {
  const { sqlite } = store.internals;
  return createRowPacker((chunks, known) => {
    const size = sizeOfBlob(store, sha256);
    return sqlite.transaction(() => {
      const draft = known ?? openDraft(sqlite, { sha256, version, size });
      // Another process may have finished the same index and taken this one away.
      if (hasDraft(sqlite, draft)) insertChunks(sqlite, draft, chunks);
      return draft;
    });
  });
}

/** What is known of a blob's rows, whatever version wrote it; undefined if nobody looked. */
export function readRowIndex(
  { internals: { sqlite } }: Store,
  sha256: Sha256,
  { firstRow = 0, maxRows = MAX_KEPT_ROWS }: ReadRowIndexOptions = {},
): StoredRowIndex | undefined {
  const [found] = sqlite.all("SELECT * FROM row_indexes WHERE sha256 = ? AND status IS NOT NULL", [
    sha256,
  ]);
  if (found === undefined) return undefined;
  const chunks = sqlite
    .all(
      `SELECT first_row, canonical, raw, positions FROM row_chunks
       WHERE index_id = ? AND first_row + length(raw) / 32 > ? AND first_row < ? ORDER BY first_row`,
      [found["id"] ?? null, firstRow, firstRow + maxRows],
    )
    .map(toChunk);
  const error = found["error"] as string | null;
  return {
    sha256,
    version: found["version"] as number,
    size: found["size"] as number,
    rowCount: found["row_count"] as number,
    status: found["status"] as RowStatus,
    error: error === null ? undefined : decodeStored<unknown>(() => JSON.parse(error)),
    rows: chunks
      .flatMap((chunk) => unpackRows(chunk, firstRow + maxRows - chunk.firstRow))
      .filter(({ row }) => row >= firstRow),
  };
}

/**
 * Blobs that a snapshot names `*.jsonl`, that are there, and that have no index of this version or of a newer one; each
 * once, by hash.
 */
export function listUnindexedFiles(
  store: Store,
  { version }: { readonly version: number },
): readonly BlobRef[] {
  return store.internals.sqlite
    .all(
      `SELECT DISTINCT file.sha256, file.size FROM snapshot_files AS file
       LEFT JOIN row_indexes AS known ON known.sha256 = file.sha256 AND known.status IS NOT NULL
       WHERE substr(file.path, -6) = '.jsonl' AND (known.version IS NULL OR known.version < ?)
       ORDER BY file.sha256`,
      [version],
    )
    .map((row) => ({ sha256: row["sha256"] as string, size: row["size"] as number }))
    .filter((blob) => hasBlob(store, blob));
}

/** One row of `row_chunks`. */
export function toChunk(row: SqlRow): RowChunk {
  return {
    firstRow: row["first_row"] as number,
    canonical: row["canonical"] as Uint8Array,
    raw: row["raw"] as Uint8Array,
    positions: row["positions"] as Uint8Array,
  };
}

function writeEntry(
  { internals: { sqlite } }: Store,
  { sha256, version, verdict, rows }: RowIndexEntry,
  size: number,
): void {
  const [known] = sqlite.all(
    "SELECT version FROM row_indexes WHERE sha256 = ? AND status IS NOT NULL",
    [sha256],
  );
  const isKnown = known !== undefined && Number(known["version"]) >= version;
  if (isKnown || (rows.draft !== undefined && !hasDraft(sqlite, rows.draft))) {
    sqlite.run("DELETE FROM row_indexes WHERE id = ?", [rows.draft ?? null]);
    return;
  }
  const id = rows.draft ?? openDraft(sqlite, { sha256, version, size });
  insertChunks(sqlite, id, rows.chunks);
  // Takes the chunks along.
  sqlite.run("DELETE FROM row_indexes WHERE sha256 = ? AND id <> ?", [sha256, id]);
  const error = verdict.error === undefined ? null : JSON.stringify(verdict.error);
  sqlite.run("UPDATE row_indexes SET row_count = ?, status = ?, error = ? WHERE id = ?", [
    rows.rowCount,
    verdict.status,
    error,
    id,
  ]);
}

function openDraft(
  sqlite: Sqlite,
  { sha256, version, size }: BlobRef & { readonly version: number },
): number {
  const [row] = sqlite.all(
    "INSERT INTO row_indexes (sha256, version, size, row_count) VALUES (?, ?, ?, 0) RETURNING id",
    [sha256, version, size],
  );
  return Number(row?.["id"]);
}

function hasDraft(sqlite: Sqlite, id: number): boolean {
  return sqlite.all("SELECT 1 FROM row_indexes WHERE id = ?", [id]).length > 0;
}

function insertChunks(sqlite: Sqlite, id: number, chunks: readonly RowChunk[]): void {
  for (const { firstRow, canonical, raw, positions } of chunks) {
    sqlite.run(
      "INSERT INTO row_chunks (index_id, first_row, canonical, raw, positions) VALUES (?, ?, ?, ?, ?)",
      [id, firstRow, canonical, raw, positions],
    );
  }
}

function sizeOfBlob(store: Store, sha256: Sha256): number {
  const path = blobPath(store.internals.layout, sha256);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw missingBlob(store, sha256);
    return found.size;
  } catch (error) {
    throw toStoreError(error, path);
  }
}
