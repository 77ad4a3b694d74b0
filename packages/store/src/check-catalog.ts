import { StoreError } from "./errors.ts";
import { isSha256 } from "./layout.ts";
import type { SqlRow } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { isSafeViewPath } from "./view-path.ts";

const SHOWN = 20;

/**
 * What is wrong with the catalog, one line each and 20 at most: SQLite's own checks of its pages, indexes and references
 * (sqlite.org/pragma.html#pragma_integrity_check), and of values that become paths. A value that a flipped bit has turned
 * into another possible one cannot be told: the file has no checksums.
 *
 * @throws StoreError STORE_BUSY or STORE_IO
 */
export function checkCatalog(store: Store): readonly string[] {
  const { sqlite } = store.internals;
  store.internals.commits.flush();
  try {
    const pages = sqlite
      .all(`PRAGMA integrity_check(${SHOWN})`)
      .map((row) => String(row["integrity_check"]))
      .filter((line) => line !== "ok");
    const references = sqlite
      .all("PRAGMA foreign_key_check")
      .map((row) => `a row of ${String(row["table"])} refers to none of ${String(row["parent"])}`);
    const hashes = sqlite
      .all("SELECT DISTINCT sha256 FROM snapshot_files UNION SELECT sha256 FROM row_indexes")
      .filter((row) => !isHash(row["sha256"]))
      .map((row) => `no hash: ${JSON.stringify(row["sha256"])}`);
    const views = sqlite
      .all("SELECT folder, path FROM view_files")
      .filter((row) => !isSafeRow(row))
      .map((row) => `no path of a copy: ${JSON.stringify([row["folder"], row["path"]])}`);
    return [...pages, ...references, ...hashes, ...views].slice(0, SHOWN);
  } catch (error) {
    // So damaged that the checks themselves fail.
    if (error instanceof StoreError && error.code === "STORE_CORRUPT") {
      return [error.details ?? error.message];
    }
    throw error;
  }
}

function isHash(value: SqlRow[string] | undefined): boolean {
  return typeof value === "string" && isSha256(value);
}

function isSafeRow({ folder, path }: SqlRow): boolean {
  return [folder, path].every((part) => typeof part === "string" && isSafeViewPath(part));
}
