import type { AbortOptions } from "@flock-tools/core";
import type { ResolvedOptions } from "./engine.ts";
import type { ContainedRow, NearPair, NearProgress } from "./near-result.ts";
import { parseRatio } from "./ratio.ts";

/** What every engine takes. */
export interface NearOptions extends AbortOptions {
  /**
   * The least Jaccard similarity of a near pair, inclusive: a decimal in (0, 1] with at most 9 decimals, taken as the
   * exact fraction it says. Default: "0.8".
   */
  readonly threshold?: number | string | undefined;
  /**
   * The least share of a contained row's shingles, inclusive, of the same form as `threshold`. Contained rows are
   * searched for only if it is given.
   */
  readonly containment?: number | string | undefined;
  /** An integer >= 1. Default: what pays. */
  readonly threads?: number | undefined;
  /** Bytes that the search may take beyond what the caller holds: >= 67,108,864 (64 MiB). Default: 1 GiB. */
  readonly maxMemory?: number | undefined;
  /**
   * An integer >= 0: at most so many near pairs are listed, the first ones in ascending (a, b), and as many contained
   * rows. 0: clusters only. Default: 1,000,000.
   */
  readonly maxPairs?: number | undefined;
  /** Called with the near pairs in ascending (a, b), some at a time. */
  readonly onPairs?: ((pairs: readonly NearPair[]) => void) | undefined;
  /** Called with the contained rows in ascending (row, container), some at a time. */
  readonly onContained?: ((contained: readonly ContainedRow[]) => void) | undefined;
  /** Called now and then. */
  readonly onProgress?: ((progress: NearProgress) => void) | undefined;
}

const MIN_MEMORY = 64 * 2 ** 20;
const ignore = (): void => {};

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} if a value is of the wrong type
 * @throws {RangeError} if a value is out of its range
 */
export function resolveOptions({
  threshold = "0.8",
  containment,
  threads,
  maxMemory = 2 ** 30,
  maxPairs = 1_000_000,
  onPairs = ignore,
  onContained = ignore,
  onProgress = ignore,
  signal,
}: NearOptions): ResolvedOptions {
  if (threads !== undefined) checkInteger("threads", threads, 1);
  checkInteger("maxMemory", maxMemory, MIN_MEMORY);
  checkInteger("maxPairs", maxPairs, 0);
  return {
    threshold: parseRatio(threshold, "threshold"),
    containment: containment === undefined ? undefined : parseRatio(containment, "containment"),
    threads,
    maxMemory,
    maxPairs,
    onPairs,
    onContained,
    onProgress,
    signal,
  };
}

function checkInteger(name: string, value: number, least: number): void {
  if (typeof value !== "number") {
    throw new TypeError(`${name} must be a number: got ${typeof value}`);
  }
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be an integer >= ${least}: got ${value}`);
  }
}
