import { createHash } from "node:crypto";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { ROW_INDEX_VERSION } from "@flock-tools/dataset";
import {
  type BlobRef,
  createRowIndexPacker,
  listUnindexedFiles,
  openBlob,
  readBlob,
  type RowIndexEntry,
  type Store,
  type StoredRow,
  StoreError,
  writeRowIndexes,
} from "@flock-tools/store";
import { scanFile, SMALL_FILE, tap } from "./scan-file.ts";

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

// What waits for one durable transaction: 5 MB of rows, or one blob more.
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

/** The index of one blob; undefined if its bytes are not those of its name. */
async function indexBlob(
  store: Store,
  { sha256, size }: BlobRef,
  { signal }: AbortOptions,
): Promise<RowIndexEntry | undefined> {
  const packer = createRowIndexPacker(store, { sha256, version: ROW_INDEX_VERSION });
  const source = size > SMALL_FILE ? openHashed(store, sha256) : readSmall(store, sha256);
  if (source === undefined) return undefined;
  const onRow = (row: StoredRow): void => packer.add(row);
  const { status, error } = await scanFile(source.bytes, { onRow, signal });
  if (source.isDamaged(size)) return undefined;
  const rows = packer.finish();
  return { sha256, version: ROW_INDEX_VERSION, verdict: { status, error }, rows };
}

interface BlobSource {
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /** To be asked at the end. */
  readonly isDamaged: (size: number) => boolean;
}

function readSmall(store: Store, sha256: Sha256): BlobSource | undefined {
  try {
    return { bytes: readBlob(store, sha256), isDamaged: () => false };
  } catch (error) {
    if (error instanceof StoreError && error.code === "STORE_CORRUPT") return undefined;
    throw error;
  }
}

function openHashed(store: Store, sha256: Sha256): BlobSource {
  const hash = createHash("sha256");
  let hashed = 0;
  return {
    bytes: tap(openBlob(store, sha256), (chunk) => {
      hash.update(chunk);
      hashed += chunk.length;
    }),
    // A file with more rows than the cap is not read to its end.
    isDamaged: (size) => hashed === size && hash.digest("hex") !== sha256,
  };
}
