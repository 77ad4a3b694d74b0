import type { Cell, Column, JsonCell, Message } from "../schema.ts";

const LEAST_INT64 = -(2n ** 63n);
const MOST_INT64 = 2n ** 63n - 1n;

/**
 * A caller that mixes up columns would otherwise write a file that looks right.
 *
 * @throws TypeError if the cell is not what its column holds
 */
export function checkCell(cell: Cell, column: Column): void {
  if (cell === null ? column.nullable : isOfType(cell, column)) return;
  const shown = typeof cell === "object" ? JSON.stringify(cell)?.slice(0, 80) : String(cell);
  const type = `${column.type}${column.nullable ? " or null" : ""}`;
  throw new TypeError(`a cell of ${column.name} must be ${type}: got ${shown}`);
}

function isOfType(cell: NonNullable<Cell>, { type }: Column): boolean {
  switch (type) {
    case "int32":
      return typeof cell === "number" && (cell | 0) === cell;
    case "int64":
      return typeof cell === "bigint"
        ? cell >= LEAST_INT64 && cell <= MOST_INT64
        : Number.isSafeInteger(cell);
    case "float64":
      return typeof cell === "number";
    case "bool":
      return typeof cell === "boolean";
    case "utf8":
      return typeof cell === "string" || isJsonCell(cell);
    case "timestamp":
      return typeof cell === "bigint" && cell >= LEAST_INT64 && cell <= MOST_INT64;
    case "messages":
      return Array.isArray(cell) || isJsonCell(cell);
  }
}

export function isJsonCell(cell: Cell): cell is JsonCell {
  return typeof cell === "object" && cell !== null && "json" in cell;
}

/** The text of a cell of a `utf8` column. */
export function readText(cell: string | JsonCell): string {
  return typeof cell === "string" ? cell : (JSON.parse(decode(cell)) as string);
}

/** The JSON text of a cell of a `messages` column: that of a `JsonCell` as it is. */
export function readJson(cell: readonly Message[] | JsonCell): string {
  return isJsonCell(cell) ? decode(cell) : writeMessages(cell);
}

/** The messages as JSON, without lone surrogates. */
export function writeMessages(messages: readonly Message[]): string {
  return JSON.stringify(
    messages.map(({ role, content }) => ({ role: tidy(role), content: tidy(content) })),
  );
}

function tidy(text: string | null): string | null {
  return text === null ? null : toWellFormed(text);
}

/** The text with U+FFFD for each lone surrogate, as UTF-8 has it. */
export function toWellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replaceAll(/\p{Surrogate}/gu, "\uFFFD") : text;
}

function decode({ json }: JsonCell): string {
  return Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString("utf8");
}
