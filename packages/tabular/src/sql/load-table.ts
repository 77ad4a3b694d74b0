import type { AbortOptions } from "@flock-tools/core";
import { createRunner } from "../create-runner.ts";
import { TabularError } from "../errors.ts";
import type { Column, RowSource, TableSchema } from "../schema.ts";
import { takeBatches } from "../take-batches.ts";
import type { Database, SqlDatabase } from "./open-database.ts";
import { toSqlError } from "./sql-error.ts";
import { createStage, quoteName, SQL_TYPES } from "./stage.ts";

export interface LoadTableOptions extends AbortOptions {
  /** The table gets its name. */
  readonly schema: TableSchema;
  readonly rows: RowSource;
  /**
   * The columns to load, in any case: what `listColumns` says of the one query that is to run. The others are NULL, and
   * their cells are not looked at. Default: all.
   */
  readonly columns?: readonly string[] | undefined;
  readonly onProgress?: (progress: { readonly rows: number }) => void;
}

/**
 * Makes a table of rows, or fills one that `declareTable` made. Times are TIMESTAMP in UTC, messages a list of structs.
 * After an error there is no such table.
 *
 * @returns how many rows there are
 * @throws TabularError TABULAR_SQL if there is such a table with rows, TABULAR_TOO_LARGE; TypeError for a cell that is
 * not of its column's type; the abort reason
 */
export async function loadTable(
  database: Database,
  { schema, rows, columns, signal, onProgress }: LoadTableOptions,
): Promise<number> {
  const db = database as SqlDatabase;
  const name = quoteName(schema.name);
  await checkEmpty(db, schema.name);
  const connection = await db.instance.connect();
  const run = createRunner(connection, {
    signal,
    explain: (error) => toSqlError(error, { tables: [], columns: [] }),
  });
  try {
    await createTable(db, { schema, how: "CREATE OR REPLACE TABLE" });
    const { places, values } = planLoad(schema, columns);
    const stage = createStage(db, { connection, columns: schema.columns, places });
    const insert = `INSERT INTO ${name} SELECT ${values.join(", ")} FROM ${stage.source}`;
    let count = 0;
    for await (const batch of takeBatches(rows, signal)) {
      await run(() => stage.fill(batch));
      await run(() => connection.run(insert));
      count += batch.length;
      onProgress?.({ rows: count });
    }
    return count;
  } catch (error) {
    await db.connection.run(`DROP TABLE IF EXISTS ${name}`);
    db.tables.delete(schema.name.toLowerCase());
    throw error;
  } finally {
    connection.closeSync();
  }
}

/** Makes a table without rows, if there is none of that name: SHOW TABLES lists it, and queries may name it. */
export async function declareTable(database: Database, schema: TableSchema): Promise<void> {
  const db = database as SqlDatabase;
  if (db.tables.has(schema.name.toLowerCase())) return;
  await createTable(db, { schema, how: "CREATE TABLE" });
}

interface CreateTableOptions {
  readonly schema: TableSchema;
  readonly how: "CREATE TABLE" | "CREATE OR REPLACE TABLE";
}

async function createTable(db: SqlDatabase, { schema, how }: CreateTableOptions): Promise<void> {
  const columns = schema.columns.map((column) => {
    return `${quoteName(column.name)} ${SQL_TYPES[column.type]}`;
  });
  await db.connection.run(`${how} ${quoteName(schema.name)} (${columns.join(", ")})`);
  db.tables.set(schema.name.toLowerCase(), schema);
}

async function checkEmpty(db: SqlDatabase, name: string): Promise<void> {
  if (!db.tables.has(name.toLowerCase())) return;
  const reader = await db.connection.runAndReadAll(`FROM ${quoteName(name)} LIMIT 1`);
  if (reader.currentRowCount === 0) return;
  throw new TabularError("TABULAR_SQL", `the table ${name} has rows already`, {
    next: "load it once, or give the table another name",
  });
}

interface LoadPlan {
  /** Of the columns to load. */
  readonly places: readonly number[];
  /** What each column gets, as SQL. */
  readonly values: readonly string[];
}

function planLoad({ columns }: TableSchema, wanted: readonly string[] | undefined): LoadPlan {
  const names = wanted && new Set(wanted.map((name) => name.toLowerCase()));
  const isWanted = ({ name }: Column): boolean => names?.has(name.toLowerCase()) ?? true;
  return {
    places: columns.flatMap((column, place) => (isWanted(column) ? [place] : [])),
    values: columns.map((column) => (isWanted(column) ? quoteName(column.name) : "NULL")),
  };
}
