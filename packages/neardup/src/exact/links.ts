import { allocate } from "./heap.ts";
import type { Search } from "./search.ts";

/** Rows of nodes, two by two, that are in one cluster. */
export type Links = readonly (readonly [number, number])[];

/** Clusters in the kernel's memory: u32[count], each node a cluster of its own. */
export function createParents({ heap }: Search, count: number): number {
  const parents = allocate(heap, 4 * count);
  for (let i = 0; i < count; i += 1) heap.words[parents / 4 + i] = i;
  return parents;
}

/** Links that make the clusters at `parents`, where node i is the row `rows[i]`. */
export function readLinks(
  { heap }: Search,
  { parents, rows }: { readonly parents: number; readonly rows: Uint32Array },
): Links {
  const links: [number, number][] = [];
  for (const [i, row] of rows.entries()) {
    const parent = heap.words[parents / 4 + i] as number;
    if (parent !== i) links.push([row, rows[parent] as number]);
  }
  return links;
}
