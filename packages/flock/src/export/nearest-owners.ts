import { setImmediate } from "node:timers/promises";
import type { AbortOptions } from "@flock-tools/core";
import type { NearRows, RowPlace } from "../near/near-rows.ts";
import type { NearSearch } from "../near/search-near.ts";
import type { Wordings } from "../near/wordings.ts";

/** Somebody who has a similar row. */
export interface NearestOwner {
  /** Place in `owners`. */
  readonly owner: number;
  /** Jaccard, above 0 to 1. */
  readonly similarity: number;
}

/** A similarity as an exact fraction, and who has the row. */
interface Candidate {
  readonly owner: number;
  readonly shared: number;
  readonly union: number;
}

/** The best, and the best of somebody else. */
type Best = readonly [first?: Candidate | undefined, other?: Candidate | undefined];

// A million pairs take half a second: Ctrl-C is heard in between.
const TURN = 2 ** 17;

/**
 * Finds for a row of one kind and owner the owner of the most similar row of the others, of several the first. One that
 * is equal as data is more similar than one with the same words.
 *
 * @throws the abort reason
 */
export async function findNearestOwners(
  rows: NearRows,
  { pairs, result, kinds, emptyText }: NearSearch,
  { wordings, signal }: { readonly wordings: Wordings } & AbortOptions,
): Promise<(kind: number, owner: number) => NearestOwner | undefined> {
  const textOf = new Int32Array(rows.keys.length).fill(-1);
  for (const [text, kind] of kinds.entries()) textOf[kind] = text;
  const best = createBestTable(kinds.length);
  for (let index = 0; index < pairs.length; index += 1) {
    if (index % TURN === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const [a, b] = [pairs.get(index, 0), pairs.get(index, 1)];
    const shared = pairs.get(index, 4);
    const union = pairs.get(index, 2) + pairs.get(index, 3) - shared;
    for (const [wording, partner] of [[a, b] as const, [b, a] as const]) {
      const candidates = wordings
        .headsOf(partner)
        .flatMap((place) => (place === undefined ? [] : [{ owner: place.owner, shared, union }]));
      best.set(wording, candidates.reduce(addCandidate, best.get(wording)));
    }
  }
  return (kind, owner) => {
    const same = findOther(rows.places.heads(kind), owner);
    if (same !== undefined) return { owner: same.owner, similarity: 1 };
    const wording = result.firstOf[textOf[kind] ?? -1];
    if (wording === undefined || wording === emptyText) return undefined;
    const alike = findOther(wordings.headsOf(wording), owner);
    if (alike !== undefined) return { owner: alike.owner, similarity: 1 };
    const near = findOther(best.get(wording), owner);
    return near && { owner: near.owner, similarity: near.shared / near.union };
  };
}

interface BestTable {
  get(wording: number): Best;
  set(wording: number, best: Best): void;
}

// Owner from 1, shared, union: of the best, then of somebody else's best.
const COLUMNS = 3;

/** Columns of numbers: as objects they took ten times as much. */
function createBestTable(wordings: number): BestTable {
  const numbers = new Uint32Array(2 * COLUMNS * wordings);
  const read = (at: number): Candidate | undefined => {
    const [owner = 0, shared = 0, union = 0] = numbers.subarray(at, at + COLUMNS);
    return owner === 0 ? undefined : { owner: owner - 1, shared, union };
  };
  return {
    get: (wording) => [read(2 * COLUMNS * wording), read(2 * COLUMNS * wording + COLUMNS)],
    set(wording, best) {
      for (const [place, candidate] of best.entries()) {
        if (candidate === undefined) continue;
        const { owner, shared, union } = candidate;
        numbers.set([owner + 1, shared, union], (2 * wording + place) * COLUMNS);
      }
    },
  };
}

function findOther<T extends Pick<RowPlace, "owner">>(
  list: readonly (T | undefined)[],
  owner: number,
): T | undefined {
  return list.find((one) => one !== undefined && one.owner !== owner);
}

function addCandidate([first, other]: Best, candidate: Candidate): Best {
  if (first === undefined || compare(candidate, first) < 0) {
    return first?.owner === candidate.owner ? [candidate, other] : [candidate, first];
  }
  if (candidate.owner === first.owner) return [first, other];
  return other === undefined || compare(candidate, other) < 0 ? [first, candidate] : [first, other];
}

/** By integers: the quotients of two different fractions may be the same number. */
function compare(a: Candidate, b: Candidate): number {
  return b.shared * a.union - a.shared * b.union || a.owner - b.owner;
}
