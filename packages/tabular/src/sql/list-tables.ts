import { checkKeyword } from "./check-query.ts";
import type { Database, SqlDatabase } from "./open-database.ts";

/**
 * The tables that a query names, in lower case and sorted, those that are not there too: what to load before it runs.
 * Names that it gives itself (WITH) are not among them. Where DuckDB cannot tell, e.g. because a column of JOIN ... USING
 * is not there yet, they are all that look like names of tables.
 *
 * @throws TabularError TABULAR_SQL if it is no query
 */
export function listTables(database: Database, sql: string): readonly string[] {
  checkKeyword(sql);
  const { connection, tables } = database as SqlDatabase;
  const known = connection.getTableNames(sql, false).map((name) => name.toLowerCase());
  // It says nothing instead of failing, and nothing as well where there are none.
  const names = known.length > 0 ? known : guessTables(sql, tables.keys());
  return [...new Set(names)].toSorted();
}

// Comments and strings, then names with and without quotes; tables that are there may be named by strings as well.
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_$]*)/gu;
const BEFORE_TABLE = new Set(["from", "join", "table", "describe", "summarize"]);
const NO_TABLE = new Set(["join", "lateral", "natural", "select", "unnest", "using", "values"]);

function guessTables(sql: string, declared: Iterable<string>): string[] {
  const lower = sql.toLowerCase();
  const names = [...declared].filter((name) => lower.includes(name));
  let last = "";
  for (const [, quoted, bare] of sql.matchAll(TOKEN)) {
    const name = (quoted?.replaceAll('""', '"') ?? bare)?.toLowerCase();
    if (name === undefined) continue;
    if (BEFORE_TABLE.has(last) && !NO_TABLE.has(name)) names.push(name);
    last = name;
  }
  return names;
}
