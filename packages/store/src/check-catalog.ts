import { findBrokenTexts } from "./broken-texts.ts";
import { StoreError } from "./errors.ts";
import { isSha256 } from "./layout.ts";
import { type Sqlite, type SqlRow, toText } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { isSafeViewPath } from "./view-path.ts";

const SHOWN = 20;

/**
 * What is wrong with the catalog, one line each and 20 at most: SQLite's own checks of its pages, indexes and references
 * (sqlite.org/pragma.html#pragma_integrity_check), then of texts, and of values that become paths. A value that a flipped
 * bit has turned into another possible one cannot be told: the file has no checksums.
 *
 * @throws StoreError STORE_BUSY or STORE_IO
 */
export function checkCatalog(store: Store): readonly string[] {
  const { sqlite } = store.internals;
  store.internals.commits.flush();
  try {
    for (const check of [findBrokenTexts, checkPages, checkValues]) {
      const problems = check(sqlite);
      if (problems.length > 0) return problems.slice(0, SHOWN);
    }
    return [];
  } catch (error) {
    // So damaged that the checks themselves fail.
    if (error instanceof StoreError && error.code === "STORE_CORRUPT") {
      return [error.details ?? error.message];
    }
    throw error;
  }
}

function checkPages(sqlite: Sqlite): string[] {
  return sqlite
    .all(`SELECT CAST(integrity_check AS BLOB) AS line FROM pragma_integrity_check LIMIT ${SHOWN}`)
    .map(({ line }) => toText(line))
    .filter((line) => line !== "ok");
}

function checkValues(sqlite: Sqlite): string[] {
  const references = sqlite
    .all("PRAGMA foreign_key_check")
    .map((row) => `a row of ${String(row["table"])} refers to none of ${String(row["parent"])}`);
  const hashes = sqlite
    .all("SELECT DISTINCT sha256 FROM snapshot_files UNION SELECT sha256 FROM row_indexes")
    .filter((row) => !isHash(row["sha256"]))
    .map((row) => `no hash: ${JSON.stringify(row["sha256"])}`);
  const json = sqlite
    .all(
      `SELECT count(*) AS n FROM commitments
       WHERE reason IS NULL AND NOT (json_valid(fields) AND json_valid(revealed))`,
    )
    .filter(({ n }) => Number(n) > 0)
    .map(({ n }) => `${String(n)} commitments cannot be decoded`);
  const views = sqlite
    .all("SELECT folder, path FROM view_files")
    .filter((row) => !isSafeRow(row))
    .map((row) => `no path of a copy: ${JSON.stringify([row["folder"], row["path"]])}`);
  return [...references, ...hashes, ...json, ...views];
}

function isHash(value: SqlRow[string] | undefined): boolean {
  return typeof value === "string" && isSha256(value);
}

function isSafeRow({ folder, path }: SqlRow): boolean {
  return [folder, path].every((part) => typeof part === "string" && isSafeViewPath(part));
}
