import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openStore, readStoreIdentity, type Store } from "@flock-tools/store";
import { count } from "./count.ts";

/** Paths below a data folder, with `/`, to the hashes of what was found there. */
export type Files = ReadonlyMap<string, string>;

/** Everything in a data folder that a person or a program looks at: blobs and views. */
export function listFiles(dataDir: string): Files {
  const files = new Map<string, string>();
  for (const folder of ["blobs", "miner_datasets", "eval_data"]) {
    for (const path of listPaths(dataDir, folder)) {
      if (!/\/\.flock-[^/]*\.aside$/.test(path)) files.set(path, hashOf(join(dataDir, path)));
    }
  }
  return files;
}

/** What is wrong with a folder that was left in any state, with `right` for what may be there; empty: nothing. */
export function findWrongs(dataDir: string, right: readonly Files[]): string[] {
  return compare(dataDir, { right, found: listFiles(dataDir) });
}

/** The same after a loss of power, which the copies for people are not made to outlive. */
export function findWrongBlobs(dataDir: string, right: readonly Files[]): string[] {
  const blobs = [...listFiles(dataDir)].filter(([path]) => path.startsWith("blobs/"));
  return compare(dataDir, { right, found: new Map(blobs) });
}

function compare(
  dataDir: string,
  { right, found }: { readonly right: readonly Files[]; readonly found: Files },
): string[] {
  const wrongs = [...found]
    .filter(([path, hash]) => !right.some((files) => files.get(path) === hash))
    .map(([path]) => `wrong bytes: ${path}`);
  return [...wrongs, ...findCatalogWrongs(dataDir, found)];
}

function findCatalogWrongs(dataDir: string, found: Files): string[] {
  const identity = readStoreIdentity(dataDir);
  if (identity === undefined) return [];
  const store = openStore({ dataDir, ...identity });
  try {
    return [...findDamage(store), ...findBrokenPromises(store, found)];
  } finally {
    store.close();
  }
}

function findDamage({ internals: { sqlite } }: Store): string[] {
  const checks = sqlite.all("PRAGMA integrity_check").map((row) => String(Object.values(row)[0]));
  const broken = sqlite.all("PRAGMA foreign_key_check").length;
  return [
    ...checks.filter((text) => text !== "ok"),
    ...(broken === 0 ? [] : [`${broken} rows of the catalog refer to nothing`]),
  ];
}

/** Files that the catalog promises and the folder does not have. */
function findBrokenPromises({ internals: { sqlite } }: Store, found: Files): string[] {
  return sqlite
    .all("SELECT DISTINCT sha256 FROM snapshot_files")
    .map((row) => row["sha256"] as string)
    .filter((name) => found.get(`blobs/sha256/${name.slice(0, 2)}/${name}`) !== name)
    .map((name) => `promised and not there: ${name}`);
}

function listPaths(dataDir: string, folder: string): string[] {
  try {
    return readdirSync(join(dataDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(dataDir.length + 1))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function hashOf(path: string): string {
  const bytes = readFileSync(path);
  count("bytes compared", bytes.length);
  return createHash("sha256").update(bytes).digest("hex");
}
