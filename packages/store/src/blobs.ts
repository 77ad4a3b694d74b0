import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  openSync,
  type ReadStream,
  readFileSync,
  statSync,
} from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Sha256 } from "@flock-tools/core";
import { syncFile, syncFolder } from "./durable.ts";
import { createGoneError, isNowhere, StoreError, toStoreError } from "./errors.ts";
import { hashFile } from "./hash-file.ts";
import { blobPath, isSha256 } from "./layout.ts";
import type { Store } from "./store.ts";

/**
 * A stream of a blob's bytes, open already.
 *
 * @throws StoreError STORE_BLOB_MISSING
 */
export function openBlob(store: Store, sha256: Sha256): ReadStream {
  return readPath(store, {
    sha256,
    read: (path) => createReadStream(path, { fd: openSync(path, "r") }),
  });
}

/**
 * A blob's bytes, hashed again on the way.
 *
 * @throws StoreError STORE_BLOB_MISSING, or STORE_CORRUPT when they are no longer those of its name
 */
export function readBlob(store: Store, sha256: Sha256): Buffer {
  const bytes = readPath(store, { sha256, read: (path) => readFileSync(path) });
  if (createHash("sha256").update(bytes).digest("hex") === sha256) return bytes;
  throw corruptBlob(store, sha256);
}

/** Whether a blob is there with `size` bytes; its bytes are not read. */
export function hasBlob(store: Store, { sha256, size }: { sha256: Sha256; size: number }): boolean {
  // Of a damaged catalog: what is not known is not there.
  if (!isSha256(sha256)) return false;
  const path = blobPath(store.internals.layout, sha256);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size === size;
  } catch (error) {
    if (isNowhere(error)) return false;
    throw toStoreError(error, path);
  }
}

export function corruptBlob({ internals }: Store, sha256: Sha256): StoreError {
  return new StoreError("STORE_CORRUPT", `${blobPath(internals.layout, sha256)} is damaged`, {
    details: "its bytes do not have the hash that is its name",
    next: "run pnpm dl --verify, which fetches it again",
  });
}

export function missingBlob({ internals }: Store, sha256: Sha256): StoreError {
  const { catalog } = internals.layout;
  if (!existsSync(catalog)) return createGoneError(catalog);
  return new StoreError("STORE_BLOB_MISSING", `${blobPath(internals.layout, sha256)} is gone`, {
    next: "run pnpm dl, or pnpm dl --verify if it is of an older block",
  });
}

/**
 * Moves a whole file under the name of its hash, durably. Of two writers of one blob the later one drops its copy; a blob
 * that is damaged (a disk that lied) is replaced. A file that was placed already may be placed again.
 */
export async function placeBlob(
  store: Store,
  { from, sha256, size }: { readonly from: string; readonly sha256: Sha256; readonly size: number },
): Promise<void> {
  const to = blobPath(store.internals.layout, sha256);
  const [found, placed] = await Promise.all([sizeOf(from), sizeOf(to)]);
  await store.internals.folders.ensure(dirname(to));
  const isPlaced = placed === size && (await hasHash(to, sha256));
  if (found !== size && !(isPlaced && found === -1)) {
    const { catalog } = store.internals.layout;
    if (found === -1 && !existsSync(catalog)) throw createGoneError(catalog);
    throw new StoreError("STORE_WRONG_SIZE", `a download has ${found} bytes instead of ${size}`, {
      details: from,
      next: "run the download again",
    });
  }
  if (isPlaced) await rm(from, { force: true });
  else {
    await syncFile(from);
    await rename(from, to);
  }
  // Also where the blob was there before: the writer that placed it may not have come this far.
  await syncFolder(dirname(to));
}

/** What cannot be read is as good as damaged: a whole copy is about to take its place. */
async function hasHash(path: string, sha256: Sha256): Promise<boolean> {
  return (await hashFile(path).catch(() => undefined)) === sha256;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isNowhere(error)) return -1;
    throw error;
  }
}

function readPath<T>(
  store: Store,
  { sha256, read }: { readonly sha256: Sha256; readonly read: (path: string) => T },
): T {
  const path = blobPath(store.internals.layout, sha256);
  try {
    return read(path);
  } catch (error) {
    throw isNowhere(error) ? missingBlob(store, sha256) : toStoreError(error, path);
  }
}
