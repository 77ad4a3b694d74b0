import { open, mkdir, readFile, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { AbortOptions } from "@flock-tools/core";
import { copyBlob, createAsidePath, hashFile, type Store } from "@flock-tools/store";
import type { HfCacheBlob } from "./hf-cache-repo.ts";

/** How things get into one repository's folder of a cache. Whatever is right already is left as it is. */
export interface HfCacheFolder extends AbortOptions {
  readonly store: Store;
  /** Absolute: `datasets--<namespace>--<name>`. */
  readonly path: string;
  /** Whether the names in a snapshot are links to the blobs, or copies of their own. */
  readonly symlinks: boolean;
}

/** Where blobs are, and what is not finished: a stray file in a snapshot would pass for one of the repository. */
export function blobFolder({ path }: Pick<HfCacheFolder, "path">): string {
  return join(path, "blobs");
}

/** Gives whether the blob had to be written. */
export async function placeBlob(folder: HfCacheFolder, blob: HfCacheBlob): Promise<boolean> {
  return placeCopy(folder, join(blobFolder(folder), blob.etag), blob);
}

/** Makes `path` the file that `blob` is, as a link to it or as a copy. Gives whether it had to be written. */
export async function placeName(
  folder: HfCacheFolder,
  path: string,
  blob: HfCacheBlob,
): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  if (!folder.symlinks) return placeCopy(folder, path, blob);
  const target = relative(dirname(path), join(blobFolder(folder), blob.etag));
  const found = await readlink(path).catch(() => undefined);
  if (found === target || (await isBlob(folder, path, blob))) return false;
  await placeAside(folder, path, (aside) => symlink(target, aside, "file"));
  return true;
}

/** Makes `path` hold `text`, flushed to the disk: huggingface_hub takes an empty ref for a commit. */
export async function placeText(folder: HfCacheFolder, path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const found = await readFile(path, "utf8").catch(() => undefined);
  if (found === text) return;
  await placeAside(folder, path, async (aside) => {
    const handle = await open(aside, "wx");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function placeCopy(folder: HfCacheFolder, path: string, blob: HfCacheBlob): Promise<boolean> {
  const { store, signal } = folder;
  if (await isBlob(folder, path, blob)) return false;
  const asideFolder = blobFolder(folder);
  await copyBlob(store, { sha256: blob.sha256, path, asideFolder, durable: true, signal });
  return true;
}

async function placeAside(
  folder: HfCacheFolder,
  path: string,
  write: (aside: string) => Promise<void>,
): Promise<void> {
  const aside = createAsidePath(folder.store, blobFolder(folder));
  try {
    await write(aside);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Whether what is at `path`, or what a link there leads to, has the blob's bytes. */
async function isBlob(
  { signal }: AbortOptions,
  path: string,
  { size, sha256 }: HfCacheBlob,
): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== size) return false;
  return (await hashFile(path, { signal })) === sha256;
}
