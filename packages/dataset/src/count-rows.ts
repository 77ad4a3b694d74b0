import { RowCounter } from "./row-counter.ts";

/** The rows of a whole JSONL file, by the rule of {@link RowCounter}. */
export function countRows(bytes: Uint8Array): number {
  const counter = new RowCounter();
  counter.push(bytes);
  return counter.finish();
}
