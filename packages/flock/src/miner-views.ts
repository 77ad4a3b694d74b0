import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { AbortOptions, Uid } from "@flock-tools/core";
import { removeView, type Store, type StoredFile, writeView } from "@flock-tools/store";
import pLimit from "p-limit";

/** The `miner_<uid>` folders: what people look at. */
export interface MinerViews {
  /** Absolute. */
  readonly root: string;
  write(uid: Uid, files: readonly Pick<StoredFile, "path" | "sha256">[]): Promise<void>;
  remove(uid: Uid): Promise<void>;
  /** Removes the folders of uids that are not in `registered`; nothing else in the root is touched. */
  prune(registered: readonly Uid[]): Promise<void>;
}

// Copies are bound by the disk; more at a time only holds more files open.
const COPIES_AT_A_TIME = 8;

/** The name of a miner's folder, and its uid. */
export const MINER_FOLDER: RegExp = /^miner_(0|[1-9]\d*)$/;

export function createMinerViews(
  store: Store,
  {
    root: wanted = join(store.dataDir, "miner_datasets"),
    signal,
  }: { root?: string | undefined } & AbortOptions,
): MinerViews {
  const root = resolve(wanted);
  const limit = pLimit(COPIES_AT_A_TIME);
  const remove = async (uid: Uid): Promise<void> => {
    await limit(async () => {
      signal?.throwIfAborted();
      await removeView(store, { root, folder: `miner_${uid}` });
    });
  };
  return {
    root,
    remove,
    async write(uid, files) {
      await limit(async () => {
        signal?.throwIfAborted();
        await writeView(store, { root, folder: `miner_${uid}`, files, signal });
      });
    },
    async prune(registered) {
      const keep = new Set(registered);
      const gone = (await listUids(root)).filter((uid) => !keep.has(uid));
      await Promise.all(gone.map(remove));
    },
  };
}

async function listUids(root: string): Promise<Uid[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => MINER_FOLDER.exec(name)?.[1] ?? [])
    .map(Number);
}
