import type { Clock } from "@flock-tools/core";
import { errorReply, type Reply } from "./reply.ts";

/** So many requests of one client in a fixed window. */
export interface RateLimit {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** The two kinds of quota that a data set meets on the Hub (huggingface.co/docs/hub/rate-limits). */
export interface RateLimits {
  readonly api: RateLimit;
  readonly resolvers: RateLimit;
}

interface RateVerdict {
  /** `RateLimit` and `RateLimit-Policy`, for every answer of the kind. */
  readonly headers: Readonly<Record<string, string>>;
  /** The answer where the window is exhausted. */
  readonly refusal: Reply | undefined;
}

interface Window {
  readonly endsAt: number;
  used: number;
}

/** Counts a request of `client` against its window. */
export type RateLimiter = (policy: keyof RateLimits, client: string) => RateVerdict;

export function createRateLimiter(limits: RateLimits, clock: Clock): RateLimiter {
  const windows = new Map<string, Window>();
  return (policy, client) => {
    const { requests, windowSeconds } = limits[policy];
    const now = clock();
    const key = `${policy} ${client}`;
    let window = windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      window = { endsAt: now + windowSeconds * 1000, used: 0 };
      windows.set(key, window);
    }
    window.used += 1;
    const secondsLeft = Math.max(Math.ceil((window.endsAt - now) / 1000), 1);
    const headers = {
      ratelimit: `"${policy}";r=${Math.max(requests - window.used, 0)};t=${secondsLeft}`,
      "ratelimit-policy": `"fixed window";"${policy}";q=${requests};w=${windowSeconds}`,
    };
    return {
      headers,
      refusal: window.used > requests ? refuse(headers, secondsLeft) : undefined,
    };
  };
}

function refuse(headers: Readonly<Record<string, string>>, secondsLeft: number): Reply {
  return errorReply({
    status: 429,
    message: "We had to rate limit you, you hit the quota of requests per 5 minutes period.",
    headers: { ...headers, "retry-after": String(secondsLeft) },
  });
}
