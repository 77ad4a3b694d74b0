import { formatTimestamp } from "../cells/format-timestamp.ts";
import { readJson, readText } from "../cells/read-cell.ts";
import type { Cell, ColumnType, JsonCell, Message, TableRow, TableSchema } from "../schema.ts";
import { checkCell } from "../cells/check-cell.ts";

export interface CellFormatter {
  /** The row as csv-stringify takes it. */
  readonly formatRow: (row: TableRow) => (string | number | bigint | null)[];
  /** Cells so far that are too long for Excel. */
  countLong(): number;
}

// Excel specifications and limits, Microsoft: in units of UTF-16.
const MOST_EXCEL_CELL = 32_767;

export function createCellFormatter({ columns }: TableSchema): CellFormatter {
  let rows = 0;
  let long = 0;
  return {
    formatRow(row) {
      const cells = columns.map((column, place) => {
        const cell = row[place] ?? null;
        checkCell(cell, { column, row: rows });
        if (cell === null) return null;
        const value = FORMATS[column.type](cell);
        if (typeof value === "string" && value.length > MOST_EXCEL_CELL) long += 1;
        return value;
      });
      rows += 1;
      return cells;
    },
    countLong: () => long,
  };
}

const FORMATS: Readonly<Record<ColumnType, (cell: NonNullable<Cell>) => string | number | bigint>> =
  {
    int32: (cell) => cell as number,
    int64: (cell) => cell as number | bigint,
    float64: (cell) => cell as number,
    bool: String,
    utf8: (cell) => makeInert(readText(cell as string | JsonCell)),
    timestamp: (cell) => formatTimestamp(cell as bigint),
    messages: (cell) => readJson(cell as readonly Message[] | JsonCell),
  };

/**
 * What a spreadsheet may take for a formula: csv-stringify knows the signs of OWASP's list (CSV Injection) and their
 * full-width forms at the very beginning. Spreadsheets also drop line breaks, spaces and invisible characters there.
 */
const HIDDEN_FORMULA = /^[\p{Cc}\p{Cf}\p{Z}]+[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** csv-stringify puts an apostrophe before formulas; one that was there before gets a second, so that taking one away is right for both. */
function makeInert(text: string): string {
  return text.startsWith("'") || HIDDEN_FORMULA.test(text) ? `'${text}` : text;
}
