/**
 * Sorted, disjoint ranges of code points, two numbers each: the first, and the one after the last.
 */
export type CodePointRanges = Uint32Array;

/** Reads a table of tables.ts: base-36 numbers, by turns the gap since the last run and the length of the next. */
export function decodeRanges(text: string): CodePointRanges {
  let end = 0;
  return Uint32Array.from(text.split(" "), (number) => (end += Number.parseInt(number, 36)));
}
