import { sortByDraw } from "./create-draw.ts";

export interface SplitOptions {
  /** For each row the first row of its cluster. */
  readonly clusterOf: Uint32Array;
  /** Rows of the validation split that are asked for: an integer >= 0. */
  readonly target: number;
  /** For each cluster, by its first row: in this order clusters are considered. */
  readonly draw: (cluster: number) => number;
}

/** Rows of the two splits, each ascending. */
export interface SplitRows {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Splits rows by whole clusters. Clusters are taken in the order drawn for them, each that still fits into what is asked
 * for; then, as long as a single cluster more or less, or one in exchange for another, comes closer to it, that is done.
 * Neither split is left empty unless nothing is asked for.
 *
 * Undefined: impossible, since there are fewer than two clusters.
 */
export function splitClusters(
  rows: Uint32Array,
  { clusterOf, target, draw }: SplitOptions,
): SplitRows | undefined {
  if (target === 0) return { train: rows, validation: new Uint32Array() };
  const sizes = countSizes(rows, clusterOf);
  if (sizes.size < 2) return undefined;
  const order = sortByDraw(Uint32Array.from(sizes.keys()), draw);
  const taken = takeFitting(order, { sizes, target });
  while (exchange(order, { sizes, target, taken }));
  return {
    train: rows.filter((row) => !taken.has(clusterOf[row] ?? row)),
    validation: rows.filter((row) => taken.has(clusterOf[row] ?? row)),
  };
}

function countSizes(rows: Uint32Array, clusterOf: Uint32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const row of rows) {
    const cluster = clusterOf[row] ?? row;
    sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
  }
  return sizes;
}

interface Filling {
  readonly sizes: ReadonlyMap<number, number>;
  readonly target: number;
}

function takeFitting(order: Uint32Array, { sizes, target }: Filling): Set<number> {
  const taken = new Set<number>();
  let room = target;
  for (const cluster of order) {
    const size = sizes.get(cluster) ?? 0;
    if (size > room) continue;
    taken.add(cluster);
    room -= size;
  }
  return taken;
}

interface Exchange {
  readonly out: number | undefined;
  readonly in: number | undefined;
  /** How far from the target it leads. */
  readonly miss: number;
}

/** Makes the best single exchange, the first of them in the order; gives whether there was one. */
function exchange(
  order: Uint32Array,
  { sizes, target, taken }: Filling & { readonly taken: Set<number> },
): boolean {
  const sizeOf = (cluster: number | undefined): number =>
    cluster === undefined ? 0 : (sizes.get(cluster) ?? 0);
  const inside = firstOfEachSize(
    order.filter((cluster) => taken.has(cluster)),
    sizeOf,
  );
  const outside = firstOfEachSize(
    order.filter((cluster) => !taken.has(cluster)),
    sizeOf,
  );
  const total = [...taken].reduce((sum, cluster) => sum + sizeOf(cluster), 0);
  let best: Exchange | undefined;
  for (const out of [undefined, ...inside]) {
    for (const into of [undefined, ...outside]) {
      const count = taken.size + Number(into !== undefined) - Number(out !== undefined);
      if (count === 0 || count === sizes.size) continue;
      const miss = Math.abs(target - (total - sizeOf(out) + sizeOf(into)));
      if (best === undefined || miss < best.miss) best = { out, in: into, miss };
    }
  }
  if (best?.out !== undefined) taken.delete(best.out);
  if (best?.in !== undefined) taken.add(best.in);
  return best?.out !== undefined || best?.in !== undefined;
}

function firstOfEachSize(
  clusters: Uint32Array,
  sizeOf: (cluster: number) => number,
): readonly number[] {
  const firsts = new Map<number, number>();
  for (const cluster of clusters) {
    const size = sizeOf(cluster);
    if (!firsts.has(size)) firsts.set(size, cluster);
  }
  return [...firsts.values()];
}
