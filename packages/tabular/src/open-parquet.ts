import { resolve } from "node:path";
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBResult,
} from "@duckdb/node-api";
import type { AbortOptions } from "@flock-tools/core";
import { checkParquet, type TabularFile } from "./check-parquet.ts";
import { toTabularError } from "./errors.ts";
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
  const database = await createDatabase(memoryBytes);
  const { connection } = database;
  const run = createRunner(connection, signal);
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

interface Database {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** In memory alone: nothing is written to disk, no extension is looked for. */
async function createDatabase(memoryBytes: number): Promise<Database> {
  const instance = await DuckDBInstance.create(":memory:", {
    // More threads would not keep the rows in order without holding many of them.
    threads: "1",
    memory_limit: `${memoryBytes}B`,
    temp_directory: "",
    // Each byte is read once.
    enable_external_file_cache: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Nothing but the file may be opened, whatever a query or the file says. */
async function restrict(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run("SET allowed_paths = [$1]", [path]);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
}

type Runner = <T>(step: () => Promise<T>) => Promise<T>;

/** What makes the steps of a connection stop when `signal` aborts, and fail as this package does. */
function createRunner(connection: DuckDBConnection, signal: AbortSignal | undefined): Runner {
  const interrupt = (): void => connection.interrupt();
  return async (step) => {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      return await step();
    } catch (error) {
      signal?.throwIfAborted();
      throw toTabularError(error);
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  };
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
