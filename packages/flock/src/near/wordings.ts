import { groupByNumber, type NearRows, type NearScope, type RowPlace } from "./near-rows.ts";
import type { NearSearch } from "./search-near.ts";

/** A row and its kind. */
export interface KindPlace extends RowPlace {
  readonly kind: number;
}

/** The first two of some rows by whose they are: the first of all, and the first that is somebody else's. */
export type Heads = readonly [first: KindPlace, other?: KindPlace];

/**
 * Rows with the same set of shingles have one wording, known by the number of its first text. One wording may have
 * several kinds of rows, which differ in what is not compared, such as punctuation.
 */
export interface Wordings {
  /** All that have words, ascending. */
  readonly list: readonly number[];
  /** Ascending. */
  kindsOf(wording: number): readonly number[];
  headsOf(wording: number): Heads;
  /** Places of all its rows. */
  sizeOf(wording: number): number;
  /** Whose rows have it, ascending. */
  ownersOf(wording: number): readonly number[];
}

export function createWordings(rows: NearRows, { result, kinds, emptyText }: NearSearch): Wordings {
  const { starts, members } = groupByNumber(result.firstOf.subarray(0, kinds.length), kinds.length);
  const heads = new Map<number, Heads>();
  const owners = new Map<number, readonly number[]>();
  const kindsOf = (wording: number): readonly number[] =>
    Array.from(members.subarray(starts[wording], starts[wording + 1]), (text) => kinds[text] ?? 0);
  return {
    list: kinds.flatMap((_, text) =>
      result.firstOf[text] === text && text !== emptyText ? [text] : [],
    ),
    kindsOf,
    headsOf(wording) {
      const known = heads.get(wording) ?? getHeads(rows, kindsOf(wording));
      heads.set(wording, known);
      return known;
    },
    sizeOf: (wording) => kindsOf(wording).reduce((sum, kind) => sum + rows.places.count(kind), 0),
    ownersOf(wording) {
      const found = owners.get(wording) ?? listOwnersOf(rows, kindsOf(wording));
      owners.set(wording, found);
      return found;
    },
  };
}

/** Whose rows are of these kinds, ascending, each once. */
export function listOwnersOf(rows: NearRows, kinds: readonly number[]): readonly number[] {
  const owners = kinds.flatMap((kind) => rows.places.owners(kind));
  return [...new Set(owners)].toSorted((a, b) => a - b);
}

/** @throws RangeError if there is no row */
export function getHeads(rows: NearRows, kinds: readonly number[]): Heads {
  const candidates = kinds.flatMap((kind) =>
    rows.places.heads(kind).map((place): KindPlace => ({ ...place, kind })),
  );
  const [first, ...rest] = candidates.toSorted(comparePlaces);
  if (first === undefined) throw new RangeError("a wording without rows");
  const other = rest.find(({ owner }) => owner !== first.owner);
  return other === undefined ? [first] : [first, other];
}

/** Who was there first comes first. */
export function comparePlaces(a: KindPlace, b: KindPlace): number {
  return a.owner - b.owner || a.row - b.row || a.kind - b.kind;
}

/** Whether rows of these two owners are held against each other. */
export function isInScope(
  { owners }: NearRows,
  scope: NearScope,
  [a, b]: readonly [a: number, b: number],
): boolean {
  if (a === b) return false;
  const isPool = owners[a]?.miner === undefined || owners[b]?.miner === undefined;
  return scope === "all" || (scope === "pool") === isPool;
}

/** The earliest two rows of two wordings that are held against each other; undefined if there are none. */
export function choosePlaces(
  rows: NearRows,
  scope: NearScope,
  [ofA, ofB]: readonly [ofA: Heads, ofB: Heads],
): readonly [a: KindPlace, b: KindPlace] | undefined {
  let best: readonly [KindPlace, KindPlace] | undefined;
  for (const a of ofA) {
    for (const b of ofB) {
      if (a === undefined || b === undefined) continue;
      if (!isInScope(rows, scope, [a.owner, b.owner])) continue;
      if (best === undefined || compareChoices([a, b], best) < 0) best = [a, b];
    }
  }
  return best;
}

type Choice = readonly [KindPlace, KindPlace];

function compareChoices(one: Choice, other: Choice): number {
  const [a, b] = inOrder(one);
  const [c, d] = inOrder(other);
  return comparePlaces(a, c) || comparePlaces(b, d);
}

function inOrder([a, b]: Choice): Choice {
  return comparePlaces(a, b) <= 0 ? [a, b] : [b, a];
}
