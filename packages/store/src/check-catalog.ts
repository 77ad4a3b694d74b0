import { isUtf8 } from "node:buffer";
import { StoreError } from "./errors.ts";
import { isSha256 } from "./layout.ts";
import { type Sqlite, type SqlRow, type SqlValue, toText } from "./sqlite.ts";
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
    for (const check of [checkSchema, checkPages, checkTexts, checkValues]) {
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

// libsql ends the whole process on text that is not UTF-8 (libsql 0.9.30, src/value.rs), so it is read as bytes here: first
// the names of the tables, which messages repeat, and then the rest, before anything else is.
function checkSchema(sqlite: Sqlite): string[] {
  return sqlite
    .all("SELECT CAST(name AS BLOB) AS name, CAST(sql AS BLOB) AS sql FROM sqlite_schema")
    .filter(({ name, sql }) => ![name, sql].every((bytes) => isText(bytes)))
    .map(({ name }) => `the definition of ${toText(name)} is no text`);
}

function checkPages(sqlite: Sqlite): string[] {
  return sqlite
    .all(`SELECT CAST(integrity_check AS BLOB) AS line FROM pragma_integrity_check LIMIT ${SHOWN}`)
    .map(({ line }) => toText(line))
    .filter((line) => line !== "ok");
}

// Of plain ASCII there is nothing to check.
const NOT_ASCII = `*[^\u0001-\u007F]*`;

function checkTexts(sqlite: Sqlite): string[] {
  return listTextColumns(sqlite).flatMap(({ table, column }) =>
    sqlite
      .all(
        `SELECT CAST(${column} AS BLOB) AS bytes FROM ${table}
         WHERE typeof(${column}) = 'text' AND ${column} GLOB ?`,
        [NOT_ASCII],
      )
      .filter(({ bytes }) => !isText(bytes))
      .map(() => `a ${column} of ${table} is no text`),
  );
}

function listTextColumns(sqlite: Sqlite): { table: string; column: string }[] {
  return sqlite
    .all(
      `SELECT t.name AS "table", c.name AS "column" FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
       WHERE t.schema = 'main' AND t.type = 'table' AND c.type = 'TEXT' AND t.name NOT LIKE 'sqlite_%'`,
    )
    .map(({ table, column }) => ({ table: String(table), column: String(column) }));
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

function isText(bytes: SqlValue | undefined): boolean {
  return !(bytes instanceof Uint8Array) || isUtf8(bytes);
}

function isHash(value: SqlRow[string] | undefined): boolean {
  return typeof value === "string" && isSha256(value);
}

function isSafeRow({ folder, path }: SqlRow): boolean {
  return [folder, path].every((part) => typeof part === "string" && isSafeViewPath(part));
}
