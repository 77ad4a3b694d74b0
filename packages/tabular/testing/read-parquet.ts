import { createHash } from "node:crypto";
import {
  DuckDBInstance,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

export type Plain = unknown[][];

/** All rows, as DuckDB reads them: integers of 64 bits and times (in microseconds) as bigint. */
export async function readWithDuckdb(path: string): Promise<Plain> {
  const rows = await query(`SELECT * FROM read_parquet('${path}')`);
  return rows.map((row) => row.map(toPlain));
}

/** All values that a query has. */
export async function query(sql: string): Promise<DuckDBValue[][]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(sql);
    return result.getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function toPlain(value: DuckDBValue): unknown {
  if (value instanceof DuckDBTimestampTZValue) return value.micros;
  if (value instanceof DuckDBTimestampValue) return value.micros;
  if (value instanceof DuckDBListValue) return value.items.map(toPlain);
  if (!(value instanceof DuckDBStructValue)) return value;
  const entries = Object.entries(value.entries).map(([name, entry]) => [name, toPlain(entry)]);
  return Object.fromEntries(entries) as unknown;
}

/** All rows, as hyparquet reads them, in the same shape. */
export async function readWithHyparquet(path: string): Promise<Plain> {
  const file = await asyncBufferFromFile(path);
  const { schema } = await parquetMetadataAsync(file);
  const parsers = { timestampFromMicroseconds: (micros: bigint): bigint => micros };
  const rows = await parquetReadObjects({ file, compressors, parsers });
  const [root] = schema;
  const names = rows[0] === undefined ? [] : Object.keys(rows[0]);
  if (names.length !== (rows.length === 0 ? 0 : root?.num_children)) throw new Error("columns");
  return rows.map((row) => names.map((name): unknown => row[name] ?? null));
}

/** Of all cells, with their types. */
export function digest(rows: Plain): string {
  const hash = createHash("sha256");
  for (const row of rows) {
    hash.update(JSON.stringify(row, (_, value: unknown) => describe(value)));
    hash.update("\n");
  }
  return hash.digest("hex");
}

function describe(value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  return typeof value === "number" && !Number.isFinite(value) ? `${value}f` : value;
}
