import { isUtf8 } from "node:buffer";
import type { Cell, Column, ColumnType, JsonCell } from "../schema.ts";

export interface CellPlace {
  readonly column: Column;
  /** The row's number, from 0. */
  readonly row: number;
}

const IS_GOOD: Readonly<Record<ColumnType, (cell: NonNullable<Cell>) => boolean>> = {
  int32: (cell) => typeof cell === "number" && (cell | 0) === cell,
  int64: (cell) => Number.isSafeInteger(cell) || isInt64(cell),
  float64: (cell) => typeof cell === "number",
  bool: (cell) => typeof cell === "boolean",
  utf8: (cell) => (isJsonCell(cell) ? isUtf8(cell.json) : isText(cell)),
  timestamp: isInt64,
  messages: (cell) =>
    isJsonCell(cell) ? isUtf8(cell.json) : Array.isArray(cell) && cell.every(isMessage),
};

/**
 * A caller that mixes up columns would otherwise write a file that looks right. Of JSON text nothing is looked at but that it is
 * UTF-8: DuckDB makes NULL of anything else, and JavaScript U+FFFD.
 *
 * @throws TypeError if the cell is not what its column holds
 */
export function checkCell(cell: Cell, { column, row }: CellPlace): void {
  const { name, type, nullable } = column;
  if (cell === null ? nullable : IS_GOOD[type](cell)) return;
  const shown =
    typeof cell === "object" && cell !== null ? "an object" : `${typeof cell} ${String(cell)}`;
  const got = cell === null ? "null" : shown.slice(0, 100);
  throw new TypeError(`the cell ${name} of row ${row} must be ${type}: got ${got}`);
}

export function isJsonCell(cell: unknown): cell is JsonCell {
  return typeof cell === "object" && cell !== null && "json" in cell;
}

function isInt64(cell: unknown): boolean {
  return typeof cell === "bigint" && BigInt.asIntN(64, cell) === cell;
}

/** UTF-8 has no place for a surrogate that stands alone. */
function isText(value: unknown): boolean {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}

function isMessage(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { role, content } = value as Record<string, unknown>;
  return [role, content].every((text) => text === null || isText(text));
}
