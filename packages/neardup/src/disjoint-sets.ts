/** Rows in disjoint sets; each set is known by its lowest row. */
export interface DisjointSets {
  /** A row's parent is a lower row of its set, or itself where it is the lowest. */
  readonly parents: Uint32Array;
}

/**
 * Sets to begin with: each row with the lower row that `firstOf` gives for it.
 *
 * @param firstOf for each row a row that is not higher; copied
 */
export function createDisjointSets(firstOf: Uint32Array): DisjointSets {
  return { parents: firstOf.slice() };
}

/** The lowest row of the set of `row`. */
export function findFirst({ parents }: DisjointSets, row: number): number {
  let current = row;
  let parent = parents[current] as number;
  while (parent !== current) {
    const grandparent = parents[parent] as number;
    // Path halving: keeps the trees flat without a second walk.
    parents[current] = grandparent;
    current = grandparent;
    parent = parents[current] as number;
  }
  return current;
}

/** Makes one set of the sets of two rows; false if they were one already. */
export function unite(sets: DisjointSets, a: number, b: number): boolean {
  const firstOfA = findFirst(sets, a);
  const firstOfB = findFirst(sets, b);
  if (firstOfA === firstOfB) return false;
  sets.parents[Math.max(firstOfA, firstOfB)] = Math.min(firstOfA, firstOfB);
  return true;
}

/** For each row the lowest row of its set. */
export function listFirsts(sets: DisjointSets): Uint32Array {
  return sets.parents.map((_, row) => findFirst(sets, row));
}
