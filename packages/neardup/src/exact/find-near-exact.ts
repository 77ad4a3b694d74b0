import type { ResolvedOptions } from "../engine.ts";
import { createDisjointSets, listFirsts, unite } from "../disjoint-sets.ts";
import { createListing, flushListing, type Listing } from "../listing.ts";
import type { ContainedRow, NearPair, NearResult } from "../near-result.ts";
import type { TextSource } from "../text-source.ts";
import { joinNear } from "./join-near.ts";
import type { Links } from "./links.ts";
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
  const clusterOf = listClusters(firstOf, links);
  if (options.containment !== undefined) {
    const { findContained } = await import("./find-contained.ts");
    const plan = { firstOf, clusterOf, ratio: options.containment, listing: contained };
    await findContained(search, plan);
    flushListing(contained);
  }
  return toResult(search, { firstOf, clusterOf, pairs, contained });
}

/** For each row the first row of its cluster. */
function listClusters(firstOf: Uint32Array, links: Links): Uint32Array {
  const sets = createDisjointSets(firstOf);
  for (const [a, b] of links) unite(sets, a, b);
  return listFirsts(sets);
}

interface Findings {
  readonly firstOf: Uint32Array;
  readonly clusterOf: Uint32Array;
  readonly pairs: Listing<NearPair>;
  readonly contained: Listing<ContainedRow>;
}

function toResult(search: Search, findings: Findings): NearResult {
  const { firstOf, clusterOf, pairs, contained } = findings;
  const { rows, passes, survivors, candidates, verified } = search;
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
    clusterOf,
    pairs: pairs.count,
    contained: contained.count,
    truncated: { pairs: pairs.truncated, contained: contained.truncated },
    stats: { passes, survivors, candidates, verified, textBytes: rows.textBytes },
  };
}
