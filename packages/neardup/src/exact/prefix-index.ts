import { allocate, allocateZeroed, release } from "./heap.ts";
import { type Block, countOf, overNodes } from "./nodes.ts";
import type { Rarity } from "./rarity.ts";
import { roomFor, type Search } from "./search.ts";
import { PREFIX_INDEX, STORE, writeStruct } from "./structs.ts";

/** The rarest keys of a block's nodes, to find the nodes by. */
export interface PrefixIndex {
  /** Address of the kernel's PrefixIndex. */
  readonly at: number;
  readonly starts: number;
  readonly postings: number;
  readonly buckets: number;
}

const POSTING_BYTES = 12;
const LEAST_BITS = 4;

/**
 * Orders the keys of a block's nodes by rarity and indexes those of the prefixes. Nodes that can have no partner are
 * taken out of the block.
 */
export async function indexBlock(
  search: Search,
  block: Block,
  rarity: Rarity,
): Promise<PrefixIndex> {
  const { heap, kernel, rows } = search;
  const scratch = roomFor(search, "scratch", 1024 + 16 * rows.mostShingles);
  let kept = 0;
  await overNodes(search, block, (from, to) => {
    kept = kernel.orderNodes(block.at, from, to, kept, rarity.at, scratch);
  });
  writeStruct(heap, { at: block.at, fields: STORE }, { count: kept });
  const count = kernel.countPostings(block.at);
  const bits = Math.max(LEAST_BITS, Math.ceil(Math.log2(count + 1)));
  const at = allocate(heap, PREFIX_INDEX.length * 4);
  const starts = allocateZeroed(heap, 4 * (2 ** bits + 2));
  const postings = allocate(heap, POSTING_BYTES * count);
  writeStruct(heap, { at, fields: PREFIX_INDEX }, { starts, postings, bits });
  await overNodes(search, block, (from, to) => kernel.sizeBuckets(at, block.at, from, to));
  kernel.sumBuckets(at);
  const nodes = countOf(search, block);
  await overNodes(search, block, (from, to) => {
    kernel.fillBuckets(at, block.at, nodes - to, nodes - from);
  });
  return { at, starts, postings, buckets: 2 ** bits };
}

export function releaseIndex({ heap }: Search, index: PrefixIndex): void {
  release(heap, index.postings);
  release(heap, index.starts);
  release(heap, index.at);
}
