import { afterAll, beforeAll, expect } from "vitest";
import { TabularError } from "../src/errors.ts";
import type { Cell, TableSchema } from "../src/schema.ts";
import { loadTable } from "../src/sql/load-table.ts";
import { type Database, openDatabase } from "../src/sql/open-database.ts";
import { runQuery } from "../src/sql/run-query.ts";
import { collect, inBatches } from "./awkward-rows.ts";
import { type TestFolder, useTestFolder } from "./use-test-folder.ts";

export const SQL_SCHEMA: TableSchema = {
  name: "rows",
  version: 1,
  columns: [
    { name: "uid", type: "int32", nullable: false, description: "" },
    { name: "commitment_block", type: "int64", nullable: false, description: "" },
    { name: "observed_at", type: "timestamp", nullable: true, description: "" },
    { name: "similarity", type: "float64", nullable: true, description: "" },
    { name: "valid", type: "bool", nullable: false, description: "" },
    { name: "system", type: "utf8", nullable: true, description: "" },
    { name: "conversations", type: "messages", nullable: true, description: "" },
  ],
};

export const MESSAGES = [
  { role: "user", content: 'a\0b "😀" \u202e' },
  { role: "assistant", content: "x".repeat(1_000_000) },
];

export const SQL_ROWS: readonly Cell[][] = [
  [1, 2n ** 53n + 1n, -1n, 0.5, true, "a\0", toJson(MESSAGES)],
  [2, 7, null, null, false, toJson('"\u0000\n'), []],
  [3, -(2n ** 63n), 1_700_000_000_000_001n, -0.25, true, null, null],
  [4, 2n ** 63n - 1n, 0n, 1, true, "", [{ role: null, content: "" }]],
];

function toJson(value: unknown): { json: Uint8Array } {
  return { json: Buffer.from(JSON.stringify(value)) };
}

export interface TestDatabase {
  /** There once the tests run. */
  readonly db: Database;
  /** Where its temporary files are. */
  readonly folder: TestFolder;
  query(sql: string, signal?: AbortSignal): Promise<(readonly Cell[])[]>;
  /** The error of a query. */
  failWith(sql: string): Promise<TabularError>;
}

/** A database with a table `rows`, for the tests of one file. */
export function useTestDatabase(): TestDatabase {
  const folder = useTestFolder();
  let db: Database | undefined;
  const get = (): Database => {
    if (db === undefined) throw new Error("the tests do not run yet");
    return db;
  };
  beforeAll(async () => {
    db = await openDatabase({ memory: 2 ** 27, tempDir: folder.path, tempBytes: 2 ** 24 });
    await loadTable(db, { schema: SQL_SCHEMA, rows: inBatches(SQL_ROWS, 3) });
  });
  afterAll(() => get().close());
  const query = async (sql: string, signal?: AbortSignal): Promise<(readonly Cell[])[]> =>
    collect((await runQuery(get(), sql, { signal })).rows);
  return {
    get db() {
      return get();
    },
    folder,
    query,
    async failWith(sql) {
      const error: unknown = await query(sql).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TabularError);
      return error as TabularError;
    },
  };
}
