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

/** What a database in memory is created with. No extension is looked for. */
export function createDatabaseConfig({
  memoryBytes,
  threads = 1,
  tempDir = "",
  tempBytes,
}: CreateDatabaseOptions): Readonly<Record<string, string>> {
  return {
    threads: String(threads),
    memory_limit: `${memoryBytes}B`,
    temp_directory: tempDir,
    ...(tempBytes === undefined ? {} : { max_temp_directory_size: `${tempBytes}B` }),
    // Each byte is read once.
    enable_external_file_cache: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  };
}
