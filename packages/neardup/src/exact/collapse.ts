import { allocateZeroed, release } from "./heap.ts";
import { markCopy } from "./rows.ts";
import type { Entries } from "./read-entries.ts";
import { roomFor, type Search } from "./search.ts";

/** The texts seen, by a 128-bit hash of their bytes. */
export interface Collapse {
  at: number;
  bits: number;
  texts: number;
}

const SLOT_BYTES = 24;
const FIRST_BITS = 12;
const FULL = 0.6;

/** An empty table. */
export function createCollapse({ heap }: Search): Collapse {
  const at = allocateZeroed(heap, SLOT_BYTES * 2 ** FIRST_BITS);
  return { at, bits: FIRST_BITS, texts: 0 };
}

/**
 * Takes out the entries of texts seen before, which are those of all rows from `firstRow` on, and notes their rows as copies.
 *
 * @returns how many are left
 */
export function collapseEntries(
  search: Search,
  collapse: Collapse,
  { entries, count, firstRow }: Entries & { readonly firstRow: number },
): number {
  makeRoom(search, collapse, count);
  const { heap, kernel, rows } = search;
  const copies = roomFor(search, "copies", 8 * count);
  const prints = roomFor(search, "prints", 4 * count + 16);
  const { at, bits } = collapse;
  const left = kernel.collapseTexts(entries, count, at, bits, search.seed, copies, prints);
  rows.prints.set(heap.words.subarray(prints / 4, prints / 4 + count), firstRow);
  collapse.texts += left;
  for (let word = copies / 4; word < copies / 4 + 2 * (count - left); word += 2) {
    markCopy(rows, heap.words[word] as number, heap.words[word + 1] as number);
  }
  return left;
}

function makeRoom({ heap, kernel }: Search, collapse: Collapse, count: number): void {
  const { at, bits } = collapse;
  let wanted = bits;
  while (collapse.texts + count > FULL * 2 ** wanted) wanted += 1;
  if (wanted === bits) return;
  collapse.at = allocateZeroed(heap, SLOT_BYTES * 2 ** wanted);
  collapse.bits = wanted;
  kernel.growTexts(at, bits, collapse.at, wanted);
  release(heap, at);
}
