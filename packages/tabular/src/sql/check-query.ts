import type { DuckDBConnection } from "@duckdb/node-api";
import { TabularError } from "../errors.ts";
import { parseSelects, type SyntaxNode, walk } from "./parse-selects.ts";

const QUERIES = ["SELECT", "WITH", "VALUES", "FROM", "DESCRIBE", "SUMMARIZE", "EXPLAIN", "SHOW"];
const ALLOWED = new Set([...QUERIES, "TABLE", "DESC"]);

// What comes before the first word that counts, brackets of a query too.
const BEFORE = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*/;
const EXPLAIN =
  /^explain(?:\s+analyze)?(?:\s*\(\s*(?:analyze|format\s+\w+)(?:\s*,\s*(?:analyze|format\s+\w+))*\s*\))?(?=[\s(])/i;

/**
 * @throws TabularError TABULAR_SQL if the SQL begins as nothing that only reads tables does
 */
export function checkKeyword(sql: string): void {
  const [word = ""] = /^\w*/.exec(sql.replace(BEFORE, "")) ?? [];
  const keyword = word.toUpperCase();
  if (ALLOWED.has(keyword)) return;
  const message =
    keyword === "" ? "there is no query" : `${keyword} is not allowed: SQL only reads tables here`;
  const next = `begin with ${QUERIES.slice(0, -1).join(", ")} or ${QUERIES.at(-1)}`;
  throw new TabularError("TABULAR_SQL", message, { next });
}

/**
 * DuckDB parses the SQL, and what it made of it is looked at: neither comments nor quotes can hide anything.
 *
 * @returns the SQL to run
 * @throws TabularError TABULAR_SQL if it is not one query that only reads tables; DuckDB's error if it cannot be parsed
 */
export async function checkQuery(connection: DuckDBConnection, sql: string): Promise<string> {
  checkKeyword(sql);
  const trimmed = sql.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/, "");
  const [explain = ""] = EXPLAIN.exec(trimmed) ?? [];
  const query = trimmed.slice(explain.length);
  if (explain !== "") checkKeyword(query);
  const statements = await parseSelects(connection, query);
  if (statements === undefined) {
    throw new TabularError("TABULAR_SQL", "it is no query that only reads tables", {
      next: "write it as SELECT: PIVOT and UNPIVOT go into FROM, in brackets",
    });
  }
  if (statements.length !== 1) {
    throw new TabularError("TABULAR_SQL", `there must be one statement: got ${statements.length}`, {
      next: "run one after the other",
    });
  }
  for (const node of walk(statements)) checkNode(node);
  // What was parsed is what runs, whatever a comment in front of it looks like to others.
  return `${explain}\n${query}`;
}

// Functions of tables that neither read files or settings nor change any.
const TABLE_FUNCTIONS = new Set([
  "duckdb_columns",
  "duckdb_functions",
  "duckdb_keywords",
  "duckdb_tables",
  "duckdb_types",
  "generate_series",
  "generate_subscripts",
  "json_each",
  "json_tree",
  "range",
  "repeat",
  "repeat_row",
  "unnest",
]);

const REFUSED_FUNCTIONS = new Set([
  "current_setting",
  "getenv",
  "nextval",
  "pg_sleep",
  "query",
  "query_table",
  "sleep_ms",
  "write_log",
]);

function checkNode(node: SyntaxNode): void {
  const table = node["type"] === "TABLE_FUNCTION" ? (node["function"] as SyntaxNode) : undefined;
  const name = (table ?? node)["function_name"];
  if (typeof name !== "string") return;
  const known = name.toLowerCase();
  if (table === undefined ? !REFUSED_FUNCTIONS.has(known) : TABLE_FUNCTIONS.has(known)) return;
  throw new TabularError("TABULAR_SQL", `the function ${name} is not allowed`, {
    next: "SQL only reads the tables that are there: SHOW TABLES lists them",
  });
}
