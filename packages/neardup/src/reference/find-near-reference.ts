import { setImmediate } from "node:timers/promises";
import { createDisjointSets, type DisjointSets, listFirsts, unite } from "../disjoint-sets.ts";
import type { ResolvedOptions } from "../engine.ts";
import { addToListing, createListing, flushListing, type Listing } from "../listing.ts";
import type { ContainedRow, NearPair, NearResult } from "../near-result.ts";
import { reachesRatio } from "../ratio.ts";
import type { TextSource } from "../text-source.ts";
import { type Node, type Nodes, readNodes } from "./read-nodes.ts";

// About 10 ms of counting.
const COUNTS_A_TURN = 1_000_000;

interface Matching {
  readonly nodes: Nodes;
  /** For each shingle the places in `nodes.filled` of the nodes that have it, ascending. */
  readonly holders: readonly (readonly number[])[];
  /** Shingles shared with the node at hand, by place; 0 outside of `touched`. */
  readonly shared: Uint32Array;
  readonly clusters: DisjointSets;
  readonly pairs: Listing<NearPair>;
  readonly contained: Listing<ContainedRow>;
  candidates: number;
}

/**
 * The search as its definition says, to check the other engines by: strings, sets and one inverted index. Every two
 * nodes that share a shingle are compared, so it is for thousands of rows, and it holds everything in memory whatever
 * `maxMemory` says. Containment does not cost it anything.
 *
 * @throws {TypeError | RangeError} if a batch is malformed
 * @throws the abort reason, and whatever the source or a callback throws
 */
export async function findNearReference(
  texts: TextSource,
  options: ResolvedOptions,
): Promise<NearResult> {
  const nodes = await readNodes(texts, options);
  const matching: Matching = {
    nodes,
    holders: indexShingles(nodes),
    shared: new Uint32Array(nodes.filled.length),
    clusters: createDisjointSets(nodes.firstOf),
    pairs: createListing({ limit: options.maxPairs, emit: options.onPairs }),
    contained: createListing({ limit: options.maxPairs, emit: options.onContained }),
    candidates: 0,
  };
  await matchNodes(matching, options);
  flushListing(matching.pairs);
  flushListing(matching.contained);
  return toResult(matching);
}

function indexShingles({ filled, shingles }: Nodes): readonly (readonly number[])[] {
  const holders = Array.from({ length: shingles }, (): number[] => []);
  for (const [place, node] of filled.entries()) {
    for (const shingle of node.shingles) holders[shingle]?.push(place);
  }
  return holders;
}

async function matchNodes(matching: Matching, options: ResolvedOptions): Promise<void> {
  const { nodes, pairs } = matching;
  let budget = COUNTS_A_TURN;
  for (const [place, node] of nodes.filled.entries()) {
    const touched = countShared(matching, place);
    for (const other of touched.toSorted((a, b) => a - b)) {
      compareNodes(matching, { place, other }, options);
    }
    for (const other of touched) {
      budget -= matching.shared[other] as number;
      matching.shared[other] = 0;
    }
    if (budget > 0) continue;
    budget = COUNTS_A_TURN;
    const totalRows = nodes.rows;
    options.onProgress({
      phase: "match",
      pass: 1,
      rows: node.row + 1,
      totalRows,
      pairs: pairs.count,
    });
    await setImmediate();
    options.signal?.throwIfAborted();
  }
}

/** Counts what the node at `place` shares with each other node, and lists those that it shares something with. */
function countShared({ nodes, holders, shared }: Matching, place: number): number[] {
  const touched: number[] = [];
  for (const shingle of (nodes.filled[place] as Node).shingles) {
    for (const other of holders[shingle] as readonly number[]) {
      if (other === place) continue;
      if (shared[other] === 0) touched.push(other);
      shared[other] = (shared[other] as number) + 1;
    }
  }
  return touched;
}

function compareNodes(
  matching: Matching,
  { place, other }: { readonly place: number; readonly other: number },
  { threshold, containment }: ResolvedOptions,
): void {
  const { row, shingles } = matching.nodes.filled[place] as Node;
  const { row: otherRow, shingles: otherShingles } = matching.nodes.filled[other] as Node;
  const shared = matching.shared[other] as number;
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

function toResult({ nodes, clusters, pairs, contained, candidates }: Matching): NearResult {
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
