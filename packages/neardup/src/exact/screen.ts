import type { Ratio } from "../ratio.ts";
import { allocateZeroed, release } from "./heap.ts";
import type { Search } from "./search.ts";

/** How the shingles of all rows are counted first. */
export interface Sampling {
  /** A shingle is counted if its hash has none of these bits set. */
  readonly skip: bigint;
  /** Shingles counted for each counter: more make more rows look as if they might have a partner. */
  readonly load: number;
}

/** A table of 2^bits counters of 2 bits. */
export interface Screen {
  readonly at: number;
  readonly bits: number;
}

const LEAST_BITS = 16;
const MOST_BITS = 32;

/**
 * A row is ruled out when more than 1 - threshold of its shingles are known to be in no other row. At a high threshold
 * every other shingle is enough to see that: counting half of them took a third less time at 0.8 and let as few pass.
 */
export function planSampling({ numerator, denominator }: Ratio): Sampling {
  const needed = 1 - numerator / denominator;
  const share = needed <= 0.25 ? 0.5 : 1;
  // Of the sampled shingles, exp(-load) have a counter of their own.
  const margin = needed + 0.4 * (share - needed);
  return { skip: share === 1 ? 0n : 1n, load: -Math.log(Math.min(margin / share, 0.95)) };
}

/** A table for `samples` shingles, of at most `bytes` bytes. */
export function createScreen(
  { heap }: Search,
  { load }: Sampling,
  { samples, bytes }: { readonly samples: number; readonly bytes: number },
): Screen {
  const wanted = Math.ceil(Math.log2(samples / load + 1));
  const most = Math.min(MOST_BITS, Math.floor(Math.log2(bytes * 4)));
  const bits = Math.min(most, Math.max(LEAST_BITS, wanted));
  return { at: allocateZeroed(heap, 2 ** bits / 4), bits };
}

export function releaseScreen({ heap }: Search, { at }: Screen): void {
  release(heap, at);
}
