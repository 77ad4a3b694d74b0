import { resolve } from "node:path";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import type { AbortOptions } from "@flock-tools/core";
import { checkParquet, type TabularFile } from "./check-parquet.ts";
import { createDatabase } from "./create-database.ts";
import { createRunner, type Runner } from "./create-runner.ts";
import { type Column, listColumns } from "./list-columns.ts";

/** A Parquet file in a database of its own, which can read nothing else. */
export interface ParquetFile {
  readonly columns: readonly Column[];
  /**
   * The rows that a query has, in chunks of up to 2,048, in the order of the file.
   *
   * @param sql a query that has the file's path as `$1`
   * @throws TabularError; the abort reason
   */
  query(sql: string): AsyncGenerator<DuckDBDataChunk, void, undefined>;
  close(): void;
}

export interface OpenParquetOptions extends AbortOptions {
  readonly memoryBytes: number;
}

/** The file as a table. A folder named `a=b` makes no column. */
export const FROM_FILE = "FROM read_parquet($1, hive_partitioning = false) AS file";

/** @throws TabularError; the abort reason */
export async function openParquet(
  file: TabularFile,
  { memoryBytes, signal }: OpenParquetOptions,
): Promise<ParquetFile> {
  signal?.throwIfAborted();
  await checkParquet(file);
  const path = typeof file === "string" ? resolve(file) : `/dev/fd/${file.fd}`;
  const database = await createDatabase({ memoryBytes });
  const { connection } = database;
  const run = createRunner(connection, { signal });
  try {
    await run(() => restrict(connection, path));
    const head = await run(() => connection.stream(`SELECT * ${FROM_FILE} LIMIT 0`, [path]));
    return {
      columns: listColumns(head.columnNames(), head.columnTypes()),
      query: (sql) => readChunks(run, () => connection.stream(sql, [path])),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Nothing but the file may be opened, whatever a query or the file says. */
async function restrict(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run("SET allowed_paths = [$1]", [path]);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
}

async function* readChunks(
  run: Runner,
  start: () => Promise<DuckDBResult>,
): AsyncGenerator<DuckDBDataChunk, void, undefined> {
  const result = await run(start);
  for (;;) {
    const chunk = await run(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}
