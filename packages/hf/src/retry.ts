import { retry } from "@flock-tools/core";
import { HubError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** A failure after this many new bytes is bad luck, not a dead end: it costs none of the attempts. */
const PROGRESS_BYTES = 1024 * 1024;

export interface RetryCall {
  readonly signal: AbortSignal;
  /** Bytes gained so far, for work that goes on where it stopped. Default: always 0. */
  readonly measure?: () => number;
}

/**
 * Runs `attempt` under the Hub's retry policy, and says what it waits for.
 *
 * @throws what the last attempt threw, or the abort reason
 */
export async function withRetry<T>(
  { budget, clock, logger, random, retry: policy, sleep, stats }: Transport,
  { signal, measure = () => 0 }: RetryCall,
  attempt: () => Promise<T>,
): Promise<T> {
  let progress = measure();
  return await retry(attempt, {
    ...policy,
    signal,
    clock,
    sleep,
    random,
    isRetryable: (error) =>
      error instanceof HubError &&
      error.retryable &&
      (error.retryAfterMs ?? 0) <= policy.maxPauseMs &&
      budget.mayRetry(),
    getAskedDelayMs: (error) => (error instanceof HubError ? error.retryAfterMs : undefined),
    hasProgressed() {
      if (measure() < progress + PROGRESS_BYTES) return false;
      progress = measure();
      return true;
    },
    onWait({ error, attempt: number, delayMs }) {
      stats.retries += 1;
      const { code, message } = error as HubError;
      // The first failure is nothing: most often the next try mends it before anybody has waited.
      const level = number > 1 && budget.isNews() ? "warn" : "debug";
      const seconds = Math.round(delayMs / 1000);
      logger[level](`trying again${seconds > 0 ? ` in ${seconds} s` : ""}: ${message}`, {
        code,
        attempt: number,
        delayMs,
      });
    },
  });
}
