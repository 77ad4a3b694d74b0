import { hash } from "node:crypto";
import type { RowKinds } from "./number-kinds.ts";
import type { MixRows } from "./mix-rows.ts";

/** What a number is drawn for: draws for different purposes have nothing to do with each other. */
export type DrawPurpose = "quota" | "split" | "shuffle";

export interface DrawContext {
  /** A decimal number. */
  readonly seed: string;
  readonly rows: MixRows;
  readonly kinds: RowKinds;
}

/**
 * A number from 0 to 2 ** 53, exclusive, for each row: the first 53 bits of the SHA-256 of
 * `flock-mix:<purpose>:<seed>:` in ASCII, the 32 bytes of the row's canonical hash, and in four bytes (big-endian) how
 * many equal rows are before it. So what is drawn for a row hangs on nothing but the seed and what the row says: not on
 * the order of rows, nor on which others there are.
 */
export function createDraw(
  { seed, rows, kinds }: DrawContext,
  purpose: DrawPurpose,
): (row: number) => number {
  const prefix = Buffer.from(`flock-mix:${purpose}:${seed}:`);
  const hashAt = prefix.length;
  const copyAt = hashAt + 32;
  const input = Buffer.concat([prefix, Buffer.alloc(36)]);
  return (row) => {
    input.set(rows.canonicalOf(row), hashAt);
    input.writeUInt32BE(kinds.copyOf[row] ?? 0, copyAt);
    const digest = hash("sha256", input, "buffer");
    return digest.readUInt32BE(0) * 2 ** 21 + (digest.readUInt32BE(4) >>> 11);
  };
}

/** Rows by what was drawn for them, the lowest number first; of equal ones the first row. */
export function sortByDraw(rows: Uint32Array, draw: (row: number) => number): Uint32Array {
  const drawn = Float64Array.from(rows, draw);
  const order = Uint32Array.from(rows.keys());
  order.sort((a, b) => (drawn[a] ?? 0) - (drawn[b] ?? 0) || (rows[a] ?? 0) - (rows[b] ?? 0));
  return order.map((place) => rows[place] ?? 0);
}
