import type { Database, SqlDatabase } from "./open-database.ts";
import { parseSelects, type SyntaxNode, walk } from "./parse-selects.ts";
import { toSqlError } from "./sql-error.ts";

/**
 * The columns that a query may read, in lower case, of whichever table: what `loadTable` needs to load for it. Other names
 * of the query are among them. Undefined if it may be all of them, as for `*` and SUMMARIZE.
 *
 * @throws TabularError TABULAR_SQL if the SQL cannot be parsed
 */
export async function listColumns(
  database: Database,
  sql: string,
): Promise<readonly string[] | undefined> {
  const { connection } = database as SqlDatabase;
  const statements = await parseSelects(connection, sql).catch((error: unknown) => {
    throw toSqlError(error, { tables: [], columns: [] });
  });
  if (statements === undefined) return undefined;
  const nodes = [...walk(statements)];
  const tables = new Set(nodes.flatMap(listTableNames));
  const names = new Set<string>();
  for (const node of nodes) {
    const parts = listNames(node);
    // The name of a table on its own is the whole row.
    if (readsAll(node) || tables.has(parts.at(-1) ?? "")) return undefined;
    for (const part of parts) names.add(part);
  }
  return [...names].toSorted();
}

function listNames(node: SyntaxNode): string[] {
  const parts = node["class"] === "COLUMN_REF" ? node["column_names"] : node["using_columns"];
  return Array.isArray(parts) ? parts.map((part) => String(part).toLowerCase()) : [];
}

function listTableNames(node: SyntaxNode): string[] {
  // What stands after FROM can be sampled, and has an alias.
  if (!("sample" in node && "alias" in node)) return [];
  return [node["table_name"], node["alias"]].flatMap((name) => {
    return typeof name === "string" && name !== "" ? [name.toLowerCase()] : [];
  });
}

// What may read columns that it does not name, in the words of DuckDB's parser.
const WHOLE = new Set(["PIVOT", "POSITIONAL_REFERENCE", "SHOW_REF", "STAR"]);

function readsAll(node: SyntaxNode): boolean {
  const renamed = node["column_name_alias"];
  return (
    WHOLE.has(String(node["type"])) ||
    node["ref_type"] === "NATURAL" ||
    (Array.isArray(renamed) && renamed.length > 0 && node["type"] === "BASE_TABLE")
  );
}
