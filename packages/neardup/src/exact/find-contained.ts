import { addToListing, type Listing } from "../listing.ts";
import type { ContainedRow } from "../near-result.ts";
import type { Ratio } from "../ratio.ts";
import { sieveByRarity } from "./alive.ts";
import { allocate, release } from "./heap.ts";
import type { Lane } from "./lane.ts";
import { createMatcher, type Found, lookUpTo, matchOthers, releaseMatcher } from "./matcher.ts";
import { NODES_BESIDE_TEXTS_SHARE, NODES_SHARE } from "./memory-plan.ts";
import { type Block, loadNodes, numberByRow, releaseBlock } from "./nodes.ts";
import {
  addToBuffer,
  bufferLimit,
  createPairBuffer,
  type Item,
  type Key,
  type PairBuffer,
  sortBuffer,
  toLater,
} from "./pair-buffer.ts";
import { indexBlock, releaseIndex } from "./prefix-index.ts";
import { countKeysOf, type Rarity, releaseRarity } from "./rarity.ts";
import { readEntries } from "./read-entries.ts";
import type { Search } from "./search.ts";

export interface ContainedPlan {
  /** For each row the first row with the same set of shingles. */
  readonly firstOf: Uint32Array;
  /** For each row the first row of its cluster, in which nothing is looked for. */
  readonly clusterOf: Uint32Array;
  readonly ratio: Ratio;
  readonly listing: Listing<ContainedRow>;
}

/**
 * Lists the contained rows. Only rows of which few enough shingles are in no other row can be contained; all rows are
 * compared with a block of them at a time. Rows of one cluster are not compared, or 25,600 variants of one sentence
 * would be, each with each.
 */
export async function findContained(
  search: Search,
  { firstOf, clusterOf, ratio, listing }: ContainedPlan,
): Promise<void> {
  const nodes = markNodes(search, firstOf);
  const parents = allocate(search.heap, 4 * clusterOf.length);
  search.heap.words.set(clusterOf, parents / 4);
  const rarity = await countKeysOf(search, { wanted: nodes, round: 0 });
  let after: Key = { a: -1, b: -1 };
  let from: number | undefined = 0;
  while (from !== undefined && !listing.truncated) {
    const buffer = createPairBuffer({ limit: bufferLimit(search, listing), after });
    const next = await joinOne(search, { from, nodes, parents, ratio, rarity, buffer });
    for (const item of sortBuffer(buffer)) addToListing(listing, toContained(item));
    after = buffer.last ?? after;
    from = buffer.last === undefined ? next : buffer.last.a;
  }
  releaseRarity(search, rarity);
  release(search.heap, parents);
}

/** For each row whether it is a node with shingles: 1 or 0. */
function markNodes({ rows }: Search, firstOf: Uint32Array): Uint8Array {
  const { firstEmpty } = rows;
  return Uint8Array.from(firstOf, (first, row) => Number(first === row && row !== firstEmpty));
}

function toContained({ a, b, sizeA, sizeB, shared }: Item): ContainedRow {
  return { row: a, container: b, size: sizeA, containerSize: sizeB, shared };
}

interface BlockPlan {
  readonly from: number;
  readonly nodes: Uint8Array;
  /** Address of the rows' clusters. */
  readonly parents: number;
  readonly ratio: Ratio;
  readonly rarity: Rarity;
  readonly buffer: PairBuffer;
}

/** Finds the containers of one block of rows; returns the next block's row. */
async function joinOne(search: Search, plan: BlockPlan): Promise<number | undefined> {
  const { from, nodes, ratio, rarity } = plan;
  const { shelf } = search;
  const { block, left } = await loadNodes(search, {
    wanted: nodes,
    from,
    most: nodes.length,
    bytes: search.budget * (shelf === undefined ? NODES_SHARE : NODES_BESIDE_TEXTS_SHARE),
    ratio,
    sieve: sieveByRarity(search, rarity, ratio),
    onLeft: async () => false,
  });
  await matchAll(search, block, plan);
  releaseBlock(search, block);
  return left;
}

async function matchAll(
  search: Search,
  block: Block,
  { nodes, parents, ratio, rarity, buffer }: BlockPlan,
): Promise<void> {
  const index = await indexBlock(search, block, rarity);
  numberByRow(search, block);
  const matcher = createMatcher(search, search.lanes[0] as Lane, {
    block,
    index,
    parents,
    ratio,
    contains: true,
  });
  const take = (pairs: readonly Found[]): boolean => {
    for (const pair of pairs) addToBuffer(buffer, toLater(pair));
    // Rows that come after the last pair that is kept are another block's, or not listed at all.
    if (buffer.last !== undefined) lookUpTo(search, matcher, buffer.last.a);
    return false;
  };
  for await (const { entries, count } of readEntries(search, { wanted: nodes, from: 0 })) {
    await matchOthers(search, matcher, { entries, count, ordinal: undefined, rarity, take });
    release(search.heap, entries);
  }
  releaseMatcher(search, matcher);
  releaseIndex(search, index);
}
