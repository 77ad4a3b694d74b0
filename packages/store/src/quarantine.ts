import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { syncFolder } from "./durable.ts";
import { codeOf, toStoreError } from "./errors.ts";
import { blobPath } from "./layout.ts";
import type { Store } from "./store.ts";
import { checkBlob } from "./verify-store.ts";

/**
 * Takes blobs that are damaged out of the way, into quarantine/, and gives where each went. Those that are whole stay, and
 * if it was the catalog that had a wrong size of them, that is put right. Call it within `useStoreAlone`: a whole blob may
 * be put in the place of a damaged one at any time.
 *
 * First the indexes of their rows go, which may have been made of damaged bytes, then the blobs. So whoever is stopped in
 * between leaves a damaged blob in its place, which is found again, and never an index that nobody would look at again.
 *
 * @throws StoreError STORE_DISK_FULL, STORE_NOT_WRITABLE or STORE_IO; the abort reason
 */
export async function quarantineBlobs(
  store: Store,
  { blobs, signal }: { readonly blobs: readonly Sha256[] } & AbortOptions,
): Promise<ReadonlyMap<Sha256, string>> {
  const { sqlite, layout } = store.internals;
  const moved = new Map<Sha256, string>();
  const damaged: Sha256[] = [];
  const whole: { sha256: Sha256; size: number }[] = [];
  for (const sha256 of blobs) {
    let size = 0;
    const onBytes = (bytes: number): void => void (size += bytes);
    if ((await checkBlob(store, { sha256, onBytes, signal })) !== undefined) damaged.push(sha256);
    else whole.push({ sha256, size });
  }
  sqlite.transaction(() => {
    for (const sha256 of damaged) sqlite.run("DELETE FROM row_indexes WHERE sha256 = ?", [sha256]);
    for (const { sha256, size } of whole) {
      sqlite.run("UPDATE snapshot_files SET size = ? WHERE sha256 = ?", [size, sha256]);
    }
  });
  try {
    await mkdir(layout.quarantine, { recursive: true });
    for (const sha256 of damaged) {
      signal?.throwIfAborted();
      const from = blobPath(layout, sha256);
      const to = join(layout.quarantine, `${sha256}.${randomBytes(4).toString("hex")}`);
      if (!(await renameIfThere(from, to))) continue;
      await syncFolder(layout.quarantine);
      await syncFolder(dirname(from));
      moved.set(sha256, to);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toStoreError(error, layout.quarantine);
  }
  return moved;
}

/** What was taken out of the way and is kept. */
export interface QuarantinedBlob {
  /** What it should have been. */
  readonly sha256: Sha256;
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const NAME = /^([0-9a-f]{64})\.[0-9a-f]{8}$/;

/** Everything in quarantine/, sorted by name. */
export async function listQuarantine({ internals }: Store): Promise<QuarantinedBlob[]> {
  const { quarantine } = internals.layout;
  try {
    const found: QuarantinedBlob[] = [];
    for (const name of (await readdir(quarantine)).toSorted()) {
      const [, sha256] = NAME.exec(name) ?? [];
      if (sha256 === undefined) continue;
      const path = join(quarantine, name);
      found.push({ sha256, path, size: (await lstat(path)).size });
    }
    return found;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw toStoreError(error, quarantine);
  }
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
