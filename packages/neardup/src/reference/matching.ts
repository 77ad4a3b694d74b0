import {
  createDisjointSets,
  type DisjointSets,
  findFirst,
  listFirsts,
  unite,
} from "../disjoint-sets.ts";
import type { ResolvedOptions } from "../engine.ts";
import { addToListing, createListing, flushListing, type Listing } from "../listing.ts";
import type { ContainedRow, NearPair, NearResult } from "../near-result.ts";
import { reachesRatio } from "../ratio.ts";
import type { Node, Nodes } from "./read-nodes.ts";

/** What a search over nodes has found so far. */
export interface Matching {
  readonly nodes: Nodes;
  readonly clusters: DisjointSets;
  readonly pairs: Listing<NearPair>;
  readonly contained: Listing<ContainedRow>;
  /** Pairs of nodes that were compared. */
  candidates: number;
}

/** Two nodes by their places in `nodes.filled`, and how many shingles they share. */
interface Candidate {
  readonly place: number;
  readonly other: number;
  readonly shared: number;
}

/** A search that has found nothing yet. */
export function createMatching(nodes: Nodes, options: ResolvedOptions): Matching {
  return {
    nodes,
    clusters: createDisjointSets(nodes.firstOf),
    pairs: createListing({ limit: options.maxPairs, emit: options.onPairs }),
    contained: createListing({ limit: options.maxPairs, emit: options.onContained }),
    candidates: 0,
  };
}

/** What is done with two nodes, in ascending (place, other) and in both orders. */
export type Compare = (
  matching: Matching,
  candidate: Candidate,
  ratios: Pick<ResolvedOptions, "threshold" | "containment">,
) => void;

/** Lists the nodes if they are a near pair, and puts them in one cluster. */
export const compareNear: Compare = (matching, { place, other, shared }, { threshold }) => {
  if (place > other) return;
  const [a, b] = [nodeAt(matching, place), nodeAt(matching, other)];
  const [sizeA, sizeB] = [a.shingles.length, b.shingles.length];
  matching.candidates += 1;
  if (!reachesRatio(shared, sizeA + sizeB - shared, threshold)) return;
  unite(matching.clusters, a.row, b.row);
  addToListing(matching.pairs, { a: a.row, b: b.row, sizeA, sizeB, shared });
};

/** Lists the node at `place` if it is contained in the other; to be called when the clusters are complete. */
export const compareContained: Compare = (matching, { place, other, shared }, { containment }) => {
  const [{ row, shingles }, container] = [nodeAt(matching, place), nodeAt(matching, other)];
  const [size, containerSize] = [shingles.length, container.shingles.length];
  if (size > containerSize || (size === containerSize && row > container.row)) return;
  if (containment === undefined || !reachesRatio(shared, size, containment)) return;
  if (findFirst(matching.clusters, row) === findFirst(matching.clusters, container.row)) return;
  addToListing(matching.contained, { row, container: container.row, size, containerSize, shared });
};

function nodeAt({ nodes }: Matching, place: number): Node {
  return nodes.filled[place] as Node;
}

/** Hands over what waits, and gives the result. */
export function finishMatching(matching: Matching): NearResult {
  const { nodes, clusters, pairs, contained, candidates } = matching;
  flushListing(pairs);
  flushListing(contained);
  const { rows, emptyRows, firstOf, filled, textBytes } = nodes;
  return {
    rows,
    emptyRows,
    nodes: filled.length + (emptyRows > 0 ? 1 : 0),
    firstOf,
    clusterOf: listFirsts(clusters),
    pairs: pairs.count,
    contained: contained.count,
    truncated: { pairs: pairs.truncated, contained: contained.truncated },
    stats: { passes: 1, survivors: filled.length, candidates, verified: candidates, textBytes },
  };
}
