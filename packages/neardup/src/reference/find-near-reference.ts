import type { ResolvedOptions } from "../engine.ts";
import type { NearResult } from "../near-result.ts";
import type { TextSource } from "../text-source.ts";
import { matchNodes, type Partners } from "./match-nodes.ts";
import { createMatching, finishMatching } from "./matching.ts";
import { type Node, type Nodes, readNodes } from "./read-nodes.ts";

/**
 * The search as its definition says, to check the other engines by: strings, sets and one inverted index. Every two
 * nodes that share a shingle are compared, so it is for thousands of rows, and it holds everything in memory whatever
 * `maxMemory` says.
 *
 * @throws {TypeError | RangeError} if a batch is malformed
 * @throws the abort reason, and whatever the source or a callback throws
 */
export async function findNearReference(
  texts: TextSource,
  options: ResolvedOptions,
): Promise<NearResult> {
  const nodes = await readNodes(texts, options);
  const matching = createMatching(nodes, options);
  const index = { holders: indexShingles(nodes), counts: new Uint32Array(nodes.filled.length) };
  await matchNodes(matching, options, (node, place) => countPartners(index, node, place));
  return finishMatching(matching);
}

interface ShingleIndex {
  /** For each shingle the places of the nodes that have it, ascending. */
  readonly holders: readonly (readonly number[])[];
  /** Room for one count a node; all 0 between calls. */
  readonly counts: Uint32Array;
}

function indexShingles({ filled, shingles }: Nodes): readonly (readonly number[])[] {
  const holders = shingles.map((): number[] => []);
  for (const [place, node] of filled.entries()) {
    for (const shingle of node.shingles) holders[shingle]?.push(place);
  }
  return holders;
}

/** The nodes that share a shingle with one. */
function countPartners({ holders, counts }: ShingleIndex, node: Node, place: number): Partners {
  const touched: number[] = [];
  let work = 0;
  for (const shingle of node.shingles) {
    const places = holders[shingle] as readonly number[];
    work += places.length;
    for (const other of places) {
      if (other === place) continue;
      if (counts[other] === 0) touched.push(other);
      counts[other] = (counts[other] as number) + 1;
    }
  }
  const others = Uint32Array.from(touched).toSorted();
  const shared = others.map((other) => counts[other] as number);
  for (const other of touched) counts[other] = 0;
  return { others, shared, work };
}
