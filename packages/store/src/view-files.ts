import { isAbsolute, relative, sep } from "node:path";
import type { Store } from "./store.ts";

/** One folder of a view. */
export interface ViewFolderKey {
  /** Absolute. */
  readonly root: string;
  /** Below `root`. */
  readonly folder: string;
}

/** The paths under which the store has written files into a folder of a view, and not removed them since. */
export function listViewFiles(store: Store, key: ViewFolderKey): ReadonlySet<string> {
  const rows = store.internals.sqlite.all(
    "SELECT path FROM view_files WHERE root = ? AND folder = ?",
    toParams(store, key),
  );
  return new Set(rows.map((row) => row["path"] as string));
}

/**
 * Notes that files are going to be written, before they are, so that none is ever there that the store would not own to.
 * Gives what was known before.
 */
export function rememberViewFiles(
  store: Store,
  key: ViewFolderKey,
  paths: Iterable<string>,
): ReadonlySet<string> {
  const known = listViewFiles(store, key);
  changeEach(store, key, {
    sql: "INSERT INTO view_files (root, folder, path) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    paths: [...paths].filter((path) => !known.has(path)),
  });
  return known;
}

/** Notes that files are no longer there. */
export function forgetViewFiles(store: Store, key: ViewFolderKey, paths: Iterable<string>): void {
  changeEach(store, key, {
    sql: "DELETE FROM view_files WHERE root = ? AND folder = ? AND path = ?",
    paths: [...paths],
  });
}

function changeEach(
  store: Store,
  key: ViewFolderKey,
  { sql, paths }: { readonly sql: string; readonly paths: readonly string[] },
): void {
  if (paths.length === 0) return;
  const { sqlite } = store.internals;
  const params = toParams(store, key);
  // The view is not flushed either: after a loss of power the next `writeView` repairs both.
  sqlite.quickTransaction(() => {
    for (const path of paths) sqlite.run(sql, [...params, path]);
  });
}

// Below the data folder it is relative, so that the folder may be moved with its view.
function toParams({ dataDir }: Store, { root, folder }: ViewFolderKey): [string, string] {
  const below = relative(dataDir, root);
  const isBelow = below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
  return [isBelow ? below.replaceAll("\\", "/") : root, folder];
}
