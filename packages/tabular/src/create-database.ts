import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** A database in memory. */
export interface MemoryDatabase {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  close(): void;
}

export interface CreateDatabaseOptions {
  /** Bytes that DuckDB may take. */
  readonly memoryBytes: number;
  /** Default 1: more threads would not keep rows in order without holding many of them. */
  readonly threads?: number;
  /** Folder for what does not fit into memory; empty for none. Default none. */
  readonly tempDir?: string;
  /** Bytes that may be written there. */
  readonly tempBytes?: number;
}

/** No extension is looked for. `connection` may still change the configuration: lock it before others' SQL runs. */
export async function createDatabase({
  memoryBytes,
  threads = 1,
  tempDir = "",
  tempBytes,
}: CreateDatabaseOptions): Promise<MemoryDatabase> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(threads),
    memory_limit: `${memoryBytes}B`,
    temp_directory: tempDir,
    ...(tempBytes === undefined ? {} : { max_temp_directory_size: `${tempBytes}B` }),
    // Each byte is read once.
    enable_external_file_cache: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  return {
    instance,
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
