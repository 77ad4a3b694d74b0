import { NeardupError } from "../errors.ts";

/** What is known of each row of the source. */
export interface Rows {
  count: number;
  /** For each row the first row found to have the same set of shingles so far. */
  firstOf: Uint32Array;
  /** For each row whether it is a node that may be in a pair yet: 1 or 0. */
  alive: Uint8Array;
  /** For each row a part of its text's hash, to see that the source has not changed. */
  prints: Uint32Array;
  /** The first row without a token. */
  firstEmpty: number | undefined;
  textBytes: number;
  /** Bytes of the longest text. */
  longest: number;
  /** The most shingles of a text, repeated ones included. */
  mostShingles: number;
  /** Shingles of all different texts, repeated ones included. */
  shingles: number;
}

// 2^32 - 1 is kept for "none", and the kernel stores a row + 1.
const MAX_ROWS = 2 ** 32 - 2;

export function createRows(): Rows {
  return {
    count: 0,
    firstOf: new Uint32Array(1024),
    alive: new Uint8Array(1024),
    prints: new Uint32Array(1024),
    firstEmpty: undefined,
    textBytes: 0,
    longest: 0,
    mostShingles: 0,
    shingles: 0,
  };
}

/**
 * Adds `count` rows, each alive and a node of its own; returns the first one's number.
 *
 * @throws {NeardupError} if there are more rows than numbers
 */
export function addRows(rows: Rows, count: number): number {
  const first = rows.count;
  const end = first + count;
  if (end > MAX_ROWS) {
    throw new NeardupError("NEARDUP_TOO_MANY_ROWS", `the rows are more than ${MAX_ROWS}`);
  }
  if (end > rows.firstOf.length) {
    const capacity = Math.min(MAX_ROWS, Math.max(end, Math.ceil(rows.firstOf.length * 1.5)));
    rows.firstOf = enlarge(rows.firstOf, new Uint32Array(capacity));
    rows.prints = enlarge(rows.prints, new Uint32Array(capacity));
    rows.alive = enlarge(rows.alive, new Uint8Array(capacity));
  }
  for (let row = first; row < end; row += 1) rows.firstOf[row] = row;
  rows.alive.fill(1, first, end);
  rows.count = end;
  return first;
}

function enlarge<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Notes that a row has the same set of shingles as an earlier one. */
export function markCopy(rows: Rows, row: number, first: number): void {
  rows.firstOf[row] = first;
  rows.alive[row] = 0;
}

/** Notes that a row has no token. */
export function markEmpty(rows: Rows, row: number): void {
  rows.firstEmpty ??= row;
  markCopy(rows, row, rows.firstEmpty);
}

/**
 * For each row the first row with the same set, now that all are known: a copy of a text may have been noted before its
 * text was found to be a copy of another set.
 */
export function settleFirsts({ firstOf, count }: Rows): Uint32Array {
  const settled = firstOf.slice(0, count);
  for (let row = 0; row < count; row += 1) {
    settled[row] = settled[settled[row] as number] as number;
  }
  return settled;
}
