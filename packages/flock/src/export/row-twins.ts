import { setImmediate } from "node:timers/promises";
import type { AbortOptions, BlockRef, Uid } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import { getRuleSetAt } from "../judgement/rule-set.ts";
import { createNearRows, type NearRows } from "../near/near-rows.ts";
import { type NearSearch, type NearSearchSettings, searchNear } from "../near/search-near.ts";
import { createWordings } from "../near/wordings.ts";
import { readJudgementInput } from "../read-judgement-input.ts";
import { findNearestOwners } from "./nearest-owners.ts";
import { findRowClusters } from "./row-clusters.ts";

/**
 * What a row has in common with others: of all miners of the block, selected or not.
 *
 * Compared are the rows of files that Python reads, the first 2 ** 20 of each, that are no longer than 16,000,000 bytes.
 * Two rows are twins if Python prints them alike, or if the Jaccard similarity of their texts is at least the threshold.
 */
export interface RowTwin {
  /**
   * The number of the cluster of all rows that are linked by twins, directly or through others, those of the same file
   * too; from 0, by the row that was there first. Undefined for a row without a twin, or that was not compared.
   */
  readonly cluster: number | undefined;
  /**
   * Whether no other row of the cluster was there before: by the commitment's block, then by uid, then by its place in the
   * file. So there is one in each cluster; a row that is in none is the first.
   */
  readonly isFirst: boolean;
  /** The other miner that has the most similar twin, of several the one that was there first. */
  readonly nearestUid: Uid | undefined;
  /** To that twin: 1 for one that is the same. */
  readonly similarity: number | undefined;
}

/** Finds the twins of a row by its place. */
export type RowTwins = (uid: Uid, row: number) => RowTwin;

export interface RowTwinSettings extends Pick<
  NearSearchSettings,
  "threshold" | "engine" | "threads" | "maxMemory" | "onProgress"
> {
  /** Near pairs that are held at most, 20 bytes each. Default 4,000,000. Clusters do not hang on it. */
  readonly maxPairs?: number | undefined;
  /** Called if there are more near pairs than can be held, so that of some rows the nearest may not be known. */
  readonly onTruncated?: (() => void) | undefined;
  /** Whether the system prompt is part of a row's text. Default false. */
  readonly includeSystem?: boolean | undefined;
}

const NONE: RowTwin = {
  cluster: undefined,
  isFirst: true,
  nearestUid: undefined,
  similarity: undefined,
};
const MOST_PAIRS = 4_000_000;

/**
 * Searches the rows of all miners at a block for twins.
 *
 * @throws what `createNearReport` throws
 */
export async function findRowTwins(
  store: Store,
  {
    block,
    includeSystem = false,
    maxPairs = MOST_PAIRS,
    onTruncated,
    signal,
    threshold = "0.8",
    ...settings
  }: RowTwinSettings & AbortOptions & { readonly block: BlockRef },
): Promise<RowTwins> {
  // For a search all rows count.
  const ruleSet = { ...getRuleSetAt(block.timestamp), rows: Number.MAX_SAFE_INTEGER };
  const asOf = { block: block.number };
  const source = await readJudgementInput(store, { asOf, ruleSet, signal });
  const rows = createNearRows(source, { scope: "miners" });
  const search = await searchNear(rows, {
    ...settings,
    threshold,
    signal,
    texts: { store, includeSystem, signal },
    maxPairs,
  });
  if (search.result.truncated.pairs) onTruncated?.();
  return createLookup(await describeTwins(rows, search, signal));
}

/** What is known of the rows of one miner, by row; of rows without a cluster -1, 0 or nothing. */
interface TwinColumns {
  readonly cluster: Int32Array;
  readonly isFirst: Uint8Array;
  /** Of nobody -1. */
  readonly nearestUid: Int32Array;
  readonly similarity: Float64Array;
}

/** Holds 17 bytes for each row, and nothing of what they were found by. */
function createLookup(columns: ReadonlyMap<Uid, TwinColumns>): RowTwins {
  return (uid, row) => {
    const found = columns.get(uid);
    const cluster = found?.cluster[row] ?? -1;
    if (found === undefined || cluster < 0) return NONE;
    const nearestUid = found.nearestUid[row] ?? -1;
    const isAlone = nearestUid < 0;
    return {
      cluster,
      isFirst: found.isFirst[row] === 1,
      nearestUid: isAlone ? undefined : nearestUid,
      similarity: isAlone ? undefined : found.similarity[row],
    };
  };
}

async function describeTwins(
  rows: NearRows,
  search: NearSearch,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Uid, TwinColumns>> {
  const kindOf = listKinds(rows);
  const clusters = findRowClusters(rows, search, kindOf);
  const wordings = createWordings(rows, search);
  const findNearest = await findNearestOwners(rows, search, { wordings, signal });
  const columns = new Map<Uid, TwinColumns>();
  for (const [owner, { miner }] of rows.owners.entries()) {
    // The event loop gets its turn, and so does Ctrl-C.
    await setImmediate();
    signal?.throwIfAborted();
    const kinds = kindOf[owner];
    if (miner === undefined || kinds === undefined) continue;
    const twins = createColumns(kinds.length);
    columns.set(miner.uid, twins);
    for (const [row, kind] of kinds.entries()) {
      const found = kind < 0 ? undefined : clusters.of(kind);
      if (found === undefined) continue;
      const { cluster, first } = found;
      const nearest = findNearest(kind, owner);
      twins.cluster[row] = cluster;
      twins.isFirst[row] = Number(first.owner === owner && first.row === row);
      twins.nearestUid[row] = (nearest && rows.owners[nearest.owner]?.miner?.uid) ?? -1;
      twins.similarity[row] = nearest?.similarity ?? 0;
    }
  }
  return columns;
}

function createColumns(rows: number): TwinColumns {
  return {
    cluster: new Int32Array(rows).fill(-1),
    isFirst: new Uint8Array(rows),
    nearestUid: new Int32Array(rows).fill(-1),
    similarity: new Float64Array(rows),
  };
}

/** The kind of each row of each owner; -1 for rows that were not compared. */
function listKinds({ owners, keys, places }: NearRows): readonly Int32Array[] {
  const kinds = owners.map(({ rows }) => new Int32Array(rows.length).fill(-1));
  for (let kind = 0; kind < keys.length; kind += 1) {
    for (const { owner, row } of places.of(kind)) {
      const ofOwner = kinds[owner];
      if (ofOwner !== undefined) ofOwner[row] = kind;
    }
  }
  return kinds;
}
