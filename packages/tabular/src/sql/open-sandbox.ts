import { rm } from "node:fs/promises";
import * as duckdb from "@duckdb/node-api";
import type { DuckDBConnection } from "@duckdb/node-api";
import { createDatabase } from "../create-database.ts";
import type { SqlDatabase } from "./open-database.ts";

export interface OpenSandboxOptions {
  readonly memory: number;
  readonly threads?: number;
  /** A folder of its own, which `close` removes. Default none: what does not fit into memory is an error. */
  readonly tempDir?: string;
  readonly tempBytes?: number;
  /** Whether queries are rearranged to be fast, by what DuckDB knows of the rows. Default true. */
  readonly optimize?: boolean;
}

export async function openSandbox({
  memory,
  tempDir,
  optimize = true,
  ...options
}: OpenSandboxOptions): Promise<SqlDatabase> {
  const database = await createDatabase({
    memoryBytes: memory,
    ...options,
    ...(tempDir === undefined ? {} : { tempDir }),
  });
  const { instance, connection } = database;
  const close = async (): Promise<void> => {
    database.close();
    if (tempDir !== undefined) await rm(tempDir, { recursive: true, force: true });
  };
  try {
    if (!optimize) await connection.run("PRAGMA disable_optimizer");
    await restrict(connection);
    return { duckdb, instance, connection, tables: new Map(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** From here on SQL can neither open anything nor change a setting. */
async function restrict(connection: DuckDBConnection): Promise<void> {
  // Dates of times with a zone must not depend on where the machine is.
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
}
