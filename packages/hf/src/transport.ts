import {
  type Clock,
  type Logger,
  raceAbort,
  type RetryPolicy,
  type Sleep,
} from "@flock-tools/core";
import type { Dispatcher } from "undici";
import type { Connections } from "./connections.ts";
import type { HeaderMap } from "./headers.ts";
import { HubError } from "./errors.ts";
import { toNetworkError } from "./network-error.ts";
import type { Pace } from "./pace.ts";
import type { RateBudget } from "./rate-budget.ts";
import { describeUrl } from "./urls.ts";

/** One answer, its body not read yet: whoever gets it reads or disposes of it. */
export interface HubResponse {
  readonly url: URL;
  /** Whether the Hub itself answered, rather than storage at another origin. */
  readonly own: boolean;
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: Dispatcher.ResponseData["body"];
  /** How long the answer asks to wait, in milliseconds, if it does. */
  readonly retryAfterMs: number | undefined;
}

interface HubRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface RetryOptions extends RetryPolicy {
  /** The longest rate-limit pause to sit out; a longer one is an error at once. Default: 600,000. */
  readonly maxPauseMs?: number;
  /** Failures in a row over all requests of the Hub after which none is tried again. Default: 4 times the concurrency, at least 64. */
  readonly maxFailuresInARow?: number;
}

export interface HubStats {
  /** Requests sent, each redirect hop and each retry counted. */
  requests: number;
  /** Times that something was tried again. */
  retries: number;
  /** Bytes of file bodies that came over the wire. */
  bytes: number;
}

/** How this package's functions reach the Hub; the token stays inside. */
export interface Transport {
  readonly budget: RateBudget;
  readonly retry: Required<RetryOptions>;
  readonly totalMs: number | undefined;
  /** That every body has to keep, whatever it is of. */
  readonly pace: Pace;
  readonly stats: HubStats;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: () => number;
  /** A text without the token, wherever it stands in it: for whatever a server says. */
  readonly hide: (text: string) => string;
  /** Aborts with a HubError when the Hub is closed. */
  readonly closing: AbortSignal;
  /**
   * Sends one GET, without following redirects, as soon as the budget allows it.
   *
   * @throws HubError if no answer comes
   * @throws the abort reason
   */
  send(request: HubRequest): Promise<HubResponse>;
}

export interface SendOptions {
  readonly connections: Connections;
  readonly endpointOrigin: string;
  readonly token: string | undefined;
  readonly userAgent: string;
  readonly budget: RateBudget;
  readonly stats: HubStats;
}

/** The Hub sends none, a proxy perhaps one. */
const MAX_INFORMATIONAL = 10;

/** Makes `Transport.send`: the one place where a request leaves, and the only one that knows the token. */
export function createSend(options: SendOptions): Transport["send"] {
  const { connections, endpointOrigin, token, userAgent, budget, stats } = options;
  return async ({ url, headers = {}, signal }) => {
    const { origin } = url;
    await budget.wait({ origin, signal });
    stats.requests += 1;
    const own = origin === endpointOrigin;
    const dispatcher = await connections.open();
    const request = dispatcher.request({
      origin,
      path: `${url.pathname}${url.search}`,
      method: "GET",
      signal,
      onInfo: createInfoLimit(url),
      headers: {
        "user-agent": userAgent,
        "accept-encoding": "identity",
        ...headers,
        ...(own && token !== undefined ? { authorization: `Bearer ${token}` } : {}),
      },
    });
    try {
      // undici notices an abort only once the request has a connection, which may be never.
      const { statusCode: status, headers: answered, body } = await raceAbort(request, signal);
      // Until somebody reads it, a body that breaks off would have nobody to tell and end the process.
      body.on("error", () => {});
      const retryAfterMs = budget.observe({ origin, status, headers: answered });
      return { url, own, status, headers: answered, body, retryAfterMs };
    } catch (error) {
      signal.throwIfAborted();
      budget.observeFailure();
      throw toNetworkError(error, describeUrl(url));
    }
  };
}

// Each 1xx starts undici's clock for the headers anew, so that an endless row of them would never time out.
function createInfoLimit(url: URL): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count <= MAX_INFORMATIONAL) return;
    throw new HubError("the answer does not get beyond interim responses", {
      code: "HUB_BAD_ANSWER",
      details: `more than ${MAX_INFORMATIONAL} of them from ${describeUrl(url)}`,
      next: "check HF_ENDPOINT and the proxy settings",
    });
  };
}
