import {
  type Clock,
  DEFAULT_RETRY_POLICY,
  delay,
  type Logger,
  silentLogger,
  type Sleep,
  steadyClock,
} from "@flock-tools/core";
import { checkInteger, type ConnectionsOptions, createConnections } from "./connections.ts";
import { HubError } from "./errors.ts";
import { createRateBudget } from "./rate-budget.ts";
import { createSend, type HubStats, type RetryOptions, type Transport } from "./transport.ts";
import { parseEndpoint, parseToken } from "./urls.ts";

export interface HubTimeouts {
  /** Until a connection stands. Default: 10,000. */
  readonly connectMs?: number;
  /** From the request to the headers of its answer. Default: 30,000. */
  readonly headersMs?: number;
  /** Without a single byte of a body, or with less of it than `minBytesPerSecond`. Default: 30,000. */
  readonly idleMs?: number;
  /** For a whole call, with its retries and pauses. Default: none. */
  readonly totalMs?: number;
}

export interface HubOptions extends ConnectionsOptions {
  /** Default: `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /** Sent to the endpoint's own origin only. */
  readonly token?: string | undefined;
  readonly timeouts?: HubTimeouts;
  /** The slowest that any body may come, taken over `timeouts.idleMs`: bytes, >= 0. Default: 1,000. */
  readonly minBytesPerSecond?: number;
  readonly retry?: RetryOptions;
  /** Default: `flock-tools`. */
  readonly userAgent?: string;
  readonly logger?: Logger;
  /** Default: a steady one. */
  readonly clock?: Clock;
  /** How pauses are waited for: goes with `clock`. Default: a timer. */
  readonly sleep?: Sleep;
  /** Spreads the pauses: at least 0, below 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** One Hub: its connections and the budget that all its requests share. Made by `createHub`. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly stats: Readonly<HubStats>;
  /** For the functions of this package. */
  readonly transport: Transport;
  /** Closes all connections at once; what is under way rejects with HubError `HUB_CLOSED`. */
  close(): Promise<void>;
}

const DEFAULT_ENDPOINT = "https://huggingface.co";
const DEFAULT_TIMEOUTS = { connectMs: 10_000, headersMs: 30_000, idleMs: 30_000 };
const MIN_BYTES_PER_SECOND = 1000;
const DEFAULT_CONCURRENCY = 16;
const MAX_PAUSE_MS = 600_000;

/**
 * Prepares the way to a Hub; nothing is sent yet.
 *
 * @throws UsageError for an endpoint, a token or a proxy that cannot be one
 * @throws RangeError for a number out of range
 */
export function createHub(options: HubOptions = {}): Hub {
  const { clock = steadyClock, logger = silentLogger, sleep = delay } = options;
  const { minBytesPerSecond = MIN_BYTES_PER_SECOND, random = Math.random } = options;
  const endpoint = parseEndpoint(options.endpoint ?? DEFAULT_ENDPOINT);
  const token = parseToken(options.token);
  const { concurrency = DEFAULT_CONCURRENCY } = options;
  const retry = {
    ...DEFAULT_RETRY_POLICY,
    maxPauseMs: MAX_PAUSE_MS,
    // One hiccup of the line breaks all connections at once, and is only one.
    maxFailuresInARow: 4 * Math.max(concurrency, DEFAULT_CONCURRENCY),
    ...options.retry,
  };
  checkInteger("retry.attempts", retry.attempts);
  if (!(minBytesPerSecond >= 0)) {
    throw new RangeError(`minBytesPerSecond must be >= 0: got ${minBytesPerSecond}`);
  }
  const { totalMs, ...timeouts } = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const connections = createConnections({ concurrency, proxy: options.proxy, timeouts });
  const { maxPauseMs, maxFailuresInARow } = retry;
  const budget = createRateBudget({ clock, sleep, logger, maxPauseMs, maxFailuresInARow });
  const stats: HubStats = { requests: 0, retries: 0, bytes: 0 };
  const closing = new AbortController();
  const { origin } = new URL(endpoint);
  const { userAgent = "flock-tools" } = options;
  const send = createSend({
    connections,
    endpointOrigin: origin,
    token,
    userAgent,
    budget,
    stats,
  });
  const transport: Transport = {
    budget,
    retry,
    totalMs,
    pace: { clock, windowMs: timeouts.idleMs, minBytesPerSecond },
    stats,
    logger,
    clock,
    sleep,
    random,
    hide: (text) => (token === undefined ? text : text.replaceAll(token, "[hidden]")),
    closing: closing.signal,
    send,
  };
  return {
    endpoint,
    stats,
    transport,
    async close() {
      closing.abort(new HubError("the Hub client is closed", { code: "HUB_CLOSED" }));
      await connections.close();
    },
  };
}
