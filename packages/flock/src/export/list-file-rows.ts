import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { AbortOptions } from "@flock-tools/core";
import { type IndexedRow, indexRowStream } from "@flock-tools/dataset";
import {
  openBlob,
  readRowBytes,
  readRowIndex,
  type RowStatus,
  type Store,
  type StoredRow,
} from "@flock-tools/store";
import { createChangedFileError } from "../errors.ts";
import type { RowDigest } from "../judgement/judgement-input.ts";
import type { ExportMiner } from "./export-plan.ts";

/** A row of a file, as it is known without a look at the file. */
export interface FileRow extends RowDigest {
  readonly offset: number;
  readonly length: number;
  /** Whether Python reads it. */
  readonly status: RowStatus;
}

// A batch of cells has so many rows at most.
const PAGE_ROWS = 2_048;
// Whole pieces of the index: each is unpacked as a whole.
const INDEX_ROWS = 4 * 4_096;
const PIECE = 2 * 2 ** 20;

/**
 * All rows of a miner's file in their order, some at a time: those that the index holds out of the index, and what
 * follows its first 2 ** 20 rows out of the file.
 *
 * @throws FlockError FILE_CHANGED if the file has rows that the index does not know and is not what it was; StoreError; the
 * abort reason
 */
export async function* listFileRows(
  store: Store,
  { sha256, rows }: Pick<ExportMiner, "sha256" | "rows">,
  { signal }: AbortOptions = {},
): AsyncGenerator<readonly FileRow[], void, undefined> {
  let last: StoredRow | undefined;
  for (;;) {
    const firstRow = last === undefined ? 0 : last.row + 1;
    const known = readRowIndex(store, sha256, { firstRow, maxRows: INDEX_ROWS })?.rows ?? [];
    if (known.length === 0) break;
    last = known.at(-1);
    for (let at = 0; at < known.length; at += PAGE_ROWS) {
      // The event loop gets its turn, and so does Ctrl-C.
      await setImmediate();
      signal?.throwIfAborted();
      yield known.slice(at, at + PAGE_ROWS).map((row) => toFileRow(row, { row: 0, offset: 0 }));
    }
  }
  const index = readRowIndex(store, sha256, { maxRows: 0 });
  if ((last === undefined ? 0 : last.row + 1) >= rows) return;
  if (index === undefined || last === undefined) {
    throw createChangedFileError(`the index of the stored file ${sha256}`);
  }
  await checkBlob(store, { sha256, signal });
  // A line's end that is read at the start makes a blank line, which is no row.
  const base = { row: last.row + 1, offset: last.offset + last.length };
  const bytes = readPieces(store, { sha256, offset: base.offset, end: index.size });
  const rest = indexRowStream(bytes, { caps: { rows: Number.MAX_SAFE_INTEGER }, signal });
  let page: FileRow[] = [];
  for await (const row of rest) {
    page.push(toFileRow(row, base));
    if (page.length < PAGE_ROWS) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

type KnownRow = Pick<
  IndexedRow,
  "row" | "offset" | "length" | "status" | "rawSha256" | "canonicalSha256" | "canonicalLength"
>;

function toFileRow(
  { row, offset, length, status, rawSha256, canonicalSha256, canonicalLength }: KnownRow,
  base: { readonly row: number; readonly offset: number },
): FileRow {
  return {
    row: base.row + row,
    raw: rawSha256,
    canonical: canonicalSha256,
    canonicalLength,
    offset: base.offset + offset,
    length,
    status,
  };
}

/** Rows that no index knows cannot be held against their hashes one by one, so the file is, as a whole. */
async function checkBlob(
  store: Store,
  { sha256, signal }: { readonly sha256: string } & AbortOptions,
): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of openBlob(store, sha256)) {
    signal?.throwIfAborted();
    hash.update(chunk as Buffer);
  }
  if (hash.digest("hex") === sha256) return;
  throw createChangedFileError(`the stored file ${sha256}`);
}

async function* readPieces(
  store: Store,
  { sha256, offset, end }: { sha256: string; offset: number; end: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = offset; at < end; at += PIECE) {
    yield readRowBytes(store, { sha256, offset: at, length: Math.min(PIECE, end - at) });
  }
}

/** Bytes of their lines, an end of one byte for each. */
export function lengthOf(rows: readonly Pick<FileRow, "length">[]): number {
  return rows.reduce((sum, { length }) => sum + length + 1, 0);
}
