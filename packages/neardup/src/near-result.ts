/**
 * Two different sets of shingles that are similar enough, each named by the first row that has it.
 * Their Jaccard similarity is exactly `shared / (sizeA + sizeB - shared)`.
 */
export interface NearPair {
  /** A row's number, from 0; less than `b`. */
  readonly a: number;
  readonly b: number;
  /** Different shingles of `a`. */
  readonly sizeA: number;
  readonly sizeB: number;
  /** Shingles that both have. */
  readonly shared: number;
}

/**
 * A row most of whose shingles are in another one that is not smaller (of two equally large ones the lower row is
 * the contained one) and that is not in its cluster. Both are named by the first row with the same set.
 * The share is exactly `shared / size`.
 */
export interface ContainedRow {
  readonly row: number;
  readonly container: number;
  /** Different shingles of `row`. */
  readonly size: number;
  readonly containerSize: number;
  readonly shared: number;
}

/** How far a search has come. */
export interface NearProgress {
  readonly phase: "read" | "match" | "verify";
  /** Counts the readings of the source, from 1. */
  readonly pass: number;
  /** Rows dealt with in this pass and phase. */
  readonly rows: number;
  /** Undefined as long as the source has not been read to its end. */
  readonly totalRows: number | undefined;
  /** Near pairs found so far. */
  readonly pairs: number;
}

/** What a search has found, apart from the pairs themselves, which are handed to `onPairs` and `onContained`. */
export interface NearResult {
  readonly rows: number;
  /** Rows without a token. */
  readonly emptyRows: number;
  /** Different sets of shingles; the empty set is one of them. */
  readonly nodes: number;
  /** For each row the first row with the same set of shingles: itself, if there is none before it. */
  readonly firstOf: Uint32Array;
  /** For each row the first row of its cluster: all that is linked by equal sets and near pairs, not by containment. */
  readonly clusterOf: Uint32Array;
  /** Near pairs listed. */
  readonly pairs: number;
  /** Contained rows listed. */
  readonly contained: number;
  /** Whether there may be more than were listed. `clusterOf` is complete nevertheless. */
  readonly truncated: { readonly pairs: boolean; readonly contained: boolean };
  /** How the search went; these depend on the engine and its options. */
  readonly stats: NearStats;
}

/** What a search had to do. */
export interface NearStats {
  /** Readings of the source. */
  readonly passes: number;
  /** Different sets of shingles that could have a partner at all. */
  readonly survivors: number;
  /** Pairs of them that were looked at. */
  readonly candidates: number;
  /** Pairs whose shared shingles were counted on the shingles themselves. */
  readonly verified: number;
  /** Bytes of all texts. */
  readonly textBytes: number;
}
