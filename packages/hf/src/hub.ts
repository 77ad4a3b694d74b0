import { type Clock, delay, type Logger, silentLogger } from "@flock-tools/core";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { HubError } from "./errors.ts";
import { createRateBudget, type Sleep } from "./rate-budget.ts";
import { createSend, type HubStats, type RetryOptions, type Transport } from "./transport.ts";
import { parseEndpoint, parseToken } from "./urls.ts";

export interface HubTimeouts {
  /** Until a connection stands. Default: 10,000. */
  readonly connectMs?: number;
  /** From the request to the headers of its answer. Default: 30,000. */
  readonly headersMs?: number;
  /** Without a single byte of a body, or with next to nothing of it. Default: 30,000. */
  readonly idleMs?: number;
  /** For a whole call, with its retries and pauses. Default: none. */
  readonly totalMs?: number;
}

/** Addresses of proxies, as the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY hold them. */
export interface HubProxy {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly noProxy?: string | undefined;
}

export interface HubOptions {
  /** Default: `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /** Sent to the endpoint's own origin only. */
  readonly token?: string | undefined;
  /** Connections an origin: an integer >= 1. Default: 16. */
  readonly concurrency?: number;
  readonly timeouts?: HubTimeouts;
  readonly retry?: RetryOptions;
  /** Default: `flock-tools`. */
  readonly userAgent?: string;
  readonly logger?: Logger;
  /** Without it no proxy is used, whatever the environment says. */
  readonly proxy?: HubProxy | undefined;
  readonly clock?: Clock;
  /** How rate-limit pauses are waited for: goes with `clock`. Default: a timer. */
  readonly sleep?: Sleep;
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
const DEFAULT_RETRY: Required<RetryOptions> = {
  attempts: 5,
  minDelayMs: 500,
  maxDelayMs: 20_000,
  maxElapsedMs: 900_000,
  maxPauseMs: 600_000,
  maxFailuresInARow: 64,
};

/**
 * Prepares the way to a Hub; nothing is sent yet.
 *
 * @throws UsageError for an endpoint or a token that cannot be one
 * @throws RangeError for a number out of range
 */
export function createHub(options: HubOptions = {}): Hub {
  const { clock = Date.now, logger = silentLogger, sleep = delay } = options;
  const endpoint = parseEndpoint(options.endpoint ?? DEFAULT_ENDPOINT);
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  checkInteger("retry.attempts", retry.attempts);
  const dispatcher = createDispatcher(options);
  const { maxPauseMs, maxFailuresInARow } = retry;
  const budget = createRateBudget({ clock, sleep, logger, maxPauseMs, maxFailuresInARow });
  const stats: HubStats = { requests: 0, retries: 0, bytes: 0 };
  const closing = new AbortController();
  const send = createSend({
    dispatcher,
    endpointOrigin: new URL(endpoint).origin,
    token: parseToken(options.token),
    userAgent: options.userAgent ?? "flock-tools",
    budget,
    stats,
  });
  const { totalMs, idleMs = DEFAULT_TIMEOUTS.idleMs } = options.timeouts ?? {};
  const transport = {
    budget,
    retry,
    totalMs,
    idleMs,
    stats,
    logger,
    clock,
    closing: closing.signal,
    send,
  };
  return {
    endpoint,
    stats,
    transport,
    async close() {
      closing.abort(new HubError("the Hub client is closed", { code: "HUB_CLOSED" }));
      await dispatcher.destroy();
    },
  };
}

function createDispatcher({ concurrency = 16, timeouts, proxy }: HubOptions): Dispatcher {
  const { connectMs, headersMs, idleMs } = { ...DEFAULT_TIMEOUTS, ...timeouts };
  const agentOptions = {
    connections: checkInteger("concurrency", concurrency),
    pipelining: 1,
    headersTimeout: checkInteger("timeouts.headersMs", headersMs),
    bodyTimeout: checkInteger("timeouts.idleMs", idleMs),
    connect: { timeout: checkInteger("timeouts.connectMs", connectMs) },
  };
  if (proxy === undefined) return new Agent(agentOptions);
  return new EnvHttpProxyAgent({
    ...agentOptions,
    // Empty, not undefined: undici would look into the environment itself.
    httpProxy: proxy.http ?? "",
    httpsProxy: proxy.https ?? "",
    noProxy: proxy.noProxy ?? "",
  });
}

function checkInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} must be an integer >= 1: got ${value}`);
}
