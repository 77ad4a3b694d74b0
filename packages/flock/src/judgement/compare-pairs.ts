import type { JudgedMiner } from "./judgement-input.ts";
import { countSharedRows } from "./count-shared-rows.ts";
import { boundShared } from "./open-rows.ts";
import type { Roster } from "./roster.ts";
import { both, type Certainty, either, MAYBE, NO, type Standing, YES } from "./standing.ts";

/** Whether one committed before the other. */
export type CommitOrder = "earlier" | "later" | "same-block" | "unknown";

/** Two entries of a roster that share more rows than allowed, or may. */
export interface ComparedPair {
  /** Places in the roster; left is the lower. */
  readonly left: number;
  readonly right: number;
  readonly shared: number;
  /** Of left's commitment to right's. */
  readonly order: CommitOrder;
  /** Whether the rows shared are more than the threshold. */
  readonly over: Certainty;
  /** Whether the validator groups the two when it meets them. */
  readonly grouped: Certainty;
  readonly isOneWay: boolean;
}

/** All pairs over the threshold, and those that may be; by rows shared, most first. */
export function comparePairs(
  roster: Roster,
  standings: readonly Standing[],
): readonly ComparedPair[] {
  const { entries, keyCount } = roster;
  const shared = countSharedRows(
    entries.map(({ keys }) => keys),
    keyCount,
  );
  const pairs: ComparedPair[] = [];
  for (let left = 0; left < entries.length; left += 1) {
    for (let right = left + 1; right < entries.length; right += 1) {
      const pair = compare(roster, standings, { left, right, shared: shared.count(left, right) });
      if (pair !== undefined) pairs.push(pair);
    }
  }
  return pairs.toSorted((a, b) => b.shared - a.shared || a.left - b.left || a.right - b.right);
}

function compare(
  { entries, ruleSet }: Roster,
  standings: readonly Standing[],
  { left, right, shared }: Pick<ComparedPair, "left" | "right" | "shared">,
): ComparedPair | undefined {
  const [first, second] = [entries[left], entries[right]];
  const [one, other] = [standings[left], standings[right]];
  if (first === undefined || second === undefined) return undefined;
  if (one === undefined || other === undefined) return undefined;
  const { least, most } = boundShared(shared, first, second);
  if (most <= ruleSet.threshold) return undefined;
  const over = least > ruleSet.threshold ? YES : MAYBE;
  const meets = both(both(one.parses, other.parses), either(one.searches, other.searches));
  return {
    left,
    right,
    shared,
    order: getOrder(first.miner, second.miner),
    over,
    grouped: both(over, meets),
    isOneWay: one.searches === NO || other.searches === NO,
  };
}

/** Of `one`'s commitment to `other`'s. */
export function getOrder(one: JudgedMiner, other: JudgedMiner): CommitOrder {
  const [first, second] = [one.commitmentBlock, other.commitmentBlock];
  if (first === undefined || second === undefined) return "unknown";
  if (first === second) return "same-block";
  return first < second ? "earlier" : "later";
}
