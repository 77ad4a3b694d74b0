import { createRunner, type Runner } from "../create-runner.ts";
import type { RowSource, TableRow, TableSchema } from "../schema.ts";
import { takeBatches } from "../take-batches.ts";
import { checkExpression } from "./check-expression.ts";
import type { FilterRowsOptions } from "./filter-rows.ts";
import type { SqlDatabase } from "./open-database.ts";
import { openSandbox } from "./open-sandbox.ts";
import { toSqlError } from "./sql-error.ts";
import { createStage, quoteName } from "./stage.ts";

const SANDBOX = {
  // A batch has 8 MB or so, but a value may be computed of each of its parts.
  memory: 2 ** 28,
  // DuckDB would leave out what cannot be true for the rows at hand, and whether a value fails would depend on them.
  optimize: false,
} as const;

export async function createRowFilter(
  rows: RowSource,
  options: FilterRowsOptions,
): Promise<RowSource> {
  const db = await openSandbox(SANDBOX);
  try {
    const run = createSqlRunner(db, options);
    const places = await run(() => checkExpression(db.connection, options));
    return { [Symbol.asyncIterator]: () => readMatches(rows, { ...options, places }) };
  } finally {
    await db.close();
  }
}

interface ReadMatchesOptions extends FilterRowsOptions {
  /** Of the columns that the expression names. */
  readonly places: readonly number[];
}

async function* readMatches(
  rows: RowSource,
  { places, ...options }: ReadMatchesOptions,
): AsyncGenerator<readonly TableRow[], void, undefined> {
  const { schema, where, signal } = options;
  const db = await openSandbox(SANDBOX);
  try {
    const { connection } = db;
    const run = createSqlRunner(db, options);
    const stage = createStage(db, { connection, columns: schema.columns, places });
    // Not after WHERE, where DuckDB changes the order of conditions as it learns how long each takes.
    const sql = `SELECT (\n${where}\n) IS TRUE FROM ${stage.source} AS ${quoteName(schema.name)}`;
    for await (const batch of takeBatches(rows, signal)) {
      await run(() => stage.fill(batch));
      const result = await run(() => connection.runAndReadAll(sql));
      const passes = result.getColumns()[0] ?? [];
      const matches = batch.filter((_, index) => passes[index] === true);
      if (matches.length > 0) yield matches;
    }
  } finally {
    await db.close();
  }
}

function createSqlRunner(
  { connection }: SqlDatabase,
  { schema, signal }: { readonly schema: TableSchema; readonly signal?: AbortSignal | undefined },
): Runner {
  const columns = schema.columns.map(({ name }) => name);
  const explain = (error: unknown): unknown => toSqlError(error, { tables: [], columns });
  return createRunner(connection, { signal, explain });
}
