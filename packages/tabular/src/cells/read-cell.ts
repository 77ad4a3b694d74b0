import type { JsonCell, Message } from "../schema.ts";
import { isJsonCell } from "./check-cell.ts";

/** The text of a cell of a `utf8` column. */
export function readText(cell: string | JsonCell): string {
  return isJsonCell(cell) ? (JSON.parse(decode(cell)) as string) : cell;
}

/** The messages of a cell of a `messages` column. */
export function readMessages(cell: readonly Message[] | JsonCell): readonly Message[] {
  return isJsonCell(cell) ? (JSON.parse(decode(cell)) as readonly Message[]) : cell;
}

/** The JSON text of a cell of a `messages` column: that of a `JsonCell` as it is. */
export function readJson(cell: readonly Message[] | JsonCell): string {
  return isJsonCell(cell) ? decode(cell) : writeMessages(cell);
}

/** The messages as JSON, with nothing else that their objects may have. */
export function writeMessages(messages: readonly Message[]): string {
  return JSON.stringify(messages, ["role", "content"]);
}

function decode({ json }: JsonCell): string {
  return Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString("utf8");
}
