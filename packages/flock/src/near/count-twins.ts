import type { NearFindings } from "./list-row-pairs.ts";
import { isInScope, listOwnersOf } from "./wordings.ts";

/** How many different rows of one owner have a twin, a near or an identical row, in another. */
export interface TwinCounts {
  /** Rows of the first owner with a twin in the second. */
  twins(of: number, within: number): number;
  /** Of those, the ones that the pool does not have. */
  outsidePool(of: number, within: number): number;
  /** Rows that both have as Python prints them. */
  identical(one: number, other: number): number;
  /** Rows of an owner by the owners that have twins of them, ascending. */
  partnersOfRows(owner: number): readonly (readonly number[])[];
}

/** Counts for every two owners that are held against each other, by the pairs that the search has verified. */
export function countTwins(findings: NearFindings): TwinCounts {
  const { rows, scope, wordings } = findings;
  const size = rows.owners.length;
  const counts = {
    twins: new Uint32Array(size * size),
    outsidePool: new Uint32Array(size * size),
    identical: new Uint32Array(size * size),
  };
  const partnersOf = createPartnerLookup(findings);
  const ofRows: (readonly number[])[][] = rows.owners.map(() => []);
  for (const wording of wordings.list) {
    const partners = partnersOf(wording);
    if (partners.length < 2) continue;
    for (const kind of wordings.kindsOf(wording)) {
      const owners = listOwnersOf(rows, [kind]);
      const isOutside = rows.isInPool(kind) === false;
      const own = new Set(owners);
      for (const owner of owners) {
        ofRows[owner]?.push(partners);
        for (const partner of partners) {
          if (!isInScope(rows, scope, [owner, partner])) continue;
          const at = owner * size + partner;
          increase(counts.twins, at);
          if (isOutside) increase(counts.outsidePool, at);
          if (own.has(partner)) increase(counts.identical, at);
        }
      }
    }
  }
  const read =
    (list: Uint32Array) =>
    (one: number, other: number): number =>
      list[one * size + other] ?? 0;
  return {
    twins: read(counts.twins),
    outsidePool: read(counts.outsidePool),
    identical: read(counts.identical),
    partnersOfRows: (owner) => ofRows[owner] ?? [],
  };
}

function increase(list: Uint32Array, at: number): void {
  list[at] = (list[at] ?? 0) + 1;
}

/** Who has rows of a wording or of one that is near it, by the wording; ascending. */
function createPartnerLookup({
  rows,
  search: { pairs },
  wordings,
}: NearFindings): (wording: number) => readonly number[] {
  const words = Math.ceil(rows.owners.length / 32);
  // One bit for each owner: a wording may be near a million others.
  const near = new Map<number, Uint32Array>();
  const mark = (wording: number, owners: readonly number[]): void => {
    const bits = near.get(wording) ?? new Uint32Array(words);
    near.set(wording, bits);
    for (const owner of owners) bits[owner >>> 5] = (bits[owner >>> 5] ?? 0) | (1 << (owner & 31));
  };
  for (let index = 0; index < pairs.length; index += 1) {
    const [a, b] = [pairs.get(index, 0), pairs.get(index, 1)];
    mark(a, wordings.ownersOf(b));
    mark(b, wordings.ownersOf(a));
  }
  return (wording) => {
    const bits = near.get(wording);
    const own = wordings.ownersOf(wording);
    if (bits === undefined) return own;
    const others = rows.owners.flatMap((_, owner) =>
      ((bits[owner >>> 5] ?? 0) & (1 << (owner & 31))) === 0 ? [] : [owner],
    );
    return [...new Set([...own, ...others])].toSorted((a, b) => a - b);
  };
}
