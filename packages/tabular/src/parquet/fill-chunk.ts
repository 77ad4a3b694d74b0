import duckdb, { type DataChunk, type Type, type Value, type Vector } from "@duckdb/node-bindings";
import type { ColumnType } from "../schema.ts";
import {
  COLUMN_BYTES,
  type CommonValue,
  MASK_BYTES,
  type RowPage,
  VALUES_BYTES,
} from "./row-page.ts";

interface DuckdbType {
  readonly id: Type;
  /** Bytes of a value; undefined for text. */
  readonly width?: number;
  readonly create: (value: never) => Value;
}

/** Messages are JSON text here. */
const TYPES: Readonly<Record<ColumnType, DuckdbType>> = {
  int32: { id: duckdb.Type.INTEGER, width: 4, create: duckdb.create_int32 },
  int64: { id: duckdb.Type.BIGINT, width: 8, create: duckdb.create_int64 },
  float64: { id: duckdb.Type.DOUBLE, width: 8, create: duckdb.create_double },
  bool: { id: duckdb.Type.BOOLEAN, width: 1, create: duckdb.create_bool },
  utf8: { id: duckdb.Type.VARCHAR, create: duckdb.create_varchar },
  timestamp: {
    id: duckdb.Type.TIMESTAMP_TZ,
    width: 8,
    create: (micros: bigint) => duckdb.create_timestamp_tz({ micros }),
  },
  messages: { id: duckdb.Type.VARCHAR, create: duckdb.create_varchar },
};

export function getDuckdbType(type: ColumnType): Type {
  return TYPES[type].id;
}

/** Copies a page into a chunk whose columns have these types. */
export function fillChunk(chunk: DataChunk, page: RowPage, types: readonly ColumnType[]): void {
  duckdb.data_chunk_set_size(chunk, page.rows);
  for (const [place, type] of types.entries()) {
    const vector = duckdb.data_chunk_get_vector(chunk, place);
    const common = page.common[place];
    if (common === undefined) fillVector(vector, page, { at: place * COLUMN_BYTES, type });
    else duckdb.vector_reference_value(vector, createValue(type, common));
  }
}

function createValue(type: ColumnType, value: CommonValue): Value {
  return value === null ? duckdb.create_null_value() : TYPES[type].create(value as never);
}

interface ColumnPlace {
  readonly at: number;
  readonly type: ColumnType;
}

function fillVector(vector: Vector, page: RowPage, { at, type }: ColumnPlace): void {
  const { rows, values } = page;
  const { width } = TYPES[type];
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, values, at + VALUES_BYTES, MASK_BYTES);
  if (width === undefined) fillTexts(vector, page, at);
  else duckdb.copy_data_to_vector(vector, 0, values, at, rows * width);
}

function fillTexts(vector: Vector, { rows, values, texts }: RowPage, at: number): void {
  const bytes = new Uint8Array(texts);
  const starts = new Uint32Array(values, at, rows);
  const ends = new Uint32Array(values, at + VALUES_BYTES / 2, rows);
  const mask = new Uint8Array(values, at + VALUES_BYTES, MASK_BYTES);
  for (let row = 0; row < rows; row += 1) {
    if (((mask[row >> 3] as number) & (1 << (row & 7))) === 0) continue;
    duckdb.vector_assign_string_element_len(vector, row, bytes.subarray(starts[row], ends[row]));
  }
}
