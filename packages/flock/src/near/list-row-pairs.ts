import { describeSide, relateInOrder, relateOwners } from "./describe-place.ts";
import type { ContainedRowPair, NearRowPair } from "./near-report.ts";
import type { NearRows, NearScope } from "./near-rows.ts";
import type { NearSearch } from "./search-near.ts";
import {
  choosePlaces,
  comparePlaces,
  getHeads,
  type Heads,
  type KindPlace,
  type Wordings,
} from "./wordings.ts";

/** What a report is made from. */
export interface NearFindings {
  readonly rows: NearRows;
  readonly scope: NearScope;
  readonly search: NearSearch;
  readonly wordings: Wordings;
}

/** Pairs that are listed, and how many there are. */
export interface Listed<T> {
  readonly list: readonly T[];
  /** In the scope. */
  readonly count: number;
  /** Outside of it. */
  readonly leftOut: number;
}

/** Two rows that are near each other, and their numbers. */
interface FoundPair {
  readonly places: readonly [KindPlace, KindPlace];
  readonly wordings: readonly [number, number];
  readonly shared: number;
  readonly union: number;
}

/** The near pairs in the scope, the nearest first; `most` of them, taken in the order of the search. */
export function listRowPairs(findings: NearFindings, most: number): Listed<NearRowPair> {
  const found: FoundPair[] = [];
  let count = 0;
  let leftOut = 0;
  const add = (pair: FoundPair | undefined): void => {
    if (pair === undefined) leftOut += 1;
    else {
      if (count < most) found.push(pair);
      count += 1;
    }
  };
  for (const wording of findings.wordings.list) {
    for (const pair of pairKinds(findings, wording)) add(pair);
  }
  for (let index = 0; index < findings.search.pairs.length; index += 1) {
    add(readPair(findings, index));
  }
  const list = found.toSorted(comparePairs).map((pair) => describePair(findings, pair));
  return { list, count, leftOut };
}

/** Rows that differ in what is not compared: each kind with the one that was there first, so that they stay few. */
function pairKinds(
  { rows, scope, wordings }: NearFindings,
  wording: number,
): (FoundPair | undefined)[] {
  const kinds = wordings.kindsOf(wording);
  if (kinds.length < 2) return [];
  const heads = kinds.map((kind) => ({ kind, heads: getHeads(rows, [kind]) }));
  const [first, ...rest] = heads.toSorted((a, b) => comparePlaces(a.heads[0], b.heads[0]));
  const other = rest.find(({ heads: [place] }) => place.owner !== first?.heads[0].owner);
  return rest.map(({ kind, heads: own }): FoundPair | undefined => {
    const partners = [first, other].filter((one) => one !== undefined && one.kind !== kind);
    for (const partner of partners) {
      const places = partner && choosePlaces(rows, scope, [partner.heads, own]);
      if (places !== undefined) {
        return { places, wordings: [wording, wording], shared: 1, union: 1 };
      }
    }
    return undefined;
  });
}

function readPair(
  { rows, scope, search, wordings }: NearFindings,
  index: number,
): FoundPair | undefined {
  const { pairs } = search;
  const [a, b] = [pairs.get(index, 0), pairs.get(index, 1)];
  const places = choosePlaces(rows, scope, [wordings.headsOf(a), wordings.headsOf(b)]);
  if (places === undefined) return undefined;
  const shared = pairs.get(index, 4);
  const union = pairs.get(index, 2) + pairs.get(index, 3) - shared;
  return { places, wordings: [a, b], shared, union };
}

/** By integers: the quotients of two different fractions may be the same number. */
function comparePairs(one: FoundPair, other: FoundPair): number {
  const nearer = other.shared * one.union - one.shared * other.union;
  if (nearer !== 0) return nearer;
  const [a, b] = one.places.toSorted(comparePlaces);
  const [c, d] = other.places.toSorted(comparePlaces);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return 0;
  return comparePlaces(a, c) || comparePlaces(b, d);
}

function describePair(
  { rows, wordings }: NearFindings,
  { places: [left, right], wordings: [ofLeft, ofRight], shared, union }: FoundPair,
): NearRowPair {
  const sides = [
    { place: left, wording: ofLeft },
    { place: right, wording: ofRight },
  ].toSorted((a, b) => comparePlaces(a.place, b.place));
  const [a, b] = sides.map(({ place, wording }) =>
    describeSide(rows, place, wordings.sizeOf(wording)),
  );
  const [first, second] = sides.map(({ place }) => rows.owners[place.owner]);
  if (a === undefined || b === undefined) throw new RangeError("a pair without sides");
  return {
    a,
    b,
    ...relateInOrder(first, second),
    jaccard: `${shared}/${union}`,
    percent: (100 * shared) / union,
  };
}

/** The contained rows in the scope, those that are whole in the other first; `most` in the order of the search. */
export function listContained(
  { rows, scope, search: { contained }, wordings }: NearFindings,
  most: number,
): Listed<ContainedRowPair> {
  const list: ContainedRowPair[] = [];
  let count = 0;
  for (let index = 0; index < contained.length; index += 1) {
    const [inner, outer] = [contained.get(index, 0), contained.get(index, 1)];
    const heads = [wordings.headsOf(inner), wordings.headsOf(outer)] as const satisfies readonly [
      Heads,
      Heads,
    ];
    const places = choosePlaces(rows, scope, heads);
    if (places === undefined) continue;
    count += 1;
    if (count > most) continue;
    const [row, container] = places;
    const [size, shared] = [contained.get(index, 2), contained.get(index, 4)];
    const { order } = relateOwners(rows.owners[row.owner], rows.owners[container.owner]);
    const { blocksEarlier, isSameColdkey } = relateOwners(
      rows.owners[container.owner],
      rows.owners[row.owner],
    );
    list.push({
      row: describeSide(rows, row, wordings.sizeOf(inner)),
      container: describeSide(rows, container, wordings.sizeOf(outer)),
      order,
      blocksEarlier,
      isSameColdkey,
      containment: `${shared}/${size}`,
      percent: (100 * shared) / size,
    });
  }
  return {
    list: list.toSorted((a, b) => b.percent - a.percent),
    count,
    leftOut: contained.length - count,
  };
}
