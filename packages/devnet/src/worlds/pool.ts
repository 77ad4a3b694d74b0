import { createChatRow, type RowSize } from "./chat-row.ts";
import type { Random } from "./random.ts";

/** An evaluation pool: every row once, held as one run of bytes. */
export interface Pool {
  /** The whole file, each line ended by `\n`. */
  readonly bytes: Uint8Array;
  /** The lines without their ends, as views of `bytes`. */
  readonly rows: readonly Uint8Array[];
}

export interface PoolOptions extends RowSize {
  readonly rows: number;
}

/** Writes `rows` different rows of chat text. */
export function createPool(random: Random, { rows: count, ...size }: PoolOptions): Pool {
  const lines = new Set<string>();
  while (lines.size < count) lines.add(JSON.stringify(createChatRow(random, size)));
  const bytes = Buffer.from(`${[...lines].join("\n")}\n`);
  const rows: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    rows.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { bytes, rows };
}
