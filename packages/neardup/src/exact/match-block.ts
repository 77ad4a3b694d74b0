import {
  createMatcher,
  type Found,
  type Matcher,
  type MatcherPlan,
  releaseMatcher,
  runTurns,
} from "./matcher.ts";
import { countOf } from "./nodes.ts";
import type { Search } from "./search.ts";

// Nodes whose partners one lane looks for before it asks for more.
const NODES_A_RANGE = 32;
// Pairs of a range that may wait until those of the ranges before are known.
const MOST_WAITING = 50_000;

/** The nodes in ranges, which are begun in order, and whose pairs are taken in order. */
interface Ranges {
  readonly count: number;
  begun: number;
  /** The range whose pairs are taken as they come. */
  current: number;
  /** The pairs of ranges after that one. */
  readonly waiting: Map<number, Found[]>;
  /** Ranges after that one that are done. */
  readonly done: Set<number>;
  /** Lanes that wait until a range is the current one. */
  readonly stopped: Map<number, () => void>;
  listing: boolean;
  readonly take: (pairs: readonly Found[]) => boolean;
}

/**
 * Finds the pairs among the nodes of a block, on all lanes.
 *
 * @param take called with pairs in ascending order; as for a Take
 */
export async function matchBlock(
  search: Search,
  plan: MatcherPlan,
  take: (pairs: readonly Found[]) => boolean,
): Promise<void> {
  const matchers = search.lanes.map((lane) => createMatcher(search, lane, plan));
  const ranges: Ranges = {
    count: countOf(search, plan.block),
    begun: 0,
    current: 0,
    waiting: new Map(),
    done: new Set(),
    stopped: new Map(),
    listing: take([]),
    take,
  };
  await Promise.all(matchers.map((matcher) => matchRanges(search, matcher, ranges)));
  for (const matcher of matchers) releaseMatcher(search, matcher);
}

async function matchRanges(search: Search, matcher: Matcher, ranges: Ranges): Promise<void> {
  const { count } = ranges;
  while (ranges.begun * NODES_A_RANGE < count) {
    const range = ranges.begun;
    ranges.begun += 1;
    const from = range * NODES_A_RANGE;
    const to = Math.min(count, from + NODES_A_RANGE);
    const take = (pairs: readonly Found[]): Promise<boolean> => takeInTurn(ranges, range, pairs);
    const args = [to, matcher.query];
    await runTurns(search, matcher, { call: "matchNodes", args, from, to, take });
    finishRange(ranges, range);
  }
}

async function takeInTurn(
  ranges: Ranges,
  range: number,
  pairs: readonly Found[],
): Promise<boolean> {
  const { current, stopped, take, waiting } = ranges;
  if (range === current) {
    ranges.listing = take(pairs);
    return ranges.listing;
  }
  const list = waiting.get(range) ?? [];
  waiting.set(range, list);
  for (const pair of pairs) list.push(pair);
  if (list.length > MOST_WAITING) {
    await new Promise<void>((resolve) => stopped.set(range, resolve));
  }
  return ranges.listing;
}

function finishRange(ranges: Ranges, range: number): void {
  const { done, stopped, take, waiting } = ranges;
  done.add(range);
  while (done.delete(ranges.current)) {
    ranges.current += 1;
    ranges.listing = take(waiting.get(ranges.current) ?? []);
    waiting.delete(ranges.current);
    stopped.get(ranges.current)?.();
  }
}
