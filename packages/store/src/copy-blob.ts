import { constants } from "node:fs";
import { copyFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { createAsidePath } from "./aside.ts";
import { corruptBlob, missingBlob } from "./blobs.ts";
import { syncFile } from "./durable.ts";
import { hashFile } from "./hash-file.ts";
import { blobPath } from "./layout.ts";
import type { Store } from "./store.ts";

export interface CopyBlobOptions extends AbortOptions {
  readonly sha256: Sha256;
  /** Where to; its folder is there. */
  readonly path: string;
  /** A folder of the same file system for the unfinished copy. Default: that of `path`. */
  readonly asideFolder?: string | undefined;
  /** Whether the copy has to outlive a loss of power once it bears its name. Default: false. */
  readonly durable?: boolean | undefined;
}

/**
 * Puts a copy of a blob in the place of whatever is at `path`. It is made aside, checked, and renamed: nobody reads half
 * a file. Where the disk can, the copy shares the blob's blocks until one of the two is written to; it is never a hard
 * link, through which others could write to the store.
 *
 * @throws StoreError STORE_BLOB_MISSING or STORE_CORRUPT; the file system's own error for `path`; the abort reason
 */
export async function copyBlob(
  store: Store,
  { sha256, path, asideFolder = dirname(path), durable = false, signal }: CopyBlobOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const blob = blobPath(store.internals.layout, sha256);
  const found = await stat(blob).catch(() => undefined);
  if (found?.isFile() !== true) throw missingBlob(store, sha256);
  const aside = createAsidePath(store, asideFolder);
  try {
    await copyFile(blob, aside, constants.COPYFILE_FICLONE);
    if ((await hashFile(aside, { signal })) !== sha256) throw corruptBlob(store, sha256);
    if (durable) await syncFile(aside);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
