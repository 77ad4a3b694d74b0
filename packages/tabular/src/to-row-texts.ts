import { ROW, type RowBlock } from "./row-block-builder.ts";
import type { RowTexts } from "./row-texts.ts";

/** The texts of a block whose first row has the number `firstRow`, without the rows that have none. */
export function toRowTexts({ states, bytes, offsets }: RowBlock, firstRow: number): RowTexts {
  const rows = new Uint32Array(states.length);
  const starts = new Uint32Array(states.length + 1);
  let texts = 0;
  for (let row = 0; row < states.length; row += 1) {
    if (!hasText(states[row])) continue;
    rows[texts] = firstRow + row;
    texts += 1;
    // What has no text takes no bytes either, so the next begins where this one ends.
    starts[texts] = offsets[row + 1] ?? 0;
  }
  return { bytes, offsets: starts.subarray(0, texts + 1), rows: rows.subarray(0, texts) };
}

function hasText(state: number | undefined): boolean {
  return state === ROW.text || state === ROW.noParts;
}
