import { createHash } from "node:crypto";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import {
  type ForeignFormat,
  indexRowStream,
  judgeRows,
  ROW_INDEX_VERSION,
  type RowError,
  sniffFormat,
} from "@flock-tools/dataset";
import {
  type BlobRef,
  createRowPacker,
  listUnindexedFiles,
  openBlob,
  type RowIndexEntry,
  type RowIndexVerdict,
  type Store,
  writeRowIndexes,
} from "@flock-tools/store";

/** Why a file is not valid, and what it seems to be instead of JSONL if its beginning tells. */
export interface FileError extends RowError {
  readonly format?: ForeignFormat | undefined;
}

export interface IndexProgress {
  /** Blobs that are done, and all that had no index when this began. */
  readonly doneBlobs: number;
  readonly totalBlobs: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface IndexStoreOptions extends AbortOptions {
  /** Called after each blob. */
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

export interface IndexedStore {
  /** Blobs that were indexed now. */
  readonly blobs: number;
  readonly rows: number;
  readonly bytes: number;
  /** Blobs whose bytes are no longer those of their names: not indexed. */
  readonly damaged: readonly Sha256[];
}

// What waits for one durable transaction; at most one blob more than this, which is 2 ** 20 rows or 98 MB.
const BATCH_ROWS = 50_000;
const BATCH_BLOBS = 64;

/**
 * Looks at the rows of every JSONL file of the store that was not looked at under the present rules, once a blob, and
 * keeps what it finds: their places, hashes and faults. Memory does not grow with the size of a file. What was written
 * before an abort stays.
 *
 * @throws StoreError, the abort reason
 */
export async function indexStore(
  store: Store,
  { signal, onProgress }: IndexStoreOptions = {},
): Promise<IndexedStore> {
  signal?.throwIfAborted();
  const blobs = listUnindexedFiles(store, { version: ROW_INDEX_VERSION });
  const totalBytes = blobs.reduce((sum, { size }) => sum + size, 0);
  const damaged: Sha256[] = [];
  const done = { blobs: 0, rows: 0, bytes: 0 };
  let doneBytes = 0;
  let waiting: RowIndexEntry[] = [];
  const flush = (): void => {
    writeRowIndexes(store, waiting);
    waiting = [];
  };
  for (const [index, blob] of blobs.entries()) {
    const entry = await indexBlob(store, blob, { signal });
    doneBytes += blob.size;
    if (entry === undefined) damaged.push(blob.sha256);
    else {
      waiting.push(entry);
      done.blobs += 1;
      done.rows += entry.rows.rowCount;
      done.bytes += blob.size;
    }
    if (isBatch(waiting)) flush();
    onProgress?.({ doneBlobs: index + 1, totalBlobs: blobs.length, doneBytes, totalBytes });
  }
  flush();
  return { ...done, damaged };
}

function isBatch(entries: readonly RowIndexEntry[]): boolean {
  const rows = entries.reduce((sum, entry) => sum + entry.rows.rowCount, 0);
  return entries.length >= BATCH_BLOBS || rows >= BATCH_ROWS;
}

/** The index of one blob; undefined if it was read whole and its bytes are not those of its name. */
async function indexBlob(
  store: Store,
  { sha256, size }: BlobRef,
  { signal }: AbortOptions,
): Promise<RowIndexEntry | undefined> {
  const hash = createHash("sha256");
  let hashed = 0;
  const chunks = passThrough(openBlob(store, sha256), (chunk) => {
    hash.update(chunk);
    hashed += chunk.length;
  });
  const { verdict, rows } = await indexFile(chunks, { signal });
  // A file with more rows than the cap is not read to its end.
  if (hashed === size && hash.digest("hex") !== sha256) return undefined;
  return { sha256, version: ROW_INDEX_VERSION, verdict, rows };
}

/**
 * The rows of a file and what it is worth.
 *
 * @throws the abort reason, and what the source throws
 */
export async function indexFile(
  chunks: AsyncIterable<Uint8Array>,
  { signal }: AbortOptions,
): Promise<Pick<RowIndexEntry, "rows"> & { readonly verdict: RowIndexVerdict }> {
  let format: ForeignFormat | undefined;
  let isFirst = true;
  const source = passThrough(chunks, (chunk) => {
    if (isFirst) format = sniffFormat(chunk);
    isFirst = false;
  });
  const packer = createRowPacker();
  let doubt: RowError | undefined;
  let fault: RowError | undefined;
  for await (const row of indexRowStream(source, { signal })) {
    packer.add(row);
    if (row.error?.verdict === "void") fault ??= row.error;
    else doubt ??= row.error;
  }
  const { status, error } = judgeRows([{ error: fault }, { error: doubt }]);
  return {
    rows: packer.finish(),
    verdict: error === undefined ? { status } : { status, error: { ...error, format } },
  };
}

async function* passThrough(
  chunks: AsyncIterable<Uint8Array>,
  look: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    look(chunk);
    yield chunk;
  }
}
