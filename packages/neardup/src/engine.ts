import type { ContainedRow, NearPair, NearProgress, NearResult } from "./near-result.ts";
import type { Ratio } from "./ratio.ts";
import type { TextSource } from "./text-source.ts";

/**
 * - `exact`: finds every pair; a set similarity join on the bytes, in WebAssembly.
 * - `reference`: finds every pair; plain TypeScript, for some thousands of rows, to check the others by.
 * - `minhash`: approximate: every pair it gives is right, but it misses some.
 */
export type NearEngine = "exact" | "reference" | "minhash";

/** The options of a search with everything checked and filled in. */
export interface ResolvedOptions {
  readonly threshold: Ratio;
  /** Undefined: contained rows are not searched for. */
  readonly containment: Ratio | undefined;
  /** Undefined: as many as pay. */
  readonly threads: number | undefined;
  /** Bytes. */
  readonly maxMemory: number;
  readonly maxPairs: number;
  readonly onPairs: (pairs: readonly NearPair[]) => void;
  readonly onContained: (contained: readonly ContainedRow[]) => void;
  readonly onProgress: (progress: NearProgress) => void;
  readonly signal: AbortSignal | undefined;
}

/** One way to search. It looks at `signal` before it starts. */
export type Engine = (texts: TextSource, options: ResolvedOptions) => Promise<NearResult>;
