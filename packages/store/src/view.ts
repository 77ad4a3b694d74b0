import type { Dirent } from "node:fs";
import { lstat, mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { parseAside } from "./aside.ts";
import { missingBlob } from "./blobs.ts";
import { copyBlob } from "./copy-blob.ts";
import { syncFolder } from "./durable.ts";
import { codeOf, StoreError, toStoreError } from "./errors.ts";
import { hashFile } from "./hash-file.ts";
import { blobPath } from "./layout.ts";
import { isAlive } from "./owner.ts";
import { shareWork } from "./share-work.ts";
import type { Store } from "./store.ts";
import {
  forgetViewFiles,
  listViewFiles,
  rememberViewFiles,
  type ViewFile,
  type ViewFolderKey,
} from "./view-files.ts";
import { selectSafeViewPaths } from "./view-path.ts";

/** One folder of a view. */
export interface ViewFolder {
  /** Default: `<dataDir>/miner_datasets`. Relative paths are taken from the working directory. */
  readonly root?: string | undefined;
  /** Below `root`, e.g. `miner_12`; checked like a file's path. */
  readonly folder: string;
}

export interface WriteViewOptions extends ViewFolder, AbortOptions {
  readonly files: readonly ViewFile[];
}

const CONCURRENCY = 8;

/**
 * Makes a folder of the view hold `files`: copies, since people and scripts may edit them. Each is made aside and renamed,
 * so nobody reads half a file; one that has the blob's size and hash already is left alone, an edited one is replaced.
 * Files that were written here before and are not in `files` go, edited or not; what the store never wrote stays.
 * Copies are not flushed to disk: after a loss of power the next call compares their hashes and repairs them.
 *
 * @throws StoreError STORE_VIEW_PATH before anything is written, when a path is not safe; STORE_BLOB_MISSING,
 * STORE_CORRUPT, STORE_DISK_FULL, STORE_NOT_WRITABLE or STORE_IO
 * @throws the abort reason
 */
export async function writeView(
  store: Store,
  { root, folder, files, signal }: WriteViewOptions,
): Promise<{ written: number; unchanged: number }> {
  signal?.throwIfAborted();
  const view = resolveFolder(store, { root, folder });
  const { target } = view;
  const wanted = new Set(files.map(({ path }) => path));
  if (wanted.size < files.length) throw new RangeError("two files have one path");
  refuseUnsafe([...wanted]);
  try {
    const own = rememberViewFiles(store, view, files);
    await removeOthers(store, view, { own, wanted });
    const written = await writeFiles(store, { target, files, signal });
    return { written, unchanged: files.length - written };
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof RangeError ? error : toStoreError(error, target);
  }
}

/**
 * Removes from a folder of the view what the store has written there, edited or not, and the folder if nothing else is in
 * it. A folder that is not there is no error.
 *
 * @throws StoreError STORE_VIEW_PATH, STORE_NOT_WRITABLE or STORE_IO
 */
export async function removeView(store: Store, { root, folder }: ViewFolder): Promise<void> {
  const view = resolveFolder(store, { root, folder });
  try {
    const own = listViewFiles(store, view);
    await removeOthers(store, view, { own, wanted: new Set() });
    if (own.size > 0) await removeEmpty(view.target);
  } catch (error) {
    throw toStoreError(error, view.target);
  }
}

interface ResolvedFolder extends ViewFolderKey {
  /** Absolute: the folder itself. */
  readonly target: string;
}

function resolveFolder(
  { internals: { layout } }: Store,
  { root: wanted = layout.minerDatasets, folder }: ViewFolder,
): ResolvedFolder {
  refuseUnsafe([folder]);
  const root = resolve(wanted);
  return { root, folder, target: join(root, folder) };
}

function refuseUnsafe(paths: readonly string[]): void {
  const [refused] = selectSafeViewPaths(paths).refused;
  if (refused === undefined) return;
  throw new StoreError(
    "STORE_VIEW_PATH",
    `${JSON.stringify(refused.path)} cannot be a file's name here`,
    {
      details: refused.reason,
      next: "leave this file out; its bytes can be kept in the store without a name",
    },
  );
}

/** Gives how many had to be written. Nothing is written any more once this has settled. */
async function writeFiles(
  store: Store,
  { target, files, signal }: { readonly target: string } & Omit<WriteViewOptions, "folder">,
): Promise<number> {
  let written = 0;
  const work = async ({ path, sha256 }: ViewFile): Promise<void> => {
    signal?.throwIfAborted();
    if (await writeViewFile(store, join(target, path), { sha256, signal })) written += 1;
  };
  await shareWork(files, { workers: CONCURRENCY, createWorker: () => work });
  return written;
}

interface ViewTarget extends AbortOptions {
  readonly sha256: Sha256;
}

const ATTEMPTS = 5;

/** Gives whether the file had to be written. */
async function writeViewFile(store: Store, path: string, target: ViewTarget): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryWriteViewFile(store, path, target);
    } catch (error) {
      // Another process that removes this folder may take it away between any two steps; in the middle of a recursive
      // mkdir Node calls that ENOTDIR.
      if (!["ENOENT", "ENOTDIR"].includes(codeOf(error)) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function tryWriteViewFile(
  store: Store,
  path: string,
  { sha256, signal }: ViewTarget,
): Promise<boolean> {
  const blob = blobPath(store.internals.layout, sha256);
  const size = await sizeOf(blob);
  if (size === undefined) throw missingBlob(store, sha256);
  if ((await sizeOf(path)) === size && (await hashFile(path, { signal })) === sha256) return false;
  await mkdir(dirname(path), { recursive: true });
  await copyBlob(store, { sha256, path, signal });
  return true;
}

/** Bytes of an ordinary file; undefined for anything else, a link included. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await lstat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

async function removeOthers(
  store: Store,
  view: ResolvedFolder,
  { own, wanted }: { readonly own: ReadonlySet<string>; readonly wanted: ReadonlySet<string> },
): Promise<void> {
  const { target } = view;
  const mayGo = (path: string): boolean => {
    if (wanted.has(path)) return false;
    const owner = parseAside(path);
    return owner === undefined ? own.has(path) : !isAlive(owner, store.internals.owner);
  };
  for await (const path of listFiles(target)) {
    if (!mayGo(path)) continue;
    await rm(join(target, path), { force: true });
    await removeEmptyAbove(target, path);
  }
  const gone = [...own].filter((path) => !wanted.has(path));
  // Also what was gone already: whoever removed it may not have come this far.
  await syncRemovals(target, gone);
  forgetViewFiles(store, view, gone);
}

// Before the catalog forgets them: a loss of power would bring back files that nobody owns to, and that so never go.
async function syncRemovals(target: string, paths: readonly string[]): Promise<void> {
  const folders = new Set(paths.map((path) => dirname(join(target, path))));
  for (const folder of folders) await syncNearest(folder, target);
}

/** Flushes a folder or, if it is not there any more, the nearest one above it, not above `top`. */
async function syncNearest(folder: string, top: string): Promise<void> {
  try {
    await syncFolder(folder);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    if (folder !== top) await syncNearest(dirname(folder), top);
  }
}

/** Paths of all files below `folder`, with `/`; links are listed, not followed. */
async function* listFiles(folder: string, below = ""): AsyncGenerator<string> {
  for (const entry of await readFolder(join(folder, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* listFiles(folder, path);
    else yield path;
  }
}

/** Empty if it is not there, or not any more. */
async function readFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

async function removeEmptyAbove(target: string, path: string): Promise<void> {
  const segments = path.split("/").slice(0, -1);
  for (let depth = segments.length; depth > 0; depth -= 1) {
    await removeEmpty(join(target, ...segments.slice(0, depth)));
  }
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(codeOf(error))) throw error;
  }
}
