import { formatCount } from "@flock-tools/cli";
import type { AbortOptions } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import {
  type Database,
  declareTable,
  listColumns,
  listTables,
  loadTable,
  openDatabase,
  type QueryResult,
  runQuery,
} from "@flock-tools/tabular";
import { createProgressLine } from "../progress-line.ts";
import type { SqlContext } from "./sql-context.ts";
import type { SqlTable } from "./sql-table.ts";
import { SQL_TABLES } from "./sql-tables.ts";

/** Tables over a store, each loaded when a statement names it first. */
export interface SqlSession {
  /** @throws TabularError TABULAR_SQL; what reading the store throws; the abort reason */
  query(sql: string, options: AbortOptions): Promise<QueryResult>;
  close(): Promise<void>;
}

export interface OpenSessionOptions {
  readonly store: Store;
  /** Whether one statement comes after the other: then tables are loaded whole, for the next one may read more of them. */
  readonly isPrompt: boolean;
}

/** Opens a database in memory and declares the tables in it. */
export async function openSession(
  context: SqlContext,
  { store, isPrompt }: OpenSessionOptions,
): Promise<SqlSession> {
  const database = await openDatabase();
  const loaded = new Set<string>();
  try {
    for (const { schema } of SQL_TABLES) await declareTable(database, schema);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    async query(sql, { signal }) {
      const named = new Set(listTables(database, sql));
      const tables = SQL_TABLES.filter(({ schema: { name } }) => named.has(name));
      const columns = isPrompt ? undefined : await listColumns(database, sql);
      for (const table of tables) {
        if (loaded.has(table.schema.name)) continue;
        await load(context, { database, store, table, columns, signal });
        loaded.add(table.schema.name);
      }
      context.output.status(undefined);
      return runQuery(database, sql, { signal });
    },
    close: () => database.close(),
  };
}

interface LoadOptions extends AbortOptions {
  readonly database: Database;
  readonly store: Store;
  readonly table: SqlTable;
  /** Undefined: all. */
  readonly columns: readonly string[] | undefined;
}

async function load(
  context: SqlContext,
  { database, store, table, columns, signal }: LoadOptions,
): Promise<void> {
  const { schema } = table;
  const show = createProgressLine(context);
  const onProgress = ({ rows }: { readonly rows: number }): void =>
    show(() => `loading ${schema.name}: ${formatCount(rows)}`);
  const rows = await table.read(store, { signal });
  try {
    await loadTable(database, { schema, rows, columns, signal, onProgress });
  } catch (error) {
    // It is gone then: the next statement may name it again.
    await declareTable(database, schema);
    throw error;
  }
}
