import type { Odds } from "./overlap-odds.ts";
import { getTailOdds } from "./poisson-binomial.ts";

export interface PopularityOptions {
  /** Keys go from 0 to this, exclusive. */
  readonly keyCount: number;
  /** Distinct rows that there are to pick from. */
  readonly choices: number;
}

/** The odds that two lists, given by their places, share that many keys or more; see `listPairs` for the model. */
export type PopularityOdds = (left: number, right: number, shared: number) => Odds;

const CERTAIN: Odds = { probability: 1, log10: 0 };

/** Prepares the odds by popularity for lists of distinct keys. */
export function createPopularityOdds(
  lists: readonly (readonly number[])[],
  { keyCount, choices }: PopularityOptions,
): PopularityOdds {
  const holders = new Uint32Array(keyCount);
  for (const keys of lists) for (const key of keys) holders[key] = (holders[key] ?? 0) + 1;
  // Which call marked a key last. A new set for every pair takes three times as long as all the rest.
  const marks = new Uint32Array(keyCount);
  let call = 0;
  // One array for each list: a new one for each of 65,000 calls takes as long as the sums do.
  const shares = lists.map(({ length }) => new Float64Array(length));
  // Without the two themselves, and with the imagined one.
  const others = Math.max(lists.length - 2, 0) + 1;
  const given = (one: number, other: number, shared: number): Odds => {
    const [own, theirs] = [lists[one] ?? [], lists[other] ?? []];
    const having = shares[one] ?? new Float64Array(0);
    call += 1;
    for (const key of theirs) marks[key] = call;
    const blind = theirs.length / (choices + 1);
    for (let place = 0; place < own.length; place += 1) {
      const key = own[place] ?? 0;
      const without = (holders[key] ?? 0) - (marks[key] === call ? 2 : 1);
      having[place] = (without + blind) / others;
    }
    return getTailOdds(having, shared);
  };
  return (left, right, shared) => {
    if (shared === 0) return CERTAIN;
    const [first, second] = [given(left, right, shared), given(right, left, shared)];
    return first.log10 > second.log10 ? first : second;
  };
}
