import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type CreateDatabaseOptions, createDatabaseConfig } from "./database-config.ts";

/** A database in memory. */
export interface MemoryDatabase {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  close(): void;
}

/** `connection` may still change the configuration: lock it before others' SQL runs. */
export async function createDatabase(options: CreateDatabaseOptions): Promise<MemoryDatabase> {
  const instance = await DuckDBInstance.create(":memory:", createDatabaseConfig(options));
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
