import type { DuckDBConnection } from "@duckdb/node-api";
import { TabularError } from "../errors.ts";
import type { TableSchema } from "../schema.ts";
import { parseSelects, type SyntaxNode, walk } from "./parse-selects.ts";
import { quoteName, SQL_TYPES } from "./stage.ts";

export interface CheckExpressionOptions {
  readonly schema: TableSchema;
  readonly where: string;
}

/**
 * @returns the places of the columns that the expression names, and perhaps of others
 * @throws TabularError TABULAR_SQL if it is not allowed; DuckDB's error if it cannot be evaluated
 */
export async function checkExpression(
  connection: DuckDBConnection,
  { schema, where }: CheckExpressionOptions,
): Promise<number[]> {
  const expression = await parseExpression(connection, where);
  const nodes = [...walk(expression)];
  const names = new Set(schema.columns.map(({ name }) => name.toLowerCase()));
  const refused = await listRefusedFunctions(connection);
  for (const node of nodes) {
    checkClass(node);
    checkFunction(node, { names, refused });
  }
  await checkTypes(connection, { schema, where });
  return findPlaces(nodes, schema);
}

/** The expression, which must be all that there is. */
async function parseExpression(connection: DuckDBConnection, where: string): Promise<SyntaxNode> {
  if (where.trim() === "") throw refuse("there is no expression");
  const [node, ...others] = (await parseSelects(connection, `SELECT ${where}`)) ?? [];
  const [expression, ...more] = (node?.["select_list"] ?? []) as readonly SyntaxNode[];
  const isAlone =
    node !== undefined &&
    expression !== undefined &&
    others.length === 0 &&
    more.length === 0 &&
    expression["alias"] === "" &&
    node["type"] === "SELECT_NODE" &&
    (node["from_table"] as SyntaxNode)["type"] === "EMPTY" &&
    Object.keys(CLAUSES).every((name) => isEmpty(node[name]));
  if (!isAlone) throw refuse("there is more than an expression");
  return expression;
}

// Of a SELECT, apart from what it selects.
const CLAUSES = {
  modifiers: [],
  where_clause: null,
  group_expressions: [],
  group_sets: [],
  having: null,
  sample: null,
  qualify: null,
} as const;

function isEmpty(clause: unknown): boolean {
  return clause === null || (Array.isArray(clause) && clause.length === 0);
}

// What is made of one row alone, in the words of DuckDB's parser. Anything else is refused, what later versions add too.
const CLASSES = new Set([
  "BETWEEN",
  "CASE",
  "CAST",
  "COLLATE",
  "COLUMN_REF",
  "COMPARISON",
  "CONJUNCTION",
  "CONSTANT",
  "FUNCTION",
  "LAMBDA",
  "OPERATOR",
]);

const CLASS_NAMES: Readonly<Record<string, string>> = {
  PARAMETER: "parameters",
  POSITIONAL_REFERENCE: "places of columns",
  STAR: "several columns at once",
  SUBQUERY: "subqueries",
  WINDOW: "window functions",
};

function checkClass(node: SyntaxNode): void {
  const name = node["class"];
  if (typeof name !== "string" || CLASSES.has(name)) return;
  const what = CLASS_NAMES[name] ?? name.toLowerCase();
  const next =
    name === "SUBQUERY" ? "for lists there are IN, list_contains, list_filter and len" : undefined;
  throw refuse(`${what} are not allowed: an expression is about one row`, next);
}

interface CheckFunctionOptions {
  readonly names: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
}

function checkFunction(node: SyntaxNode, { names, refused }: CheckFunctionOptions): void {
  const called = node["function_name"] ?? findBareName(node);
  if (typeof called !== "string") return;
  const name = called.toLowerCase();
  const isColumn = node["function_name"] === undefined && names.has(name);
  if (isColumn || !refused.has(name)) return;
  const message = `the function ${name} is not allowed: it gives something else each time, or does not look at one row`;
  throw refuse(message, "compare with a fixed value");
}

/** Some functions are called without brackets, as current_date is: the parser takes them for columns. */
function findBareName(node: SyntaxNode): unknown {
  const names = node["class"] === "COLUMN_REF" ? (node["column_names"] as readonly unknown[]) : [];
  return names.length === 1 ? names[0] : undefined;
}

// Macros are allowed by name: what they are made of may be anything.
const MACROS =
  /^(?:(?:array|list|map)_\w+|date_add|days_in_month|fdiv|fmod|json|md5_number_(?:lower|upper)|nullif|round_even|roundbankers|split_part)$/;

// DuckDB has these for unchanging, or knows them by no function.
const UNSTABLE = [
  "current_localtime",
  "current_localtimestamp",
  "current_role",
  "current_setting",
  "current_time",
  "current_timestamp",
  "getenv",
  "getvariable",
  "localtime",
  "localtimestamp",
  "version",
];

/** Functions that are not the same for the same row each time. */
async function listRefusedFunctions(connection: DuckDBConnection): Promise<Set<string>> {
  const reader = await connection.runAndReadAll(LIST_FUNCTIONS);
  const refused = new Set(UNSTABLE);
  for (const [name, type, stability] of reader.getRows()) {
    const isStable =
      type === "macro" ? MACROS.test(String(name)) : stability === "CONSISTENT" || stability === "";
    if (!isStable) refused.add(String(name).toLowerCase());
  }
  return refused;
}

const LIST_FUNCTIONS = `SELECT DISTINCT function_name, function_type, coalesce(stability, '') FROM duckdb_functions()
  WHERE function_type IN ('scalar', 'macro')`;

/** DuckDB refuses aggregates after WHERE, and tells the type of what is selected. */
async function checkTypes(
  connection: DuckDBConnection,
  { schema, where }: CheckExpressionOptions,
): Promise<void> {
  const name = quoteName(schema.name);
  const columns = schema.columns.map(
    (column) => `${quoteName(column.name)} ${SQL_TYPES[column.type]}`,
  );
  await connection.run(`CREATE TEMP TABLE ${name} (${columns.join(", ")})`);
  await connection.run(`SELECT 1 FROM ${name} WHERE (\n${where}\n)`);
  // A row of nulls: constants that cannot be converted fail now.
  await connection.run(`INSERT INTO ${name} DEFAULT VALUES`);
  const result = await connection.run(`SELECT (\n${where}\n) FROM ${name}`);
  const [type = "nothing", ...more] = result.columnTypes().map(String);
  if (more.length > 0) throw refuse("there is more than an expression");
  if (type === "BOOLEAN") return;
  throw refuse(`the expression is ${type}, neither true nor false`, "compare it with a value");
}

function findPlaces(nodes: readonly SyntaxNode[], { name, columns }: TableSchema): number[] {
  const named = new Set(
    nodes
      .filter((node) => node["class"] === "COLUMN_REF")
      .flatMap((node) => node["column_names"] as readonly string[])
      .map((part) => part.toLowerCase()),
  );
  // The name of the table on its own is the whole row.
  const isWhole = nodes.some((node) => String(findBareName(node)).toLowerCase() === name);
  return columns.flatMap((column, place) => {
    return isWhole || named.has(column.name.toLowerCase()) ? [place] : [];
  });
}

function refuse(message: string, next = "write one condition over the columns"): TabularError {
  return new TabularError("TABULAR_SQL", message, { next });
}
