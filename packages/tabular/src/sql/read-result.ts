import type {
  DuckDBDataChunk,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBResult,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBType,
  DuckDBValue,
} from "@duckdb/node-api";
import { TabularError } from "../errors.ts";
import type { Cell, ColumnType, Message, TableRow } from "../schema.ts";
import type { SqlDatabase } from "./open-database.ts";
import type { QueryColumn } from "./run-query.ts";

type DuckDB = SqlDatabase["duckdb"];

/** A column with how its values become cells. */
export interface ResultColumn extends Reader {
  readonly column: QueryColumn;
}

interface Reader {
  readonly read: (value: NonNullable<DuckDBValue>) => Cell;
}

interface Plan extends Reader {
  readonly type: ColumnType;
}

export function planResult(result: DuckDBResult, duckdb: DuckDB): ResultColumn[] {
  const types = result.columnTypes();
  return result.deduplicatedColumnNames().map((name, index) => {
    const type = types[index] ?? duckdb.SQLNULL;
    const plan = planNumber(type, { name, duckdb }) ?? planOther(type, duckdb);
    const sqlType = String(type);
    return {
      column: { name, type: plan.type, nullable: true, description: "", sqlType },
      read: plan.read,
    };
  });
}

// Decimals of up to 15 digits are the same in a float64 and back.
const EXACT_DIGITS = 15;

const NUMBERS: Readonly<Record<string, ColumnType>> = {
  TINYINT: "int32",
  SMALLINT: "int32",
  INTEGER: "int32",
  UTINYINT: "int32",
  USMALLINT: "int32",
  UINTEGER: "int64",
  BIGINT: "int64",
  UBIGINT: "int64",
  HUGEINT: "int64",
  UHUGEINT: "int64",
  FLOAT: "float64",
  DOUBLE: "float64",
};

function planNumber(
  type: DuckDBType,
  { name, duckdb }: { readonly name: string; readonly duckdb: DuckDB },
): Plan | undefined {
  if (type instanceof duckdb.DuckDBDecimalType && type.width <= EXACT_DIGITS) {
    return { type: "float64", read: (value) => Number(String(value)) };
  }
  const known = NUMBERS[String(type)];
  return known && { type: known, read: (value) => narrow(value as number | bigint, name) };
}

function planOther(type: DuckDBType, duckdb: DuckDB): Plan {
  if (String(type) === "BOOLEAN") return { type: "bool", read: (value) => value as boolean };
  if (type instanceof duckdb.DuckDBTimestampType || type instanceof duckdb.DuckDBTimestampTZType) {
    return { type: "timestamp", read: (value) => (value as DuckDBTimestampValue).micros };
  }
  if (isMessages(type)) {
    return { type: "messages", read: (value) => readMessages(value as DuckDBListValue) };
  }
  const { DuckDBArrayType, DuckDBListType, DuckDBMapType, DuckDBStructType } = duckdb;
  const nested = [DuckDBArrayType, DuckDBListType, DuckDBMapType, DuckDBStructType];
  const isNested = nested.some((kind) => type instanceof kind);
  return { type: "utf8", read: isNested ? (value) => writeJson(value, duckdb) : String };
}

function isMessages(type: DuckDBType): boolean {
  return /^STRUCT\("?role"? VARCHAR, "?content"? VARCHAR\)\[\]$/.test(String(type));
}

function readMessages({ items }: DuckDBListValue): Message[] {
  return items.map((item) => {
    const entries = (item as DuckDBStructValue | null)?.entries;
    const role = (entries?.["role"] ?? null) as string | null;
    return { role, content: (entries?.["content"] ?? null) as string | null };
  });
}

function narrow(value: number | bigint, name: string): number | bigint {
  if (typeof value === "number" || BigInt.asIntN(64, value) === value) return value;
  throw new TabularError("TABULAR_LOSSY", `${name} has an integer beyond 64 bits: ${value}`, {
    next: "cast the column to VARCHAR or DOUBLE",
  });
}

/** JSON with integers in all their digits, and what JSON has no type for as text. */
function writeJson(value: DuckDBValue, duckdb: DuckDB): string {
  const write = (item: DuckDBValue): string => writeJson(item, duckdb);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return JSON.stringify(Number.isFinite(value) ? value : null);
  if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue) {
    return `[${value.items.map(write).join(",")}]`;
  }
  if (value instanceof duckdb.DuckDBStructValue) {
    const entries = Object.entries(value.entries);
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(",")}}`;
  }
  if (value instanceof duckdb.DuckDBMapValue) return writeMap(value, write);
  return JSON.stringify(String(value));
}

function writeMap({ entries }: DuckDBMapValue, write: (item: DuckDBValue) => string): string {
  const parts = entries.map(({ key, value }) => {
    const name = typeof key === "string" ? key : write(key);
    return `${JSON.stringify(name)}:${write(value)}`;
  });
  return `{${parts.join(",")}}`;
}

// Few enough for rows of a megabyte.
const SLICE_ROWS = 64;

/** The rows of a chunk, a few at a time: vectors remember each value that was read of them. */
export function* cutRows(
  chunk: DuckDBDataChunk,
  columns: readonly ResultColumn[],
): Generator<TableRow[], void, undefined> {
  for (let start = 0; start < chunk.rowCount; start += SLICE_ROWS) {
    const length = Math.min(SLICE_ROWS, chunk.rowCount - start);
    const rows = Array.from({ length }, () => Array<Cell>(columns.length).fill(null));
    for (const [place, { read }] of columns.entries()) {
      const values = chunk.getColumnVector(place).slice(start, length);
      for (const [index, row] of rows.entries()) {
        const value = values.getItem(index);
        row[place] = value === null || value === undefined ? null : read(value);
      }
    }
    yield rows;
  }
}
