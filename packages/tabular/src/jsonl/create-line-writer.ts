import type { ByteBuffer } from "../byte-buffer.ts";
import { formatTimestamp } from "../cells/format-timestamp.ts";
import { writeMessages } from "../cells/read-cell.ts";
import { toOneLine } from "../cells/to-one-line.ts";
import { TabularError } from "../errors.ts";
import type { Cell, Column, ColumnType, Message, TableRow, TableSchema } from "../schema.ts";
import { checkCell, isJsonCell } from "../cells/check-cell.ts";

/** What appends a row as a line to `bytes`. */
export function createLineWriter(
  { columns }: TableSchema,
  bytes: ByteBuffer,
): (row: TableRow) => void {
  const members = columns.map((column, place) => {
    return { column, start: `${place === 0 ? "{" : ","}${JSON.stringify(column.name)}:` };
  });
  let rows = 0;
  return (row) => {
    let text = columns.length === 0 ? "{" : "";
    for (const [place, { column, start }] of members.entries()) {
      const cell = row[place] ?? null;
      checkCell(cell, { column, row: rows });
      text += start;
      if (isJsonCell(cell)) {
        bytes.addText(text);
        bytes.add(toOneLine(cell.json));
        text = "";
      } else text += cell === null ? "null" : formatCell(cell, column);
    }
    bytes.addText(`${text}}\n`);
    rows += 1;
  };
}

const FORMATS: Readonly<Record<ColumnType, (cell: NonNullable<Cell>, column: Column) => string>> = {
  int32: String,
  int64: String,
  float64: (cell, { name }) => formatFloat(cell as number, name),
  bool: String,
  utf8: (cell) => JSON.stringify(cell),
  timestamp: (cell) => `"${formatTimestamp(cell as bigint)}"`,
  messages: (cell) => writeMessages(cell as readonly Message[]),
};

function formatCell(cell: NonNullable<Cell>, column: Column): string {
  return FORMATS[column.type](cell, column);
}

function formatFloat(value: number, name: string): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  throw new TabularError("TABULAR_LOSSY", `JSON has no number for the ${value} in ${name}`, {
    next: "leave the row out, or write Parquet, Arrow or CSV",
  });
}
