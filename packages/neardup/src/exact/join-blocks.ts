import { addToListing, type Listing } from "../listing.ts";
import type { NearPair } from "../near-result.ts";
import { countAlive, listAlive, loadAlive, sieveByRarity } from "./alive.ts";
import { release } from "./heap.ts";
import { matchBlock } from "./match-block.ts";
import { joinBlock } from "./join-block.ts";
import type { Lane } from "./lane.ts";
import { createParents, type Links, readLinks } from "./links.ts";
import {
  createMatcher,
  type Found,
  type Matcher,
  type MatcherPlan,
  matchOthers,
  releaseMatcher,
} from "./matcher.ts";
import { type Block, countOf, type Loaded, numberNodes, releaseBlock } from "./nodes.ts";
import {
  addToBuffer,
  bufferLimit,
  createPairBuffer,
  type Key,
  type PairBuffer,
  sortBuffer,
  toLater,
  toWithin,
} from "./pair-buffer.ts";
import { indexBlock, releaseIndex } from "./prefix-index.ts";
import { countKeysOf, type Rarity, releaseRarity } from "./rarity.ts";
import type { Search } from "./search.ts";

// Each round reads the source twice, each block at least once.
const WORTH_ANOTHER_ROUND = 0.9;

/**
 * Finds the near pairs where not all nodes that may have one fit in memory: a block of nodes at a time, with which the
 * rows after it are compared as the source is read again.
 */
export async function joinBlocks(
  search: Search,
  first: Loaded,
  listing: Listing<NearPair>,
): Promise<Links> {
  const { loaded, rarity } = await narrow(search, first);
  if (loaded.left === undefined) {
    releaseRarity(search, rarity);
    return joinBlock(search, loaded.block, listing);
  }
  await findCopies(search, loaded);
  const rows = listAlive(search);
  search.survivors = rows.length;
  const parents = createParents(search, rows.length);
  let after: Key = { a: -1, b: -1 };
  let from: number | undefined = 0;
  while (from !== undefined) {
    const buffer = createPairBuffer({ limit: bufferLimit(search, listing), after });
    const ordinal = rows.findIndex((row) => row >= (from as number));
    const next = await joinOne(search, { from, ordinal, parents, rarity, buffer, listing });
    for (const item of sortBuffer(buffer)) addToListing(listing, item);
    after = buffer.last ?? after;
    from = buffer.last === undefined || listing.truncated ? next : buffer.last.a;
  }
  releaseRarity(search, rarity);
  const links = readLinks(search, { parents, rows });
  release(search.heap, parents);
  return links;
}

/** Rules out rows by their keys, until the rest fit in memory or hardly any more are ruled out. */
async function narrow(search: Search, first: Loaded): Promise<{ loaded: Loaded; rarity: Rarity }> {
  let loaded = first;
  for (let round = 1; ; round += 1) {
    releaseBlock(search, loaded.block);
    const before = countAlive(search);
    const rarity = await countKeysOf(search, { wanted: search.rows.alive, round });
    loaded = await loadAlive(search, {
      sieve: sieveByRarity(search, rarity, search.options.threshold),
    });
    const isStuck = countAlive(search) > before * WORTH_ANOTHER_ROUND;
    if (loaded.left === undefined || isStuck) return { loaded, rarity };
    releaseRarity(search, rarity);
  }
}

/** Finds the rows with equal sets among those that did not fit; each load compares all rows after it with its nodes. */
async function findCopies(search: Search, first: Loaded): Promise<void> {
  let { block, left } = first;
  releaseBlock(search, block);
  while (left !== undefined) {
    ({ block, left } = await loadAlive(search, { from: left }));
    releaseBlock(search, block);
  }
}

interface BlockPlan {
  readonly from: number;
  /** Of the first node of the block among all that are alive. */
  readonly ordinal: number;
  readonly parents: number;
  readonly rarity: Rarity;
  readonly buffer: PairBuffer;
  readonly listing: Listing<NearPair>;
}

/** Finds the pairs of the nodes of one block with each other and with all rows after them; returns the next block's row. */
async function joinOne(search: Search, plan: BlockPlan): Promise<number | undefined> {
  const { from, buffer, listing, rarity } = plan;
  const isListing = !listing.truncated;
  const take =
    (toItem: typeof toLater) =>
    (pairs: readonly Found[]): boolean => {
      if (isListing) for (const pair of pairs) addToBuffer(buffer, toItem(pair));
      search.pairs += pairs.length;
      return isListing;
    };
  let sealed: Sealed | undefined;
  let ordinal = 0;
  const seal = async (block: Block): Promise<Sealed> => {
    ordinal = plan.ordinal + countOf(search, block);
    const done = await sealBlock(search, block, plan);
    await matchBlock(search, done.plan, take(toWithin));
    return done;
  };
  const { block, left } = await loadAlive(search, {
    from,
    onLeft: async ({ entries, count }, filled) => {
      sealed ??= await seal(filled);
      await matchOthers(search, sealed.matcher, {
        entries,
        count,
        ordinal,
        rarity,
        take: take(toLater),
      });
      ordinal += count;
      return true;
    },
  });
  const { matcher, plan: matching } = sealed ?? (await seal(block));
  releaseMatcher(search, matcher);
  releaseIndex(search, matching.index);
  releaseBlock(search, block);
  return left;
}

interface Sealed {
  readonly plan: MatcherPlan;
  /** For the rows after the block. */
  readonly matcher: Matcher;
}

async function sealBlock(
  search: Search,
  block: Block,
  { ordinal, rarity, parents }: BlockPlan,
): Promise<Sealed> {
  numberNodes(search, block, ordinal);
  const index = await indexBlock(search, block, rarity);
  const ratio = search.options.threshold;
  const plan = { block, index, parents, ratio, contains: false };
  return { plan, matcher: createMatcher(search, search.lanes[0] as Lane, plan) };
}
