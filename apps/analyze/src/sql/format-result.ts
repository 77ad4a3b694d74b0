import {
  formatCount,
  formatTable,
  type Paint,
  safe,
  type SafeText,
  sanitise,
  type TableCell,
} from "@flock-tools/cli";
import type { QueryColumn, TableRow } from "@flock-tools/tabular";
import { shortenText } from "../shorten-text.ts";
import { toText } from "./cell-text.ts";

export interface FormatResultOptions {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly TableRow[];
  /** Rows that are shown. */
  readonly most: number;
  readonly paint: Paint;
  /** Cells of the terminal; undefined if there is none. */
  readonly width: number | undefined;
}

/** Characters of a cell that are shown. */
const MOST_CHARACTERS = 60;
const LEAST_WIDTH = 8;

/** A result as a table, cells on one line each and cut; what is left out is said. */
export function formatResult({
  columns,
  rows,
  most,
  paint,
  width,
}: FormatResultOptions): SafeText[] {
  let isCut = false;
  const toCell = (cell: TableRow[number], { type }: QueryColumn): TableCell => {
    if (cell === null) return { text: "NULL", style: paint.dim };
    const whole = toText(cell, type);
    const text = shortenText(whole, MOST_CHARACTERS);
    isCut ||= text !== whole;
    return text;
  };
  const shown = rows.slice(0, most);
  const cells = shown.map((row) =>
    columns.map((column, place) => toCell(row[place] ?? null, column)),
  );
  const lines = formatTable({
    columns: columns.map(({ name, type }) => ({
      // Others may have named it: DuckDB takes any text in quotes.
      header: sanitise(shortenText(name, MOST_CHARACTERS)),
      align: /^(?:int|float)/.test(type) ? "right" : "left",
      minWidth: LEAST_WIDTH,
    })),
    rows: cells,
    width,
    paint,
  });
  const count =
    rows.length > most
      ? safe`the first ${formatCount(most)} rows; --format csv or json has all`
      : safe`${formatCount(rows.length)} ${rows.length === 1 ? "row" : "rows"}`;
  const note = isCut
    ? [safe`cells are cut at ${MOST_CHARACTERS} characters; --format csv or json has them whole`]
    : [];
  return [...lines, paint.dim(count), ...note.map((line) => paint.dim(line))];
}
