import type { RetryOptions, RetryPolicy } from "@flock-tools/core";

/** How often, and how long, what may pass is tried again; tests own chance, clock and sleep. */
export type ChainRetry = RetryPolicy & Pick<RetryOptions, "clock" | "random" | "sleep">;

/** Pauses of half a second to 16 seconds, doubling; none begins once this took one and a half timeouts. */
export function createChainRetry(timeoutMs: number, given: ChainRetry = {}): ChainRetry {
  return {
    attempts: 6,
    // Public nodes allow about one request a second.
    minDelayMs: 500,
    maxDelayMs: 16_000,
    // After a call that was not answered in time there is room for one more.
    maxElapsedMs: 1.5 * timeoutMs,
    ...given,
  };
}

/** Aborts with either. */
export function anyOf(own: AbortSignal, callers: AbortSignal | undefined): AbortSignal {
  return callers === undefined ? own : AbortSignal.any([own, callers]);
}

/** As logs show a pause: to a tenth. */
export function toSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
