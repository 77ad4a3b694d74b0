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
export function collectFound(texts: TextSource, options: FindNearOptions = {}): Promise<Found> {
  return collectFrom((callbacks) => findNear(texts, { ...options, ...callbacks }));
}

/** Lets `search` run with callbacks, and gives what was found as one plain value. */
export async function collectFrom(search: Search): Promise<Found> {
  const { result, pairs, contained } = await keepLists(search);
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

/**
 * `truth` itself where `found` says the same in every number: comparing them is then instant, however long they are, and
 * where they differ the test shows how.
 */
export function settle(found: Found, truth: Found): Found {
  return print(found) === print(truth) ? truth : found;
}

function print({ pairs, contained, ...rest }: Found): string {
  return JSON.stringify([
    rest.rows,
    rest.emptyRows,
    rest.nodes,
    rest.truncated.pairs,
    rest.truncated.contained,
    rest.firstOf,
    rest.clusterOf,
    pairs.map(({ a, b, sizeA, sizeB, shared }) => [a, b, sizeA, sizeB, shared]),
    contained.map((item) => [item.row, item.container, item.size, item.containerSize, item.shared]),
  ]);
}

/** The same where only the first `maxPairs` of each list may be listed. */
export function cutLists(found: Found, maxPairs: number | undefined): Found {
  const { pairs, contained } = found;
  return {
    ...found,
    pairs: pairs.slice(0, maxPairs),
    contained: contained.slice(0, maxPairs),
    truncated: {
      pairs: pairs.length > (maxPairs ?? pairs.length),
      contained: contained.length > (maxPairs ?? contained.length),
    },
  };
}

/** Searches, and keeps what is handed over. */
export function searchNear(texts: TextSource, options: FindNearOptions = {}): Promise<Kept> {
  return keepLists((callbacks) => findNear(texts, { ...options, ...callbacks }));
}

type Search = (
  callbacks: Required<Pick<FindNearOptions, "onPairs" | "onContained">>,
) => Promise<NearResult>;

interface Kept {
  readonly result: NearResult;
  readonly pairs: NearPair[];
  readonly contained: ContainedRow[];
}

async function keepLists(search: Search): Promise<Kept> {
  const pairs: NearPair[] = [];
  const contained: ContainedRow[] = [];
  const result = await search({
    onPairs: (items) => {
      for (const item of items) pairs.push({ ...item });
    },
    onContained: (items) => {
      for (const item of items) contained.push({ ...item });
    },
  });
  return { result, pairs, contained };
}
