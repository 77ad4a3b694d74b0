import { createHash } from "node:crypto";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { ROW_INDEX_VERSION } from "@flock-tools/dataset";
import {
  type BlobRef,
  createRowIndexPacker,
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
  /** Blobs that are done, and all that were added so far. */
  readonly doneBlobs: number;
  readonly totalBlobs: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface RowIndexerOptions extends AbortOptions {
  /** Called after each blob. */
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

export interface IndexedRows {
  /** Blobs that were indexed. */
  readonly blobs: number;
  readonly rows: number;
  readonly bytes: number;
  /** Blobs whose bytes are no longer those of their names: not indexed. */
  readonly damaged: readonly Sha256[];
}

/** Looks at the rows of blobs, one blob after the other, and keeps what it finds: places, hashes and faults. */
export interface RowIndexer {
  /** Looks at a blob in its turn, once however often it is added. */
  add(blob: BlobRef): void;
  /**
   * Resolves when all that was added is looked at and written; nothing can be added after.
   *
   * @throws StoreError, the abort reason
   */
  finish(): Promise<IndexedRows>;
}

// What waits for one durable transaction: 5 MB of rows, or one blob more.
const BATCH_ROWS = 50_000;
const BATCH_BLOBS = 64;

/**
 * Creates an indexer. It works beside whatever adds to it: between two chunks of a download the processor is free.
 * Memory does not grow with the size of a file. What was written before an abort stays.
 */
export function createRowIndexer(
  store: Store,
  { signal, onProgress }: RowIndexerOptions = {},
): RowIndexer {
  const added = new Map<Sha256, BlobRef>();
  const damaged: Sha256[] = [];
  const done = { blobs: 0, rows: 0, bytes: 0 };
  const progress = { doneBlobs: 0, totalBlobs: 0, doneBytes: 0, totalBytes: 0 };
  let waiting: RowIndexEntry[] = [];
  let turn: Promise<void> = Promise.resolve();

  const flush = (): void => {
    writeRowIndexes(store, waiting);
    waiting = [];
  };
  const index = async (blob: BlobRef): Promise<void> => {
    signal?.throwIfAborted();
    const entry = await indexBlob(store, blob, { signal });
    if (entry === undefined) damaged.push(blob.sha256);
    else {
      waiting.push(entry);
      done.blobs += 1;
      done.rows += entry.rows.rowCount;
      done.bytes += blob.size;
    }
    if (isBatch(waiting)) flush();
    progress.doneBlobs += 1;
    progress.doneBytes += blob.size;
    onProgress?.({ ...progress });
  };
  return {
    add(blob) {
      if (added.has(blob.sha256)) return;
      added.set(blob.sha256, blob);
      progress.totalBlobs += 1;
      progress.totalBytes += blob.size;
      turn = turn.then(() => index(blob));
      // Whoever finishes is told; until then a failure only means that nothing more is looked at.
      turn.catch(() => {});
    },
    async finish() {
      await turn;
      signal?.throwIfAborted();
      flush();
      return { ...done, damaged };
    },
  };
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
