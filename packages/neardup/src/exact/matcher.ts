import type { Ratio } from "../ratio.ts";
import { allocate, allocateZeroed, release } from "./heap.ts";
import { type Block, countOf } from "./nodes.ts";
import type { PrefixIndex } from "./prefix-index.ts";
import type { Rarity } from "./rarity.ts";
import type { Entries } from "./read-entries.ts";
import { keepPace, regionsFor, roomFor, type Search } from "./search.ts";
import { MATCHER, PAIR_BYTES, QUERY_BYTES, readStruct, writeStruct } from "./structs.ts";

/** Looks for the partners of rows among the nodes of one block. */
export interface Matcher {
  /** Address of the kernel's Matcher. */
  readonly at: number;
  readonly block: Block;
  readonly query: number;
  readonly uniform: number;
  readonly buckets: number;
  readonly spans: readonly number[];
  readonly pairs: number;
}

export interface MatcherPlan {
  readonly block: Block;
  readonly index: PrefixIndex;
  /** Clusters by ordinal: address of u32[]. */
  readonly parents: number;
  readonly ratio: Ratio;
  /** For contained rows: the ratio of near pairs, which are none. */
  readonly near: Ratio | undefined;
}

/** A pair that the kernel found: the node of the block, and the row whose partners were looked for. */
export interface Found {
  readonly found: number;
  readonly foundSize: number;
  readonly row: number;
  readonly size: number;
  readonly shared: number;
}

// About 1 ms: a function of the kernel gets fast when it is called again, not while it runs.
const BUDGET = 500_000;
const LEAST_PAIRS = 4096;

export function createMatcher(search: Search, plan: MatcherPlan): Matcher {
  const { heap, rows } = search;
  const { block, index, ratio, near } = plan;
  const nodes = countOf(search, block);
  const pairLimit = nodes + LEAST_PAIRS;
  const at = allocateZeroed(heap, MATCHER.length * 4);
  const query = allocate(heap, QUERY_BYTES);
  const stamps = allocateZeroed(heap, 4 * nodes);
  const uniform = allocateZeroed(heap, index.buckets);
  const candidates = allocate(heap, 4 * nodes);
  const pairs = allocate(heap, PAIR_BYTES * pairLimit);
  const keySet = roomFor(search, "keySet", 64 + 16 * rows.mostShingles);
  const scratch = roomFor(search, "scratch", 1024 + 16 * rows.mostShingles);
  writeStruct(
    heap,
    { at, fields: MATCHER },
    {
      block: block.at,
      index: index.at,
      parents: plan.parents,
      numerator: ratio.numerator,
      denominator: ratio.denominator,
      nearNumerator: near?.numerator ?? 0,
      nearDenominator: near?.denominator ?? 1,
      ...regionsFor(search),
      keySet,
      scratch,
      stamps,
      uniform,
      candidates,
      pairs,
      pairLimit,
    },
  );
  const spans = [at, query, stamps, uniform, candidates, pairs];
  return { at, block, query, uniform, buckets: index.buckets, spans, pairs };
}

export function releaseMatcher({ heap }: Search, { spans }: Matcher): void {
  for (const span of spans) release(heap, span);
}

/** Takes pairs, and says whether all that follow are to be found too, or only those that join clusters. */
export type Take = (pairs: readonly Found[]) => boolean;

/** Finds the pairs among the nodes of the block, in ascending order. */
export async function matchBlock(search: Search, matcher: Matcher, take: Take): Promise<void> {
  const { heap, kernel } = search;
  const count = countOf(search, matcher.block);
  let next = 0;
  let listing = take([]);
  writeStruct(heap, { at: matcher.at, fields: MATCHER }, { next: 0, after: 0 });
  while (next < count) {
    writeStruct(
      heap,
      { at: matcher.at, fields: MATCHER },
      {
        budget: BUDGET,
        pairCount: 0,
        listing: Number(listing),
      },
    );
    kernel.matchNodes(matcher.at, count, matcher.query);
    listing = take(readPairs(search, matcher));
    next = readStruct(heap, { at: matcher.at, fields: MATCHER }, "next");
    await keepPace(search, next);
  }
  // A bucket was marked for the nodes that were still to come, and others will ask for all of them.
  heap.bytes.fill(0, matcher.uniform, matcher.uniform + matcher.buckets);
}

/** Rows that are not in the block, and what their keys are ordered by. */
export interface Others extends Entries {
  /** The first one's number among all nodes. */
  readonly ordinal: number;
  readonly rarity: Rarity;
  /** As for matchBlock. */
  readonly take: Take;
}

/** Finds the pairs of rows that are not in the block with its nodes; see matchBlock. */
export async function matchOthers(
  search: Search,
  matcher: Matcher,
  { entries, count, ordinal, rarity, take }: Others,
): Promise<void> {
  const { heap, kernel } = search;
  const ordinals = roomFor(search, "ordinals", 4 * count);
  for (let i = 0; i < count; i += 1) heap.words[ordinals / 4 + i] = ordinal + i;
  let next = 0;
  let listing = take([]);
  writeStruct(heap, { at: matcher.at, fields: MATCHER }, { next: 0, after: 0 });
  while (next < count) {
    writeStruct(
      heap,
      { at: matcher.at, fields: MATCHER },
      {
        budget: BUDGET,
        pairCount: 0,
        listing: Number(listing),
      },
    );
    kernel.matchEntries(matcher.at, entries, count, ordinals, rarity.at, matcher.query);
    listing = take(readPairs(search, matcher));
    next = readStruct(heap, { at: matcher.at, fields: MATCHER }, "next");
    await keepPace(search, search.rows.count);
  }
}

function readPairs(search: Search, matcher: Matcher): readonly Found[] {
  const { words } = search.heap;
  const field = (name: (typeof MATCHER)[number]): number =>
    readStruct(search.heap, { at: matcher.at, fields: MATCHER }, name);
  search.candidates += field("looked");
  search.verified += field("verified");
  writeStruct(search.heap, { at: matcher.at, fields: MATCHER }, { looked: 0, verified: 0 });
  const from = matcher.pairs / 4;
  return Array.from({ length: field("pairCount") }, (_, i) => {
    const word = from + i * (PAIR_BYTES / 4);
    return {
      found: words[word] as number,
      foundSize: words[word + 1] as number,
      row: words[word + 2] as number,
      size: words[word + 3] as number,
      shared: words[word + 4] as number,
    };
  });
}
