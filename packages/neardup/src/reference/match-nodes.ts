import { setImmediate } from "node:timers/promises";
import type { ResolvedOptions } from "../engine.ts";
import { type Compare, compareContained, compareNear, type Matching } from "./matching.ts";
import type { Node } from "./read-nodes.ts";

/** The nodes to compare one with, and the work that it took to find them. */
export interface Partners {
  /** Their places, ascending. */
  readonly others: Uint32Array;
  /** How many shingles each of them shares with the one. */
  readonly shared: Uint32Array;
  /** About 10 ns each. */
  readonly work: number;
}

const WORK_A_TURN = 1_000_000;

/** Gives the partners of the node at a place. */
type FindPartners = (node: Node, place: number) => Partners;

/**
 * Lists the near pairs among each node and its partners, then the contained rows: those depend on the clusters.
 *
 * @throws the abort reason, and whatever a callback throws
 */
export async function matchNodes(
  matching: Matching,
  options: ResolvedOptions,
  findPartners: FindPartners,
): Promise<void> {
  await compareAll(matching, options, { findPartners, compare: compareNear });
  if (options.containment === undefined) return;
  await compareAll(matching, options, { findPartners, compare: compareContained });
}

async function compareAll(
  matching: Matching,
  options: ResolvedOptions,
  { findPartners, compare }: { readonly findPartners: FindPartners; readonly compare: Compare },
): Promise<void> {
  const { nodes, pairs } = matching;
  let budget = WORK_A_TURN;
  for (const [place, node] of nodes.filled.entries()) {
    const { others, shared, work } = findPartners(node, place);
    for (const [index, other] of others.entries()) {
      compare(matching, { place, other, shared: shared[index] as number }, options);
    }
    budget -= work;
    if (budget > 0) continue;
    budget = WORK_A_TURN;
    const progress = { phase: "match", pass: 1, totalRows: nodes.rows } as const;
    options.onProgress({ ...progress, rows: node.row + 1, pairs: pairs.count });
    await setImmediate();
    options.signal?.throwIfAborted();
  }
}
