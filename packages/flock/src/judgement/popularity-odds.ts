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
  const given = (own: readonly number[], other: readonly number[], shared: number): Odds => {
    call += 1;
    for (const key of other) marks[key] = call;
    const blind = other.length / (choices + 1);
    // Without the two themselves, and with the imagined one.
    const others = Math.max(lists.length - 2, 0) + 1;
    const shares = own.map((key) => {
      const having = (holders[key] ?? 0) - (marks[key] === call ? 2 : 1);
      return (having + blind) / others;
    });
    return getTailOdds(shares, shared);
  };
  return (left, right, shared) => {
    const [one, other] = [lists[left] ?? [], lists[right] ?? []];
    if (shared === 0) return CERTAIN;
    const [first, second] = [given(one, other, shared), given(other, one, shared)];
    return first.log10 > second.log10 ? first : second;
  };
}
