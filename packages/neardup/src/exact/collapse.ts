import { allocateZeroed, release } from "./heap.ts";
import { markCopy } from "./rows.ts";
import { roomFor, type Search } from "./search.ts";

/** The texts seen, by a 128-bit hash of their bytes. */
export interface Collapse {
  readonly seed: bigint;
  at: number;
  bits: number;
  texts: number;
}

const SLOT_BYTES = 24;
const FIRST_BITS = 12;
const FULL = 0.6;

/** The hash is keyed by chance, so that nobody can make up two texts beforehand that it takes for one. */
export function createCollapse({ heap }: Search): Collapse {
  const at = allocateZeroed(heap, SLOT_BYTES * 2 ** FIRST_BITS);
  return { seed: chance(), at, bits: FIRST_BITS, texts: 0 };
}

// Whoever writes the texts never sees what comes of it: no need to load node:crypto, which takes 3 ms.
function chance(): bigint {
  const [high, low] = [Math.random(), Math.random()].map((share) =>
    BigInt(Math.floor(share * 2 ** 32)),
  );
  return ((high ?? 0n) << 32n) | (low ?? 0n);
}

/** Takes out the entries of texts seen before, and notes their rows as copies; returns how many are left. */
export function collapseEntries(
  search: Search,
  collapse: Collapse,
  { entries, count }: { readonly entries: number; readonly count: number },
): number {
  makeRoom(search, collapse, count);
  const { heap, kernel, rows } = search;
  const copies = roomFor(search, "copies", 8 * count + 16);
  const { at, bits, seed } = collapse;
  const left = kernel.collapseTexts(entries, count, at, bits, copies, seed);
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
