import { formatCount } from "@flock-tools/cli";
import type { AbortOptions } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import {
  declareTable,
  listTables,
  loadTable,
  openDatabase,
  type QueryResult,
  runQuery,
} from "@flock-tools/tabular";
import { createProgressLine } from "../progress-line.ts";
import type { SqlContext } from "./sql-context.ts";
import { SQL_TABLES } from "./sql-tables.ts";

/** Tables over a store, each loaded when a statement names it first. */
export interface SqlSession {
  /** @throws TabularError TABULAR_SQL; what reading the store throws; the abort reason */
  query(sql: string, options: AbortOptions): Promise<QueryResult>;
  close(): Promise<void>;
}

/** Opens a database in memory and declares the tables in it. */
export async function openSession(context: SqlContext, store: Store): Promise<SqlSession> {
  const database = await openDatabase();
  const loaded = new Set<string>();
  const load = async (name: string, { signal }: AbortOptions): Promise<void> => {
    const table = SQL_TABLES.find(({ schema }) => schema.name === name);
    if (table === undefined || loaded.has(name)) return;
    const { schema } = table;
    const show = createProgressLine(context);
    const onProgress = ({ rows }: { readonly rows: number }): void =>
      show(() => `loading ${name}: ${formatCount(rows)}`);
    const rows = await table.read(store, { signal });
    try {
      await loadTable(database, { schema, rows, signal, onProgress });
    } catch (error) {
      // It is gone then: the next statement may name it again.
      await declareTable(database, schema);
      throw error;
    }
    loaded.add(name);
    context.output.status(undefined);
  };
  try {
    for (const { schema } of SQL_TABLES) await declareTable(database, schema);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    async query(sql, options) {
      const named = listTables(database, sql);
      // DuckDB gives up on the names where it cannot bind the statement yet, as with JOIN ... USING: better one too many
      // than a table that seems empty.
      const names = named.length > 0 ? named : findWords(sql);
      for (const name of names) await load(name, options);
      return runQuery(database, sql, options);
    },
    close: () => database.close(),
  };
}

/** The tables whose names stand somewhere in a statement. */
function findWords(sql: string): readonly string[] {
  const words = new Set(sql.toLowerCase().match(/\w+/g));
  return SQL_TABLES.map(({ schema }) => schema.name).filter((name) => words.has(name));
}
