import { checkKeyword } from "./check-query.ts";
import type { Database, SqlDatabase } from "./open-database.ts";

/**
 * The tables that a query names, in lower case, those that are not there too: what to load before it runs. Names that it
 * gives itself (WITH) are not among them. SQL that cannot be parsed names none; `runQuery` says why.
 *
 * @throws TabularError TABULAR_SQL if it is no query
 */
export function listTables(database: Database, sql: string): readonly string[] {
  checkKeyword(sql);
  const names = (database as SqlDatabase).connection.getTableNames(sql, false);
  return [...new Set(names.map((name) => name.toLowerCase()))].toSorted();
}
