import pRetry from "p-retry";
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
 * Runs `attempt` until it succeeds, its failure is final, or the attempts or the time for them are used up; waits
 * longer each time, by chance, so that parallel downloads do not come back all at once.
 *
 * @throws what the last attempt threw, or the abort reason
 */
export async function withRetry<T>(
  transport: Transport,
  { signal, measure = () => 0 }: RetryCall,
  attempt: () => Promise<T>,
): Promise<T> {
  const { budget, clock, logger, retry, stats } = transport;
  let progressAt = clock();
  let progress = measure();
  try {
    return await pRetry(attempt, {
      retries: retry.attempts - 1,
      minTimeout: retry.minDelayMs,
      maxTimeout: retry.maxDelayMs,
      randomize: true,
      signal,
      shouldConsumeRetry: () => {
        if (measure() < progress + PROGRESS_BYTES) return true;
        progress = measure();
        progressAt = clock();
        return false;
      },
      shouldRetry: ({ error, attemptNumber }) => {
        if (!(error instanceof HubError) || !error.retryable || signal.aborted) return false;
        if (!budget.mayRetry() || clock() - progressAt >= retry.maxElapsedMs) return false;
        stats.retries += 1;
        const fields = { code: error.code, attempt: attemptNumber };
        // The first failure is nothing: most often the next try mends it before anybody has waited.
        const level = attemptNumber > 1 && budget.isNews() ? "warn" : "debug";
        logger[level](`trying again: ${error.message}`, fields);
        return true;
      },
    });
  } catch (error) {
    // p-retry wraps a reason that is no Error.
    signal.throwIfAborted();
    throw error;
  }
}
