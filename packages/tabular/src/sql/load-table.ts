import type { AbortOptions } from "@flock-tools/core";
import { createRunner } from "../create-runner.ts";
import type { RowSource, TableSchema } from "../schema.ts";
import { takeBatches } from "../take-batches.ts";
import type { Database, SqlDatabase } from "./open-database.ts";
import { toSqlError } from "./sql-error.ts";
import { createStage, quoteName, SQL_TYPES } from "./stage.ts";

export interface LoadTableOptions extends AbortOptions {
  /** The table gets its name. */
  readonly schema: TableSchema;
  readonly rows: RowSource;
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
  { schema, rows, signal, onProgress }: LoadTableOptions,
): Promise<number> {
  const db = database as SqlDatabase;
  await declareTable(db, schema);
  const connection = await db.instance.connect();
  const run = createRunner(connection, {
    signal,
    explain: (error) => toSqlError(error, { tables: [], columns: [] }),
  });
  const name = quoteName(schema.name);
  try {
    const places = schema.columns.map((_, place) => place);
    const stage = createStage(db, { connection, columns: schema.columns, places });
    let count = 0;
    for await (const batch of takeBatches(rows, signal)) {
      await run(() => stage.fill(batch));
      await run(() => connection.run(`INSERT INTO ${name} FROM ${stage.source}`));
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
  const columns = schema.columns.map((column) => {
    const type = SQL_TYPES[column.type];
    return `${quoteName(column.name)} ${type}${column.nullable ? "" : " NOT NULL"}`;
  });
  const name = quoteName(schema.name);
  await db.connection.run(`CREATE TABLE IF NOT EXISTS ${name} (${columns.join(", ")})`);
  db.tables.set(schema.name.toLowerCase(), schema);
}
