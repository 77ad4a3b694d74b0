import { existsSync } from "node:fs";
import { lstat, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { copyBlob } from "./copy-blob.ts";
import { codeOf, StoreError, toStoreError } from "./errors.ts";
import { hashFile } from "./hash-file.ts";
import type { Store } from "./store.ts";
import { listAllViewFiles } from "./view-files.ts";
import { isSafeViewPath } from "./view-path.ts";

/** A copy for people that is not what was written there. */
export interface ChangedCopy {
  /** Absolute. */
  readonly path: string;
  readonly sha256: Sha256;
  readonly reason: "different" | "missing";
}

export interface ViewVerification {
  /** Copies that were looked at. */
  readonly files: number;
  readonly bytes: number;
  readonly changed: readonly ChangedCopy[];
  /** Copies of which an older version of this program did not note what they are. */
  readonly unknown: number;
  /** Folders that are not there at all, such as of a disk that is not connected: absolute. Nothing was looked at. */
  readonly absentRoots: readonly string[];
}

export interface VerifyViewsOptions extends AbortOptions {
  /** Absolute paths; no other copies are looked at. Default: all. */
  readonly only?: ReadonlySet<string> | undefined;
}

/**
 * Holds the copies for people against what was written there last, by their hashes. Changes nothing.
 *
 * @throws StoreError STORE_IO or STORE_NOT_WRITABLE; the abort reason
 */
export async function verifyViews(
  store: Store,
  { signal, only }: VerifyViewsOptions = {},
): Promise<ViewVerification> {
  const absent = new Set<string>();
  const changed: ChangedCopy[] = [];
  const sums = { files: 0, bytes: 0, unknown: 0 };
  const buffer = Buffer.allocUnsafeSlow(1 << 18);
  for (const { root, folder, path, sha256 } of listAllViewFiles(store)) {
    signal?.throwIfAborted();
    if (!isSafeViewPath(folder) || !isSafeViewPath(path)) continue;
    const file = join(root, folder, path);
    if (only?.has(file) === false) continue;
    if (absent.has(root) || !existsSync(root)) absent.add(root);
    else if (sha256 === undefined) sums.unknown += 1;
    else {
      const reason = await checkCopy(file, {
        sha256,
        buffer,
        signal,
        onBytes: (bytes) => void (sums.bytes += bytes),
      });
      sums.files += 1;
      if (reason !== undefined) changed.push({ path: file, sha256, reason });
    }
  }
  return { ...sums, changed, absentRoots: [...absent] };
}

/**
 * Makes copies for people what they should be again, by what the catalog says now, and gives those that could be: the
 * others' blobs are not there or damaged. Call it within `useStoreAlone`, or a download's newer copy may be replaced.
 *
 * @throws StoreError STORE_DISK_FULL, STORE_NOT_WRITABLE or STORE_IO; the abort reason
 */
export async function rewriteViews(
  store: Store,
  options: VerifyViewsOptions = {},
): Promise<readonly ChangedCopy[]> {
  const { signal } = options;
  const { changed } = await verifyViews(store, options);
  const written: ChangedCopy[] = [];
  for (const copy of changed) {
    const { path, sha256 } = copy;
    try {
      await mkdir(dirname(path), { recursive: true });
      await copyBlob(store, { sha256, path, signal });
      written.push(copy);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isNoSource(error)) throw toStoreError(error, path);
    }
  }
  return written;
}

interface CheckCopyOptions extends AbortOptions {
  readonly sha256: Sha256;
  readonly buffer: Uint8Array;
  readonly onBytes: (bytes: number) => void;
}

async function checkCopy(
  path: string,
  { sha256, ...options }: CheckCopyOptions,
): Promise<ChangedCopy["reason"] | undefined> {
  try {
    // A link would be read, and written through.
    if (!(await lstat(path)).isFile()) return "different";
    return (await hashFile(path, options)) === sha256 ? undefined : "different";
  } catch (error) {
    options.signal?.throwIfAborted();
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    if (code === "EIO") return "different";
    throw toStoreError(error, path);
  }
}

function isNoSource(error: unknown): boolean {
  return (
    error instanceof StoreError &&
    (error.code === "STORE_BLOB_MISSING" || error.code === "STORE_CORRUPT")
  );
}
