import { type AbortOptions, delay } from "./abort.ts";
import { type Clock, steadyClock } from "./clock.ts";

/** Waits `ms` milliseconds; rejects with the abort reason. */
export type Sleep = (ms: number, options: AbortOptions) => Promise<void>;

/** How often, and how long, something that may pass is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first one included: an integer >= 1. Default: 5. */
  readonly attempts?: number;
  /** Before the second try, and at least before any; doubles with each further one and is stretched by chance. Default: 500. */
  readonly minDelayMs?: number;
  /** The longest own pause, exclusive of what an answer asks for. Default: 20,000. */
  readonly maxDelayMs?: number;
  /** Time without any progress after which nothing is tried again, the pause to come counted. Default: 900,000. */
  readonly maxElapsedMs?: number;
}

/** One pause between two tries. */
export interface RetryWait {
  /** What the last try threw. */
  readonly error: unknown;
  /** Which try that was, from 1. */
  readonly attempt: number;
  /** The pause that follows. */
  readonly delayMs: number;
}

export interface RetryOptions extends RetryPolicy, AbortOptions {
  /** Whether the same may succeed later without anybody changing anything. */
  readonly isRetryable: (error: unknown) => boolean;
  /** Milliseconds that the failed answer asks to wait, as by Retry-After: taken in the place of the own pause. */
  readonly getAskedDelayMs?: ((error: unknown) => number | undefined) | undefined;
  /** Whether the try that failed has brought the work forward: then it costs neither an attempt nor a pause. */
  readonly hasProgressed?: (() => boolean) | undefined;
  /** Told before each further try, so that a person can be told what is waited for. */
  readonly onWait?: ((wait: RetryWait) => void) | undefined;
  /** At least 0, below 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  readonly sleep?: Sleep | undefined;
  readonly clock?: Clock | undefined;
}

export const DEFAULT_RETRY_POLICY: Required<RetryPolicy> = {
  attempts: 5,
  minDelayMs: 500,
  maxDelayMs: 20_000,
  maxElapsedMs: 900_000,
};

/**
 * Runs `attempt` until it succeeds, its failure is final, or the attempts or the time for them are used up. Each own
 * pause is drawn from a span that doubles, so that what failed together does not come back together. A failure after
 * progress starts the count and the time anew.
 *
 * @throws RangeError for a policy out of range
 * @throws what the last attempt threw, or the abort reason, at once in a pause
 */
export async function retry<T>(
  attempt: (attempt: number) => Promise<T>,
  { signal, ...options }: RetryOptions,
): Promise<T> {
  const { sleep = delay, onWait } = options;
  const planWait = createWaitPlan(options);
  for (let number = 1; ; number += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt(number);
    } catch (error) {
      signal?.throwIfAborted();
      const delayMs = planWait(error);
      if (delayMs === undefined) throw error;
      onWait?.({ error, attempt: number, delayMs });
      if (delayMs > 0) await sleep(delayMs, { signal });
    }
  }
}

/** Returns what gives the pause after each failure, or undefined when it is the last. */
function createWaitPlan({
  isRetryable,
  hasProgressed,
  getAskedDelayMs,
  clock = steadyClock,
  random = Math.random,
  ...given
}: RetryOptions): (error: unknown) => number | undefined {
  const policy = checkPolicy(given);
  let failures = 0;
  let pauses = 0;
  let since = clock();
  return (error) => {
    if (!isRetryable(error)) return undefined;
    const isFresh = hasProgressed?.() ?? false;
    if (isFresh) [failures, pauses, since] = [0, 0, clock()];
    else pauses += 1;
    failures += 1;
    if (failures >= policy.attempts) return undefined;
    const asked = getAskedDelayMs?.(error);
    const delayMs =
      asked === undefined
        ? chooseDelay(policy, isFresh ? 0 : pauses, random())
        : spreadAsked(policy, asked, random());
    return clock() - since + delayMs >= policy.maxElapsedMs ? undefined : delayMs;
  };
}

// Spread over the upper half of a doubling span, its cap included: without the spread at the cap, what has failed
// often comes back in step (AWS Architecture Blog, "Exponential Backoff And Jitter").
function chooseDelay(
  { minDelayMs, maxDelayMs }: Required<RetryPolicy>,
  pauses: number,
  random: number,
): number {
  if (pauses === 0) return 0;
  const least = Math.min(minDelayMs * 2 ** (pauses - 1), maxDelayMs / 2);
  return Math.round(least * (1 + random));
}

// Never earlier than asked, and not all who were asked the same at once.
function spreadAsked({ minDelayMs }: Required<RetryPolicy>, asked: number, random: number): number {
  return Math.max(asked, minDelayMs) + Math.round(minDelayMs * random);
}

function checkPolicy(given: RetryPolicy): Required<RetryPolicy> {
  const {
    attempts = DEFAULT_RETRY_POLICY.attempts,
    minDelayMs = DEFAULT_RETRY_POLICY.minDelayMs,
    maxDelayMs = DEFAULT_RETRY_POLICY.maxDelayMs,
    maxElapsedMs = DEFAULT_RETRY_POLICY.maxElapsedMs,
  } = given;
  if (!Number.isSafeInteger(attempts) || attempts < 1) {
    throw new RangeError(`attempts must be an integer >= 1: got ${attempts}`);
  }
  for (const [name, ms] of Object.entries({ minDelayMs, maxDelayMs, maxElapsedMs })) {
    if (!(ms >= 0)) throw new RangeError(`${name} must be >= 0: got ${ms}`);
  }
  return { attempts, minDelayMs, maxDelayMs, maxElapsedMs };
}
