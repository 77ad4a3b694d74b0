import type { ResolvedOptions } from "../engine.ts";
import { createDisjointSets, listFirsts, unite } from "../disjoint-sets.ts";
import { createListing, flushListing, type Listing } from "../listing.ts";
import type { ContainedRow, NearPair, NearResult } from "../near-result.ts";
import type { TextSource } from "../text-source.ts";
import { joinNear } from "./join-near.ts";
import { stopLanes } from "./lanes.ts";
import { readTexts } from "./read-texts.ts";
import { settleFirsts } from "./rows.ts";
import { createSearch, type Search, type SearchTuning } from "./search.ts";

/**
 * Finds every near pair by a set similarity join on the bytes of the texts; see docs/NEARDUP.md for why none is lost.
 *
 * @throws {NeardupError} if the source changes between readings, or the search is too large
 * @throws the abort reason, and whatever the source or a callback throws
 */
export async function findNearExact(
  texts: TextSource,
  options: ResolvedOptions,
  tuning: SearchTuning = {},
): Promise<NearResult> {
  const search = await createSearch(texts, options, tuning);
  try {
    return await findAll(search, options);
  } finally {
    await stopLanes(search);
  }
}

async function findAll(search: Search, options: ResolvedOptions): Promise<NearResult> {
  const { maxPairs, onPairs, onContained } = options;
  const pairs = createListing<NearPair>({ limit: maxPairs, emit: onPairs });
  const contained = createListing<ContainedRow>({ limit: maxPairs, emit: onContained });
  const reading = await readTexts(search);
  const links = await joinNear(search, reading, pairs);
  flushListing(pairs);
  const firstOf = settleFirsts(search.rows);
  if (options.containment !== undefined) {
    const { findContained } = await import("./find-contained.ts");
    await findContained(search, { firstOf, ratio: options.containment, listing: contained });
    flushListing(contained);
  }
  return toResult(search, { firstOf, links, pairs, contained });
}

interface Findings {
  readonly firstOf: Uint32Array;
  /** Nodes, two by two, that are in one cluster. */
  readonly links: Iterable<readonly [number, number]>;
  readonly pairs: Listing<NearPair>;
  readonly contained: Listing<ContainedRow>;
}

function toResult(search: Search, { firstOf, links, pairs, contained }: Findings): NearResult {
  const { rows, passes, survivors, candidates, verified } = search;
  const sets = createDisjointSets(firstOf);
  for (const [a, b] of links) unite(sets, a, b);
  const { firstEmpty } = rows;
  let nodes = 0;
  let emptyRows = 0;
  for (let row = 0; row < rows.count; row += 1) {
    if (firstOf[row] === row) nodes += 1;
    if (firstOf[row] === firstEmpty) emptyRows += 1;
  }
  return {
    rows: rows.count,
    emptyRows,
    nodes,
    firstOf,
    clusterOf: listFirsts(sets),
    pairs: pairs.count,
    contained: contained.count,
    truncated: { pairs: pairs.truncated, contained: contained.truncated },
    stats: { passes, survivors, candidates, verified, textBytes: rows.textBytes },
  };
}
