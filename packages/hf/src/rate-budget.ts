import type { AbortOptions, Clock, Logger } from "@flock-tools/core";
import { HubError } from "./errors.ts";
import {
  getHeader,
  type HeaderMap,
  parsePolicyWindow,
  parseRateLimits,
  parseRetryAfter,
} from "./headers.ts";

/** Waits `ms` milliseconds; rejects with the abort reason. */
export type Sleep = (ms: number, options: AbortOptions) => Promise<void>;

/** What all requests of one Hub share: the pause that the Hub asked for, and how it has been doing lately. */
export interface RateBudget {
  /**
   * Resolves when requests may be sent.
   *
   * @throws the abort reason
   * @throws HubError `HUB_RATE_LIMITED` if the Hub asked for a longer pause than the caller is ready for
   */
  wait(options: AbortOptions): Promise<void>;
  /** Learns from one answer: every request waits while a window is used up. */
  observe(status: number, headers: HeaderMap): void;
  /** Learns that no answer came at all. */
  observeFailure(): void;
  /** Whether trying again is worth it: false after many failures in a row, of any requests, and in a too long pause. */
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
  let pausedUntil = 0;
  let failuresInARow = 0;
  let toldAt = -Infinity;

  const observeFailure = (): void => {
    failuresInARow += 1;
  };
  return {
    async wait({ signal }) {
      for (;;) {
        const remaining = pausedUntil - clock();
        if (remaining <= 0) return;
        if (remaining > maxPauseMs) throw createPauseError(remaining);
        await sleep(remaining, { signal });
      }
    },
    observe(status, headers) {
      if (status === 429 || status >= 500) observeFailure();
      else failuresInARow = 0;
      const asked = findPause(status, headers, clock());
      const until = asked === undefined ? 0 : clock() + asked.ms;
      if (asked === undefined || until <= pausedUntil) return;
      pausedUntil = until;
      const seconds = Math.ceil(asked.ms / 1000);
      logger.warn(`the Hub asks to wait: no request for ${seconds} s (${asked.why})`, {
        seconds,
        status,
        why: asked.why,
      });
    },
    observeFailure,
    isNews() {
      if (clock() - toldAt < TELL_EVERY_MS) return false;
      toldAt = clock();
      return true;
    },
    mayRetry: () => failuresInARow < maxFailuresInARow && pausedUntil - clock() <= maxPauseMs,
  };
}

/**
 * How long the answer asks everybody to wait, and by which header. Retry-After counts on 429 and 503; a used-up
 * `RateLimit` window on any answer, so that the limit is respected before it is hit (Hub documentation, "Rate limits").
 */
function findPause(
  status: number,
  headers: HeaderMap,
  now: number,
): { readonly ms: number; readonly why: string } | undefined {
  if (status === 429 || status === 503) {
    const ms = parseRetryAfter(headers, now);
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
    next: `run it again in ${seconds} s, or set HF_TOKEN: accounts have higher limits`,
  });
}
