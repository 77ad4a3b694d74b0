import { createDisjointSets, type DisjointSets, listFirsts, unite } from "../disjoint-sets.ts";
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
export interface Candidate {
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

/**
 * Lists what the node at `place` is to the other: the first of a near pair, contained in it, or nothing. To be called
 * in ascending (place, other) and for both orders: a contained row may be the higher one.
 */
export function compareNodes(
  matching: Matching,
  { place, other, shared }: Candidate,
  { threshold, containment }: ResolvedOptions,
): void {
  const { row, shingles } = matching.nodes.filled[place] as Node;
  const { row: otherRow, shingles: otherShingles } = matching.nodes.filled[other] as Node;
  const [size, otherSize] = [shingles.length, otherShingles.length];
  if (row < otherRow) matching.candidates += 1;
  if (reachesRatio(shared, size + otherSize - shared, threshold)) {
    if (row > otherRow) return;
    unite(matching.clusters, row, otherRow);
    addToListing(matching.pairs, { a: row, b: otherRow, sizeA: size, sizeB: otherSize, shared });
    return;
  }
  if (containment === undefined || !reachesRatio(shared, size, containment)) return;
  if (size > otherSize || (size === otherSize && row > otherRow)) return;
  addToListing(matching.contained, {
    row,
    container: otherRow,
    size,
    containerSize: otherSize,
    shared,
  });
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
