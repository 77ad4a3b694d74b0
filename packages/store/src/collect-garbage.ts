import { existsSync } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { parseAside } from "./aside.ts";
import { checkCatalog } from "./check-catalog.ts";
import { codeOf, StoreError, toStoreError } from "./errors.ts";
import { blobPath } from "./layout.ts";
import { listBlobs } from "./list-blobs.ts";
import { isAlive } from "./owner.ts";
import { listUselessPartials } from "./partials.ts";
import { listQuarantine } from "./quarantine.ts";
import type { SqlRow } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { useStoreAlone } from "./use-alone.ts";
import { listAllViewFiles } from "./view-files.ts";

/** Files, and their bytes. */
export interface FileSum {
  readonly files: number;
  readonly bytes: number;
}

export interface Garbage {
  /** Blobs that no snapshot needs: of downloads that were stopped before they were noted. */
  readonly orphans: FileSum;
  /** Unfinished downloads that nobody will go on with. */
  readonly partials: FileSum;
  /** What was made aside, in tmp/ and in folders for people, by processes that are no more. */
  readonly leftovers: FileSum;
  /** Indexes of rows that were never finished, or whose blob no snapshot needs. */
  readonly rowIndexes: number;
  /** Damaged blobs in whose place there is a whole one by now. */
  readonly quarantine: FileSum;
  /** Damaged blobs in whose place there is none: they are kept. */
  readonly kept: FileSum;
}

export interface CollectGarbageOptions extends AbortOptions {
  /** Say what there is and change nothing; what other processes are about to note counts too then. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Deletes what nothing refers to any more, while nobody else uses the folder, and gives what it was. Whoever is stopped in
 * between has deleted a part of it.
 *
 * @throws StoreError STORE_LOCKED if somebody has the folder open, STORE_NOT_WRITABLE, STORE_CORRUPT or STORE_IO; the
 * abort reason
 */
export async function collectGarbage(
  store: Store,
  { dryRun = false, signal }: CollectGarbageOptions = {},
): Promise<Garbage> {
  signal?.throwIfAborted();
  if (dryRun) return (await findGarbage(store)).sums;
  return useStoreAlone(store, "pnpm dl gc", async () => {
    const { sums, files } = await findGarbage(store);
    try {
      for (const path of files) {
        signal?.throwIfAborted();
        await rm(path, { force: true, recursive: true });
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw toStoreError(error, store.dataDir);
    }
    store.internals.sqlite.transaction(() => {
      store.internals.sqlite.run(`DELETE FROM row_indexes WHERE ${NEEDLESS_INDEX}`);
    });
    return sums;
  });
}

const NEEDLESS_INDEX = "status IS NULL OR sha256 NOT IN (SELECT sha256 FROM snapshot_files)";

interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

async function findGarbage(store: Store): Promise<{ sums: Garbage; files: string[] }> {
  const { sqlite, layout } = store.internals;
  refuseDamagedCatalog(store);
  const needed = new Set(sqlite.all("SELECT DISTINCT sha256 FROM snapshot_files").map(toHash));
  const blobs = [...listBlobs(layout)];
  if (needed.size === 0 && blobs.length > 0) throw knowsNothing(store, blobs.length);
  const whole = new Set(blobs.map(({ sha256 }) => sha256));
  const orphans = blobs
    .filter(({ sha256 }) => !needed.has(sha256))
    .map(({ sha256, size }) => ({ path: blobPath(layout, sha256), bytes: size }));
  const useless = listUselessPartials(store);
  const leftovers = await findLeftovers(store);
  const quarantined = (await listQuarantine(store)).map(({ path, size, sha256 }) => ({
    path,
    bytes: size,
    isReplaced: whole.has(sha256) || !needed.has(sha256),
  }));
  const replaced = quarantined.filter(({ isReplaced }) => isReplaced);
  const [indexes] = sqlite.all(`SELECT count(*) AS n FROM row_indexes WHERE ${NEEDLESS_INDEX}`);
  return {
    sums: {
      orphans: sum(orphans),
      partials: sum(useless),
      leftovers: sum(leftovers),
      rowIndexes: Number(indexes?.["n"]),
      quarantine: sum(replaced),
      kept: sum(quarantined.filter(({ isReplaced }) => !isReplaced)),
    },
    files: [
      ...[...orphans, ...leftovers, ...replaced].map(({ path }) => path),
      ...useless.flatMap(({ paths }) => paths),
    ],
  };
}

// Of a damaged catalog nothing can be concluded: an index that lacks an entry would make a needed blob an orphan.
function refuseDamagedCatalog(store: Store): void {
  const [first] = checkCatalog(store);
  if (first === undefined) return;
  throw new StoreError("STORE_CORRUPT", `${store.internals.layout.catalog} is damaged`, {
    details: first,
    next: "run pnpm dl --verify, which says what can be done; nothing was deleted",
  });
}

// After a catalog was lost, all blobs are orphans until the next download has noted which of them it needs.
function knowsNothing({ dataDir }: Store, blobs: number): StoreError {
  return new StoreError("STORE_CORRUPT", `the catalog of ${dataDir} knows none of its files`, {
    details: `${blobs} in blobs/`,
    next: "run pnpm dl first; nothing was deleted",
  });
}

const PROBE = /^\d+-[0-9a-f]+-[0-9a-f]{8}\.probe$/;

/** What is in tmp/ but partials, and beside copies for people, and is of this program. */
async function findLeftovers(store: Store): Promise<FoundFile[]> {
  const { tmp } = store.internals.layout;
  const folders = new Set(
    listAllViewFiles(store)
      .filter(({ root }) => existsSync(root))
      .flatMap(({ root, folder, path }) => foldersOf(join(root, folder), path)),
  );
  // tmp/ is of this data folder alone: nobody has anything there but who has the folder.
  const found = await findIn(tmp, (name) => PROBE.test(name) || parseAside(name) !== undefined);
  for (const folder of folders) {
    found.push(...(await findIn(folder, (name) => isDeadAside(store, name))));
  }
  return found;
}

/** The folder of a view and those in it on the way to `path`. */
function foldersOf(folder: string, path: string): string[] {
  const segments = path.split("/").slice(0, -1);
  return [folder, ...segments.map((_, i) => join(folder, ...segments.slice(0, i + 1)))];
}

// A folder for people may belong to several data folders, so having this one alone says nothing of it.
function isDeadAside({ internals }: Store, name: string): boolean {
  const owner = parseAside(name);
  return owner !== undefined && !isAlive(owner, internals.owner);
}

async function findIn(folder: string, isWanted: (name: string) => boolean): Promise<FoundFile[]> {
  try {
    const names = (await readdir(folder)).filter(isWanted);
    return await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        return { path, bytes: (await lstat(path)).size };
      }),
    );
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw toStoreError(error, folder);
  }
}

function toHash(row: SqlRow): Sha256 {
  return row["sha256"] as Sha256;
}

function sum(files: readonly { readonly bytes: number }[]): FileSum {
  return { files: files.length, bytes: files.reduce((total, { bytes }) => total + bytes, 0) };
}
