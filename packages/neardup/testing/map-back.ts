import type { Found } from "./found.ts";

/**
 * What was found in rows of another order, said of the rows in the order of before.
 *
 * @param order for each place of the other order the row that stands there
 */
export function mapBack(found: Found, order: readonly number[]): Found {
  const firstOf = nameGroups(found.firstOf, order);
  const first = (place: number): number => {
    const row = order[place] ?? 0;
    return firstOf[row] ?? row;
  };
  const pairs = found.pairs.map(({ a, b, sizeA, sizeB, shared }) =>
    first(a) < first(b)
      ? { a: first(a), b: first(b), sizeA, sizeB, shared }
      : { a: first(b), b: first(a), sizeA: sizeB, sizeB: sizeA, shared },
  );
  const contained = found.contained.map(({ row, container, ...counts }) => {
    const [inner, outer] = [first(row), first(container)];
    // Of two equally large ones the lower row is the contained one.
    const swapped = counts.size === counts.containerSize && inner > outer;
    return { row: swapped ? outer : inner, container: swapped ? inner : outer, ...counts };
  });
  return {
    ...found,
    firstOf,
    clusterOf: nameGroups(found.clusterOf, order),
    pairs: pairs.toSorted((x, y) => x.a - y.a || x.b - y.b),
    contained: contained.toSorted((x, y) => x.row - y.row || x.container - y.container),
  };
}

/** Names each group by its lowest row in the order of before. */
function nameGroups(groupOf: readonly number[], order: readonly number[]): number[] {
  const names = new Map<number, number>();
  for (const [place, group] of groupOf.entries()) {
    const row = order[place] ?? 0;
    names.set(group, Math.min(row, names.get(group) ?? row));
  }
  const named: number[] = [];
  for (const [place, group] of groupOf.entries()) named[order[place] ?? 0] = names.get(group) ?? 0;
  return named;
}
