import {
  type AbortOptions,
  type Clock,
  type Logger,
  parseRetryAfter,
  type Sleep,
} from "@flock-tools/core";
import { HubError } from "./errors.ts";
import { getHeader, type HeaderMap, parsePolicyWindow, parseRateLimits } from "./headers.ts";

interface Answer {
  /** Of the server that gave it: what storage elsewhere asks for is no word of the Hub. */
  readonly origin: string;
  readonly status: number;
  readonly headers: HeaderMap;
}

/** What all requests of one Hub share: the pauses that were asked for, and how it has been doing lately. */
export interface RateBudget {
  /**
   * Resolves when requests may be sent to `origin`.
   *
   * @throws the abort reason
   * @throws HubError `HUB_RATE_LIMITED` if a longer pause was asked for than the caller is ready for
   */
  wait(options: AbortOptions & { readonly origin: string }): Promise<void>;
  /**
   * Learns from one answer: every request to its origin waits while a window is used up. Returns how long from now, in
   * milliseconds, if the answer asks for it.
   */
  observe(answer: Answer): number | undefined;
  /** Learns that no answer came at all. */
  observeFailure(): void;
  /** Whether trying again is worth it: false after many failures in a row, of any requests. */
  mayRetry(): boolean;
  /** Whether to tell a person that a request keeps failing: once in 30 s, whichever of them it is. */
  isNews(): boolean;
}

export interface RateBudgetOptions {
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  /** The longest pause to sit out, in milliseconds. */
  readonly maxPauseMs: number;
  /** Failures in a row, over all requests, after which nothing is tried again. */
  readonly maxFailuresInARow: number;
}

const TELL_EVERY_MS = 30_000;

/** A budget without a pause. */
export function createRateBudget(options: RateBudgetOptions): RateBudget {
  const { clock, sleep, logger, maxPauseMs, maxFailuresInARow } = options;
  const pausedUntil = new Map<string, number>();
  let failuresInARow = 0;
  let toldAt = -Infinity;

  const observeFailure = (): void => {
    failuresInARow += 1;
  };
  return {
    async wait({ origin, signal }) {
      for (;;) {
        const remaining = (pausedUntil.get(origin) ?? 0) - clock();
        if (remaining <= 0) return;
        if (remaining > maxPauseMs) throw createPauseError(remaining);
        await sleep(remaining, { signal });
      }
    },
    observe(answer) {
      const { origin, status } = answer;
      if (status === 429 || status >= 500) observeFailure();
      else failuresInARow = 0;
      const asked = findPause(answer, clock());
      if (asked === undefined) return undefined;
      const until = clock() + asked.ms;
      if (until <= (pausedUntil.get(origin) ?? 0)) return asked.ms;
      pausedUntil.set(origin, until);
      if (asked.ms === 0) return 0;
      const seconds = Math.ceil(asked.ms / 1000);
      logger.warn(`the Hub asks to wait: no request for ${seconds} s (${asked.why})`, {
        seconds,
        status,
        origin,
        why: asked.why,
      });
      return asked.ms;
    },
    observeFailure,
    isNews() {
      if (clock() - toldAt < TELL_EVERY_MS) return false;
      toldAt = clock();
      return true;
    },
    mayRetry: () => failuresInARow < maxFailuresInARow,
  };
}

/**
 * How long the answer asks everybody to wait, and by which header. Retry-After counts on 429 and 503; a used-up
 * `RateLimit` window on any answer, so that the limit is respected before it is hit (Hub documentation, "Rate limits").
 */
function findPause(
  { status, headers }: Answer,
  now: number,
): { readonly ms: number; readonly why: string } | undefined {
  if (status === 429 || status === 503) {
    const retryAfter = getHeader(headers, "retry-after");
    const ms = parseRetryAfter({ retryAfter, date: getHeader(headers, "date") }, now);
    if (ms !== undefined) return { ms, why: `${status} with Retry-After` };
  }
  for (const { policy, remaining, resetMs } of parseRateLimits(getHeader(headers, "ratelimit"))) {
    if (remaining > 0 || resetMs === undefined) continue;
    return { ms: resetMs, why: `the window of "${policy}" is used up` };
  }
  const window = parsePolicyWindow(getHeader(headers, "ratelimit-policy"));
  return status === 429 && window !== undefined
    ? { ms: window, why: "429, and no word on when the window reopens" }
    : undefined;
}

function createPauseError(remaining: number): HubError {
  const seconds = Math.ceil(remaining / 1000);
  return new HubError(`the Hub's rate limit is used up for another ${seconds} s`, {
    code: "HUB_RATE_LIMITED",
    retryable: true,
    retryAfterMs: remaining,
    next: `run it again in ${seconds} s, or set HF_TOKEN: accounts have higher limits`,
  });
}
