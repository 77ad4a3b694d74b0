import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { checkCatalog } from "./check-catalog.ts";
import { codeOf, StoreError, toStoreError } from "./errors.ts";
import { hashFile } from "./hash-file.ts";
import { blobPath } from "./layout.ts";
import { listBlobs } from "./list-blobs.ts";
import { shareWork } from "./share-work.ts";
import { type BlobUse, listBlobUses } from "./snapshots.ts";
import type { Store } from "./store.ts";

/** - `unreadable`: the disk does not give its bytes, or it is no file. */
export type BlobDamage = "missing" | "wrong-size" | "wrong-hash" | "unreadable";

/** A blob that is not what its name says, or is not there although the catalog knows it. */
export interface DamagedBlob {
  readonly sha256: Sha256;
  /** As it should be, in bytes; as it was found where nothing in the catalog says. */
  readonly size: number;
  readonly reason: BlobDamage;
  /** Where it was fetched from; none for what no snapshot needs. */
  readonly uses: readonly BlobUse[];
}

export interface StoreVerification {
  /** What is wrong with the catalog, one line each, 20 at most. */
  readonly catalog: readonly string[];
  /** What was hashed. */
  readonly blobs: number;
  readonly bytes: number;
  /** By hash. */
  readonly damaged: readonly DamagedBlob[];
}

export interface VerifyProgress {
  /** Blobs that are done, of all that are there or should be. */
  readonly doneBlobs: number;
  readonly totalBlobs: number;
  /** Bytes that were hashed, of all that are there. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface VerifyStoreOptions extends AbortOptions {
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

// While one is being hashed, the disk is at work on the next ones.
const FILES_AT_A_TIME = 4;
const CHUNK_BYTES = 1 << 18;

/**
 * Checks the catalog, and hashes everything under blobs/, needed or not. Changes nothing; other processes may use the
 * store meanwhile, and what they add may or may not be looked at. Memory does not grow with the size of files.
 *
 * @throws StoreError STORE_BUSY, STORE_IO or STORE_NOT_WRITABLE; the abort reason
 */
export async function verifyStore(
  store: Store,
  { signal, onProgress }: VerifyStoreOptions = {},
): Promise<StoreVerification> {
  signal?.throwIfAborted();
  const catalog = checkCatalog(store);
  const wanted = readWanted(store);
  const found = new Map(
    [...listBlobs(store.internals.layout)].map(({ sha256, size }) => [sha256, size]),
  );
  const names = [...new Set([...wanted.keys(), ...found.keys()])].toSorted();
  const progress = createProgress(onProgress, { blobs: names.length, sizes: found.values() });
  const damaged: DamagedBlob[] = [];
  const createWorker = () => {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    return async (sha256: Sha256): Promise<void> => {
      const { onBytes } = progress;
      const check = { sha256, size: wanted.get(sha256), buffer, onBytes, signal };
      const reason = await checkBlob(store, check);
      progress.finishBlob();
      if (reason === undefined) return;
      const size = wanted.get(sha256) ?? found.get(sha256) ?? 0;
      // Out of a damaged catalog nothing is read but hashes and sizes.
      const uses = catalog.length > 0 ? [] : listBlobUses(store, sha256);
      damaged.push({ sha256, size, reason, uses });
    };
  };
  await shareWork(names, { workers: FILES_AT_A_TIME, createWorker });
  return {
    catalog,
    blobs: found.size,
    bytes: progress.hashed(),
    damaged: damaged.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
  };
}

export interface CheckBlobOptions extends AbortOptions {
  readonly sha256: Sha256;
  /** As the catalog has it, if it does. */
  readonly size?: number | undefined;
  readonly buffer?: Uint8Array | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** What is wrong with one blob; undefined if nothing is. */
export async function checkBlob(
  store: Store,
  { sha256, size, onBytes, ...options }: CheckBlobOptions,
): Promise<BlobDamage | undefined> {
  const path = blobPath(store.internals.layout, sha256);
  let hashed = 0;
  try {
    const hash = await hashFile(path, {
      ...options,
      onBytes: (bytes) => {
        hashed += bytes;
        onBytes?.(bytes);
      },
    });
    if (hash === sha256 && hashed === (size ?? hashed)) return undefined;
    return size === undefined || hashed === size ? "wrong-hash" : "wrong-size";
  } catch (error) {
    options.signal?.throwIfAborted();
    const code = codeOf(error);
    if (code === "ENOENT") return "missing";
    if (code === "EIO" || code === "EISDIR" || code === "ELOOP") return "unreadable";
    throw toStoreError(error, path);
  }
}

/** The size of each blob that a snapshot needs. */
function readWanted({ internals: { sqlite } }: Store): Map<Sha256, number> {
  try {
    // The check of the catalog tells of those that are no hash.
    const rows = sqlite.all(
      `SELECT DISTINCT sha256, size FROM snapshot_files
       WHERE length(CAST(sha256 AS BLOB)) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'`,
    );
    return new Map(rows.map((row) => [row["sha256"] as Sha256, Number(row["size"])]));
  } catch (error) {
    if (error instanceof StoreError && error.code === "STORE_CORRUPT") return new Map();
    throw error;
  }
}

interface ProgressCounter {
  readonly onBytes: (bytes: number) => void;
  finishBlob(): void;
  hashed(): number;
}

function createProgress(
  onProgress: VerifyStoreOptions["onProgress"],
  { blobs, sizes }: { readonly blobs: number; readonly sizes: Iterable<number> },
): ProgressCounter {
  const state = { doneBlobs: 0, totalBlobs: blobs, doneBytes: 0, totalBytes: 0 };
  for (const size of sizes) state.totalBytes += size;
  return {
    onBytes(bytes) {
      state.doneBytes += bytes;
      onProgress?.({ ...state });
    },
    finishBlob() {
      state.doneBlobs += 1;
      onProgress?.({ ...state });
    },
    hashed: () => state.doneBytes,
  };
}
