import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as duckdb from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { checkInteger } from "../caps.ts";
import type { TableSchema } from "../schema.ts";
import { toDiskError } from "../write/disk-error.ts";

/** Tables in DuckDB, which can open nothing else: no file, no network, no extension. */
export interface Database {
  /** The tables so far, by their names in lower case: SQL does not tell cases apart. */
  readonly tables: ReadonlyMap<string, TableSchema>;
  /** Frees the memory and removes the temporary files. */
  close(): Promise<void>;
}

/** What is behind a `Database`; for this package alone. */
export interface SqlDatabase extends Database {
  readonly duckdb: typeof duckdb;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly tables: Map<string, TableSchema>;
}

export interface OpenDatabaseOptions {
  /** Bytes that DuckDB may take; 2 ** 26 to 2 ** 40. Default 512 MiB. What does not fit goes into temporary files. */
  readonly memory?: number;
  /** Folder to make the folder of temporary files in. Default: the system's. */
  readonly tempDir?: string;
  /** Bytes that the temporary files may have; 0 to 2 ** 50. Default: half of what is free there, at most 64 GiB. */
  readonly tempBytes?: number;
  /** 1 or 2. Default 1. */
  readonly threads?: number;
}

/**
 * Opens an empty database in memory.
 *
 * @throws TabularError TABULAR_DISK if there is no room for temporary files; RangeError for an option beyond its limits
 */
export async function openDatabase({
  memory = 2 ** 29,
  tempDir = tmpdir(),
  tempBytes,
  threads = 1,
}: OpenDatabaseOptions = {}): Promise<Database> {
  checkInteger("memory", memory, [2 ** 26, 2 ** 40]);
  checkInteger("threads", threads, [1, 2]);
  if (tempBytes !== undefined) checkInteger("tempBytes", tempBytes, [0, 2 ** 50]);
  const folder = await mkdtemp(join(tempDir, "flock-sql-")).catch((error: unknown) => {
    throw toDiskError(error, tempDir);
  });
  try {
    const room = tempBytes ?? (await findRoom(folder));
    const { openSandbox } = await import("./open-sandbox.ts");
    return await openSandbox({ memory, threads, tempDir: folder, tempBytes: room });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const MOST_TEMP_BYTES = 2 ** 36;

async function findRoom(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.min(Math.floor((bavail * bsize) / 2), MOST_TEMP_BYTES);
}
