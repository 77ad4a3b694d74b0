import type { ByteBuffer } from "../byte-buffer.ts";
import { checkCell, isJsonCell } from "../cells/check-cell.ts";
import { writeMessages } from "../cells/read-cell.ts";
import { toOneLine } from "../cells/to-one-line.ts";
import { TabularError } from "../errors.ts";
import type { Cell, Column, ColumnType, Message, TableRow, TableSchema } from "../schema.ts";

export interface RowLines {
  /**
   * Appends a line of JSON for DuckDB: an object whose names are the places of the columns; nulls are left out. Text may
   * wait for the next row, or for `flush`.
   *
   * @throws TypeError for a cell that is not what its column holds; TabularError TABULAR_LOSSY
   */
  add(row: TableRow): void;
  flush(): void;
  /** Lines so far. */
  readonly rows: number;
  /** No line so far has more bytes. */
  readonly longest: number;
}

// Of UTF-8, for a unit of UTF-16.
const MOST_UNIT_BYTES = 3;

/**
 * JSON text of cells is copied without a look. Rows of one file begin with the same cells, which tell where they come
 * from: text that a row has in common with the one before is not made anew.
 */
export function createRowLines({ columns }: TableSchema, bytes: ByteBuffer): RowLines {
  const members = columns.map((column, place) => ({
    column,
    // The first is always there, so that every other has a comma in front.
    start: `${place === 0 ? "{" : ","}"${place}":`,
  }));
  // The row before, up to its first object: its cells, and the text in front of each and behind the last.
  const cells: Cell[] = [];
  const texts = [""];
  let pending = "";
  let rows = 0;
  let longest = 0;

  const countCommon = (row: TableRow): number => {
    let count = 0;
    while (count < cells.length && row[count] === cells[count]) count += 1;
    cells.length = count;
    return count;
  };
  const flush = (): void => {
    bytes.addText(pending);
    pending = "";
  };
  const addLine = (row: TableRow): number => {
    let place = countCommon(row);
    let text = texts[place] as string;
    let isBeginning = true;
    let length = 0;
    for (; place < members.length; place += 1) {
      const cell = row[place] ?? null;
      const { column, start } = members[place] as (typeof members)[number];
      checkCell(cell, { column, row: rows });
      if (isJsonCell(cell)) {
        pending += text + start;
        flush();
        bytes.add(toOneLine(cell.json));
        length += MOST_UNIT_BYTES * (text.length + start.length) + cell.json.length;
        text = "";
      } else if (cell !== null) text += start + TO_JSON[column.type](cell, column);
      else if (place === 0) text = `${start}null`;
      isBeginning &&= cell === null || typeof cell !== "object";
      if (isBeginning) texts[cells.push(cell)] = text;
    }
    pending += `${text}}\n`;
    return length + MOST_UNIT_BYTES * (text.length + 2);
  };

  return {
    add(row) {
      longest = Math.max(longest, addLine(row));
      rows += 1;
    },
    flush,
    get rows() {
      return rows;
    },
    get longest() {
      return longest;
    },
  };
}

const TO_JSON: Readonly<Record<ColumnType, (cell: NonNullable<Cell>, column: Column) => string>> = {
  int32: String,
  int64: String,
  float64: (cell) => formatFloat(cell as number),
  bool: String,
  utf8: (cell) => formatText(cell as string),
  timestamp: (cell, column) => formatTime(cell as bigint, column),
  messages: (cell) => writeMessages(cell as readonly Message[]),
};

const MOST_PLAIN = 256;

/** Hashes and names have nothing to escape: a third of the time of JSON.stringify. */
function formatText(text: string): string {
  const isPlain = text.length <= MOST_PLAIN && /^[\w\-/.:+]*$/.test(text);
  return isPlain ? `"${text}"` : JSON.stringify(text);
}

/** With an exponent, so that it is never taken for an integer. */
function formatFloat(value: number): string {
  return Number.isFinite(value) ? value.toExponential() : `"${value}"`;
}

// 22 December 290309 BC, and what lies below the infinity: DuckDB, src/include/duckdb/common/types/timestamp.hpp.
const FIRST_TIME = -9_223_372_022_400_000_000n;
const LAST_TIME = 2n ** 63n - 2n;

function formatTime(time: bigint, { name }: Column): string {
  if (time >= FIRST_TIME && time <= LAST_TIME) return String(time);
  throw new TabularError("TABULAR_LOSSY", `DuckDB has no time ${time}, as in ${name}`, {
    next: "leave the row out, or use the writer hyparquet",
  });
}
