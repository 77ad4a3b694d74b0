import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Sha256 } from "@flock-tools/core";
import type { Store } from "./store.ts";

/** One folder of a view. */
export interface ViewFolderKey {
  /** Absolute. */
  readonly root: string;
  /** Below `root`. */
  readonly folder: string;
}

/** A file to be in a folder of a view. */
export interface ViewFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly sha256: Sha256;
}

/** The paths under which the store has written files into a folder of a view, and not removed them since. */
export function listViewFiles(store: Store, key: ViewFolderKey): ReadonlySet<string> {
  return new Set(readViewFiles(store, key).keys());
}

/**
 * Notes that files are going to be written, before they are, so that none is ever there that the store would not own to.
 * Gives what was known before.
 */
export function rememberViewFiles(
  store: Store,
  key: ViewFolderKey,
  files: readonly ViewFile[],
): ReadonlySet<string> {
  const known = readViewFiles(store, key);
  changeEach(store, {
    sql: `INSERT INTO view_files (root, folder, path, sha256) VALUES (?, ?, ?, ?)
          ON CONFLICT (root, folder, path) DO UPDATE SET sha256 = excluded.sha256`,
    rows: files
      .filter(({ path, sha256 }) => known.get(path) !== sha256)
      .map(({ path, sha256 }) => [...toParams(store, key), path, sha256]),
  });
  return new Set(known.keys());
}

/** Notes that files are no longer there. */
export function forgetViewFiles(store: Store, key: ViewFolderKey, paths: Iterable<string>): void {
  changeEach(store, {
    sql: "DELETE FROM view_files WHERE root = ? AND folder = ? AND path = ?",
    rows: [...paths].map((path) => [...toParams(store, key), path]),
  });
}

/** A file of a view, wherever that is. */
export interface KnownViewFile extends ViewFolderKey {
  /** Below `folder`. */
  readonly path: string;
  /** What was written there last; undefined where an older version of this program wrote it. */
  readonly sha256: Sha256 | undefined;
}

/** Everything that was written into views and not removed since, by root, folder and path. */
export function listAllViewFiles(store: Store): KnownViewFile[] {
  return store.internals.sqlite
    .all("SELECT root, folder, path, sha256 FROM view_files ORDER BY root, folder, path")
    .map((row) => ({
      root: resolve(store.dataDir, row["root"] as string),
      folder: row["folder"] as string,
      path: row["path"] as string,
      sha256: (row["sha256"] as Sha256 | null) ?? undefined,
    }));
}

function readViewFiles(store: Store, key: ViewFolderKey): Map<string, Sha256 | undefined> {
  const rows = store.internals.sqlite.all(
    "SELECT path, sha256 FROM view_files WHERE root = ? AND folder = ?",
    toParams(store, key),
  );
  return new Map(
    rows.map((row) => [row["path"] as string, (row["sha256"] as Sha256 | null) ?? undefined]),
  );
}

function changeEach(
  { internals: { sqlite } }: Store,
  { sql, rows }: { readonly sql: string; readonly rows: readonly (readonly string[])[] },
): void {
  if (rows.length === 0) return;
  // The view is not flushed either: after a loss of power the next `writeView` repairs both.
  sqlite.quickTransaction(() => {
    for (const row of rows) sqlite.run(sql, row);
  });
}

// Below the data folder it is relative, so that the folder may be moved with its view.
function toParams({ dataDir }: Store, { root, folder }: ViewFolderKey): [string, string] {
  const below = relative(dataDir, root);
  const isBelow = below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
  return [isBelow ? below.replaceAll("\\", "/") : root, folder];
}
