import {
  type ContainedRow,
  findNear,
  type FindNearOptions,
  type NearPair,
  type NearResult,
  type TextSource,
} from "../src/index.ts";

/** All that a search finds, lists too; what it had to do is left out. */
export interface Found {
  readonly rows: number;
  readonly emptyRows: number;
  readonly nodes: number;
  readonly firstOf: readonly number[];
  readonly clusterOf: readonly number[];
  readonly pairs: readonly NearPair[];
  readonly contained: readonly ContainedRow[];
  readonly truncated: { readonly pairs: boolean; readonly contained: boolean };
}

/** Searches, and gives what was found as one plain value. */
export async function collectFound(
  texts: TextSource,
  options: FindNearOptions = {},
): Promise<Found> {
  const { result, pairs, contained } = await searchNear(texts, options);
  const { rows, emptyRows, nodes, firstOf, clusterOf, truncated } = result;
  if (result.pairs !== pairs.length || result.contained !== contained.length) {
    throw new Error("the result counts other lists than were handed over");
  }
  return {
    rows,
    emptyRows,
    nodes,
    firstOf: [...firstOf],
    clusterOf: [...clusterOf],
    pairs,
    contained,
    truncated,
  };
}

/** Searches, and keeps what is handed over. */
export async function searchNear(
  texts: TextSource,
  options: FindNearOptions = {},
): Promise<{ result: NearResult; pairs: NearPair[]; contained: ContainedRow[] }> {
  const pairs: NearPair[] = [];
  const contained: ContainedRow[] = [];
  const result = await findNear(texts, {
    ...options,
    onPairs: (items) => {
      for (const item of items) pairs.push({ ...item });
    },
    onContained: (items) => {
      for (const item of items) contained.push({ ...item });
    },
  });
  return { result, pairs, contained };
}
