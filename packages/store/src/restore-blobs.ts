import { constants } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { createAsidePath } from "./aside.ts";
import { placeBlob } from "./blobs.ts";
import { codeOf, toStoreError } from "./errors.ts";
import { hashFile } from "./hash-file.ts";
import type { Store } from "./store.ts";
import { type KnownViewFile, listAllViewFiles } from "./view-files.ts";

/**
 * Brings blobs back from the copies for people, where one is still what was written there, and gives those that could be.
 *
 * @throws StoreError STORE_DISK_FULL, STORE_NOT_WRITABLE or STORE_IO; the abort reason
 */
export async function restoreBlobs(
  store: Store,
  { blobs, signal }: { readonly blobs: readonly Sha256[] } & AbortOptions,
): Promise<ReadonlySet<Sha256>> {
  const wanted = new Set(blobs);
  const restored = new Set<Sha256>();
  const copies = listAllViewFiles(store);
  for (const copy of copies) {
    signal?.throwIfAborted();
    if (copy.sha256 === undefined || !wanted.has(copy.sha256) || restored.has(copy.sha256))
      continue;
    if (await restore(store, { copy, sha256: copy.sha256, signal })) restored.add(copy.sha256);
  }
  return restored;
}

interface RestoreOptions extends AbortOptions {
  readonly copy: KnownViewFile;
  readonly sha256: Sha256;
}

async function restore(store: Store, { copy, sha256, signal }: RestoreOptions): Promise<boolean> {
  const { tmp } = store.internals.layout;
  const aside = createAsidePath(store, tmp);
  try {
    let size = 0;
    const onBytes = (bytes: number): void => void (size += bytes);
    await copyFile(join(copy.root, copy.folder, copy.path), aside, constants.COPYFILE_FICLONE);
    if ((await hashFile(aside, { onBytes, signal })) !== sha256) return false;
    await placeBlob(store, { from: aside, sha256, size });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (["ENOENT", "ENOTDIR", "EISDIR", "EIO", "EACCES"].includes(codeOf(error))) return false;
    throw toStoreError(error, tmp);
  } finally {
    await rm(aside, { force: true });
  }
}
