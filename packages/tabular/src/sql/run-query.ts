import type { DuckDBResult } from "@duckdb/node-api";
import type { AbortOptions } from "@flock-tools/core";
import { createRunner, type Runner } from "../create-runner.ts";
import type { Column, RowSource, TableRow } from "../schema.ts";
import { checkQuery } from "./check-query.ts";
import type { Database, SqlDatabase } from "./open-database.ts";
import { cutRows, planResult, type ResultColumn } from "./read-result.ts";
import { toSqlError } from "./sql-error.ts";

/** A column of what a query gives. Its name was made by whoever wrote the query. */
export interface QueryColumn extends Column {
  /** What it is in DuckDB's words. */
  readonly sqlType: string;
}

export interface QueryResult {
  /** Can be the columns of a schema: names are unique, numbers are appended where the query repeats one. */
  readonly columns: readonly QueryColumn[];
  /** Can be read once. */
  readonly rows: RowSource;
}

/**
 * Runs one query: SELECT, WITH, VALUES, FROM, DESCRIBE, SUMMARIZE, EXPLAIN or SHOW. Rows come as they are made, and
 * `signal` stops it until the last one is read.
 *
 * Types that cells do not have are written as text: dates, intervals and the like as DuckDB shows them, lists and structs
 * as JSON. HUGEINT (what `sum` of integers gives) is int64.
 *
 * @throws TabularError TABULAR_SQL, TABULAR_TOO_LARGE; the abort reason. So does reading the rows, and with
 * TABULAR_LOSSY for an integer beyond 64 bits.
 */
export async function runQuery(
  database: Database,
  sql: string,
  { signal }: AbortOptions = {},
): Promise<QueryResult> {
  const db = database as SqlDatabase;
  const connection = await db.instance.connect();
  const run = createRunner(connection, {
    signal,
    explain: (error) => toSqlError(error, listNames(db)),
  });
  const close = (): void => connection.closeSync();
  try {
    const checked = await run(() => checkQuery(connection, sql));
    const result = await run(() => connection.stream(checked));
    const columns = planResult(result, db.duckdb);
    return {
      columns: columns.map(({ column }) => column),
      rows: readRows(result, { columns, run, close }),
    };
  } catch (error) {
    close();
    throw error;
  }
}

interface ReadRowsOptions {
  readonly columns: readonly ResultColumn[];
  readonly run: Runner;
  readonly close: () => void;
}

async function* readRows(
  result: DuckDBResult,
  { columns, run, close }: ReadRowsOptions,
): AsyncGenerator<readonly TableRow[], void, undefined> {
  try {
    for (;;) {
      const chunk = await run(() => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      yield* cutRows(chunk, columns);
    }
  } finally {
    close();
  }
}

function listNames({ tables }: SqlDatabase): { tables: string[]; columns: string[] } {
  const columns = [...tables.values()].flatMap((schema) => schema.columns.map(({ name }) => name));
  return {
    tables: [...tables.values()].map(({ name }) => name),
    columns: [...new Set(columns)],
  };
}
