import type { Ratio } from "../ratio.ts";
import { allocate, allocateZeroed, release } from "./heap.ts";
import type { Call, Lane } from "./lane.ts";
import { laneRoom, regionsFor } from "./lane-rooms.ts";
import { type Block, countOf, countUpTo } from "./nodes.ts";
import type { PrefixIndex } from "./prefix-index.ts";
import type { Rarity } from "./rarity.ts";
import type { Entries } from "./read-entries.ts";
import { keepPace, roomFor, type Search } from "./search.ts";
import {
  ENTRY,
  ENTRY_BYTES,
  MATCHER,
  PAIR_BYTES,
  QUERY_BYTES,
  readStruct,
  writeStruct,
} from "./structs.ts";

/** Looks for the partners of rows among the nodes of one block, on one lane. */
export interface Matcher {
  readonly lane: Lane;
  /** Address of the kernel's Matcher. */
  readonly at: number;
  readonly block: Block;
  readonly query: number;
  readonly uniform: number;
  readonly buckets: number;
  readonly spans: readonly number[];
  readonly pairs: number;
  readonly parents: number;
}

export interface MatcherPlan {
  readonly block: Block;
  readonly index: PrefixIndex;
  /** Clusters by ordinal: address of u32[]. */
  readonly parents: number;
  readonly ratio: Ratio;
  /** Whether nodes are searched for that are contained in a row of another cluster, and not near pairs. */
  readonly contains: boolean;
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
const OWN_BUDGET = 500_000;
// About 10 ms: a helper waits for its next call until the search's own thread rests.
const HELPER_BUDGET = 5_000_000;
const LEAST_PAIRS = 4096;

/** A matcher for one lane. */
export function createMatcher(search: Search, lane: Lane, plan: MatcherPlan): Matcher {
  const { heap, rows } = search;
  const { block, index, ratio } = plan;
  const nodes = countOf(search, block);
  const pairLimit = nodes + LEAST_PAIRS;
  const at = allocateZeroed(heap, MATCHER.length * 4);
  const query = allocate(heap, QUERY_BYTES);
  const stamps = allocateZeroed(heap, 4 * nodes);
  const uniform = allocateZeroed(heap, index.buckets);
  const candidates = allocate(heap, 4 * nodes);
  const pairs = allocate(heap, PAIR_BYTES * pairLimit);
  const values = {
    block: block.at,
    index: index.at,
    parents: plan.parents,
    numerator: ratio.numerator,
    denominator: ratio.denominator,
    contains: Number(plan.contains),
    ...regionsFor(search, lane),
    keySet: laneRoom(search, lane, { name: "keySet", length: 64 + 16 * rows.mostShingles }),
    scratch: laneRoom(search, lane, { name: "scratch", length: 1024 + 16 * rows.mostShingles }),
    stamps,
    uniform,
    candidates,
    pairs,
    pairLimit,
    joins: Number(lane.id === 0 && !plan.contains),
    below: nodes,
  };
  writeStruct(heap, { at, fields: MATCHER }, values);
  const spans = [at, query, stamps, uniform, candidates, pairs];
  const { parents } = plan;
  return { lane, at, block, query, uniform, buckets: index.buckets, spans, pairs, parents };
}

export function releaseMatcher({ heap }: Search, { spans }: Matcher): void {
  for (const span of spans) release(heap, span);
}

/** From now on only nodes of rows up to `row` are looked for. */
export function lookUpTo(search: Search, { at, block }: Matcher, row: number): void {
  const { heap } = search;
  const below = readStruct(heap, { at, fields: MATCHER }, "below");
  const next = countUpTo(search, { block, count: below, row });
  if (next < below) writeStruct(heap, { at, fields: MATCHER }, { below: next });
}

/** Takes pairs, and says whether all that follow are to be found too, or only those that join clusters. */
type Take = (pairs: readonly Found[]) => boolean | Promise<boolean>;

/** What to call the kernel with, again and again until it has come to the end. */
export interface Turns {
  readonly call: Call;
  /** After the matcher. */
  readonly args: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly take: Take;
}

/** Has the kernel look for the partners of what is from `from` up to `to`. */
export async function runTurns(
  search: Search,
  matcher: Matcher,
  { call, args, from, to, take }: Turns,
): Promise<void> {
  const { heap, kernel } = search;
  const { lane, at } = matcher;
  const struct = { at, fields: MATCHER };
  const budget = search.turnBudget ?? (lane.id === 0 ? OWN_BUDGET : HELPER_BUDGET);
  let next = from;
  let listing = await take([]);
  writeStruct(heap, struct, { next, after: 0 });
  while (next < to) {
    writeStruct(heap, struct, { budget, pairCount: 0, listing: Number(listing) });
    await lane.call(call, [at, ...args]);
    const pairs = readPairs(search, matcher);
    if (lane.id > 0) kernel.joinPairs(matcher.parents, matcher.pairs, pairs.length);
    listing = await take(pairs);
    next = readStruct(heap, struct, "next");
    await keepPace(search, next);
  }
}

/** Rows that are not in the block, and what their keys are ordered by. */
export interface Others extends Entries {
  /** The first one's number among all nodes; undefined: each one's number is its row. */
  readonly ordinal: number | undefined;
  readonly rarity: Rarity;

  readonly take: Take;
}

/** Finds the pairs of rows that are not in the block with its nodes. */
export async function matchOthers(
  search: Search,
  matcher: Matcher,
  { entries, count, ordinal, rarity, take }: Others,
): Promise<void> {
  const { heap } = search;
  const ordinals = roomFor(search, "ordinals", 4 * count);
  for (let i = 0; i < count; i += 1) {
    const row = heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.row] as number;
    heap.words[ordinals / 4 + i] = ordinal === undefined ? row : ordinal + i;
  }
  const args = [entries, count, ordinals, rarity.at, matcher.query];
  await runTurns(search, matcher, { call: "matchEntries", args, from: 0, to: count, take });
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
      foundSize: words[word + 2] as number,
      row: words[word + 3] as number,
      size: words[word + 5] as number,
      shared: words[word + 6] as number,
    };
  });
}
