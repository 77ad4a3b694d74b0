import type {
  DuckDBDataChunk,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBResult,
  DuckDBStructValue,
  DuckDBType,
  DuckDBValue,
} from "@duckdb/node-api";
import { TabularError } from "../errors.ts";
import type { Cell, ColumnType, Message, TableRow } from "../schema.ts";
import type { SqlDatabase } from "./open-database.ts";
import type { QueryColumn } from "./run-query.ts";

type DuckDB = SqlDatabase["duckdb"];

/** A column with how its values become cells. */
export interface ResultColumn extends QueryColumn {
  readonly read: (value: NonNullable<DuckDBValue>) => Cell;
}

export function planResult(result: DuckDBResult, duckdb: DuckDB): ResultColumn[] {
  const types = result.columnTypes();
  return result.deduplicatedColumnNames().map((name, index) => {
    const type = types[index] ?? duckdb.SQLNULL;
    const sqlType = String(type);
    return { name, sqlType, nullable: true, description: "", ...planType(type, { name, duckdb }) };
  });
}

interface Plan {
  readonly type: ColumnType;
  readonly read: ResultColumn["read"];
}

// Decimals of up to 15 digits are the same in a float64 and back.
const EXACT_DIGITS = 15;

function planType(
  type: DuckDBType,
  { name, duckdb }: { readonly name: string; readonly duckdb: DuckDB },
): Plan {
  const { DuckDBTypeId } = duckdb;
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return { type: "bool", read: (value) => value as boolean };
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
      return { type: "int32", read: (value) => value as number };
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.BIGINT:
      return { type: "int64", read: (value) => value as number | bigint };
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return { type: "int64", read: (value) => narrow(value as bigint, name) };
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return { type: "float64", read: (value) => value as number };
    case DuckDBTypeId.DECIMAL:
      return type instanceof duckdb.DuckDBDecimalType && type.width <= EXACT_DIGITS
        ? { type: "float64", read: (value) => Number(String(value)) }
        : { type: "utf8", read: String };
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return { type: "timestamp", read: (value) => (value as { micros: bigint }).micros };
    case DuckDBTypeId.LIST:
      return isMessages(type)
        ? { type: "messages", read: (value) => readMessages(value as DuckDBListValue) }
        : { type: "utf8", read: (value) => writeJson(value, duckdb) };
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
    case DuckDBTypeId.ARRAY:
      return { type: "utf8", read: (value) => writeJson(value, duckdb) };
    default:
      return { type: "utf8", read: String };
  }
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

function narrow(value: bigint, name: string): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
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
