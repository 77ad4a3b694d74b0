import type { ByteBuffer } from "../byte-buffer.ts";
import { checkCell, isJsonCell } from "../cells/check-cell.ts";
import { readText, writeMessages } from "../cells/read-cell.ts";
import { TabularError } from "../errors.ts";
import type { Cell, Column, ColumnType, JsonCell, Message } from "../schema.ts";
import { type CommonValue, MASK_BYTES, PAGE_ROWS, VALUES_BYTES } from "./row-page.ts";

/** Writes the cells of one column of a page. */
export interface ColumnWriter {
  /**
   * Returns how many bytes of text the cell has, which may stand in the page once for many rows.
   *
   * @param row of the page, from 0
   * @throws TypeError for a cell that is not what its column holds; TabularError TABULAR_LOSSY
   */
  add(cell: Cell, row: number): number;
  /** What all cells so far are; undefined if they differ, or if DuckDB cannot be told so. */
  common(): CommonValue | undefined;
}

/** Where a column is in the memory of its page. */
export interface ColumnPlace {
  readonly values: ArrayBuffer;
  /** Its first byte in `values`. */
  readonly at: number;
  readonly texts: ByteBuffer;
  /** The number of the page's first row in the table. */
  readonly firstRow: number;
}

/** As long as all cells are the same, as those are that tell where rows come from, only the first is written. */
export function createColumnWriter(column: Column, place: ColumnPlace): ColumnWriter {
  const write = WRITERS[column.type](place);
  const toValue = column.type === "timestamp" ? checkTime : keep;
  const mask = new Uint8Array(place.values, place.at + VALUES_BYTES, MASK_BYTES);
  let first: Cell = null;
  let firstBytes = 0;
  let isCommon = true;
  const put = (cell: Cell, row: number): number => {
    const byte = row >> 3;
    const bit = 1 << (row & 7);
    if (cell === null) {
      mask[byte] = (mask[byte] as number) & ~bit;
      return 0;
    }
    mask[byte] = (mask[byte] as number) | bit;
    return write(toValue(cell, column), row);
  };
  return {
    add(cell, row) {
      if (isCommon && row > 0 && Object.is(cell, first)) return firstBytes;
      checkCell(cell, { column, row: place.firstRow + row });
      if (row === 0) {
        first = cell;
        isCommon = canBeCommon(cell);
        firstBytes = put(cell, row);
        return firstBytes;
      }
      if (isCommon) {
        isCommon = false;
        for (let before = 1; before < row; before += 1) put(first, before);
      }
      return put(cell, row);
    },
    common: () => (isCommon ? toCommon(first, column) : undefined),
  };
}

/** DuckDB makes values of text that ends with the first NUL. */
function canBeCommon(cell: Cell): cell is CommonValue {
  return typeof cell === "string"
    ? !cell.includes("\0")
    : cell === null || typeof cell !== "object";
}

function toCommon(cell: Cell, column: Column): CommonValue {
  if (column.type === "int64" && typeof cell === "number") return BigInt(cell);
  if (column.type === "timestamp" && cell !== null) return checkTime(cell, column);
  return cell as CommonValue;
}

type Value = NonNullable<Cell>;
/** Returns how many bytes of text it has. */
type WriteValue = (value: Value, row: number) => number;

const WRITERS: Readonly<Record<ColumnType, (place: ColumnPlace) => WriteValue>> = {
  int32: ({ values, at }) => createNumberWriter(new Int32Array(values, at, PAGE_ROWS)),
  int64: createLongWriter,
  float64: ({ values, at }) => createNumberWriter(new Float64Array(values, at, PAGE_ROWS)),
  bool: ({ values, at }) => createNumberWriter(new Uint8Array(values, at, PAGE_ROWS)),
  utf8: (place) => createTextWriter(place, addText),
  timestamp: createLongWriter,
  messages: (place) => createTextWriter(place, addMessages),
};

function createNumberWriter(array: Int32Array | Float64Array | Uint8Array): WriteValue {
  return (value, row) => {
    array[row] = Number(value);
    return 0;
  };
}

function createLongWriter({ values, at }: ColumnPlace): WriteValue {
  const array = new BigInt64Array(values, at, PAGE_ROWS);
  return (value, row) => {
    array[row] = BigInt(value as number | bigint);
    return 0;
  };
}

/** Strings that follow one another and are the same stand there once. */
function createTextWriter(
  { values, at, texts }: ColumnPlace,
  add: (texts: ByteBuffer, value: Value) => void,
): WriteValue {
  const starts = new Uint32Array(values, at, PAGE_ROWS);
  const ends = new Uint32Array(values, at + VALUES_BYTES / 2, PAGE_ROWS);
  let last: Value | undefined;
  let [start, end] = [0, 0];
  return (value, row) => {
    if (typeof value !== "string" || value !== last) {
      start = texts.size;
      add(texts, value);
      end = texts.size;
      last = value;
    }
    starts[row] = start;
    ends[row] = end;
    return end - start;
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What a string literal without escapes says stands between its quotes. */
function addText(texts: ByteBuffer, cell: Value): void {
  if (!isJsonCell(cell)) texts.addText(cell as string);
  else if (isPlainLiteral(cell)) texts.add(cell.json.subarray(1, -1));
  else texts.addText(readText(cell));
}

function isPlainLiteral({ json }: JsonCell): boolean {
  return json[0] === QUOTE && json.at(-1) === QUOTE && !json.includes(BACKSLASH);
}

/** As JSON, which DuckDB takes apart. */
function addMessages(texts: ByteBuffer, cell: Value): void {
  if (isJsonCell(cell)) texts.add(cell.json);
  else texts.addText(writeMessages(cell as readonly Message[]));
}

function keep(value: Value): Value {
  return value;
}

// 22 December 290309 BC, and what lies below the infinity: DuckDB, src/include/duckdb/common/types/timestamp.hpp.
const FIRST_TIME = -9_223_372_022_400_000_000n;
const LAST_TIME = 2n ** 63n - 2n;

function checkTime(cell: Value, { name }: Column): bigint {
  const time = cell as bigint;
  if (time >= FIRST_TIME && time <= LAST_TIME) return time;
  throw new TabularError("TABULAR_LOSSY", `DuckDB has no time ${time}, as in ${name}`, {
    next: "leave the row out, or use the writer hyparquet",
  });
}
