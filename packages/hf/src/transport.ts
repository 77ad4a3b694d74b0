import { raceAbort, type AbortOptions, type Clock, type Logger } from "@flock-tools/core";
import type { Dispatcher } from "undici";
import type { HeaderMap } from "./headers.ts";
import { toNetworkError } from "./network-error.ts";
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
}

interface HubRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface RetryOptions {
  /** How often one request is sent at most before it counts as failed: an integer >= 1. Default: 5. */
  readonly attempts?: number;
  /** Before the second try; doubles with each further one and is stretched at random by up to 2. Default: 500. */
  readonly minDelayMs?: number;
  /** Default: 20,000. */
  readonly maxDelayMs?: number;
  /** Time without any progress after which nothing is tried again. Default: 900,000. */
  readonly maxElapsedMs?: number;
  /** The longest rate-limit pause to sit out; a longer one is an error at once. Default: 600,000. */
  readonly maxPauseMs?: number;
  /** Failures in a row over all requests of the Hub after which none is tried again. Default: 64. */
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
  /** Within which some bytes of a body have to come. */
  readonly idleMs: number;
  readonly stats: HubStats;
  readonly logger: Logger;
  readonly clock: Clock;
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
  readonly dispatcher: Dispatcher;
  readonly endpointOrigin: string;
  readonly token: string | undefined;
  readonly userAgent: string;
  readonly budget: RateBudget;
  readonly stats: HubStats;
}

/** Makes `Transport.send`: the one place where a request leaves, and the only one that knows the token. */
export function createSend(options: SendOptions): Transport["send"] {
  const { dispatcher, endpointOrigin, token, userAgent, budget, stats } = options;
  return async ({ url, headers = {}, signal }) => {
    await budget.wait({ signal } satisfies AbortOptions);
    stats.requests += 1;
    const own = url.origin === endpointOrigin;
    const request = dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: "GET",
      signal,
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
      budget.observe(status, answered);
      return { url, own, status, headers: answered, body };
    } catch (error) {
      signal.throwIfAborted();
      budget.observeFailure();
      throw toNetworkError(error, describeUrl(url));
    }
  };
}
