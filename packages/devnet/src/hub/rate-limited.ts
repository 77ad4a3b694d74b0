import type { Fault } from "./fault.ts";

export interface RateLimitedOptions {
  /**
   * How the client is told to wait: `Retry-After` in seconds, `Retry-After` as a date, or nothing but the `RateLimit`
   * header of the Hub (huggingface.co/docs/hub/rate-limits).
   */
  readonly by: "seconds" | "date" | "ratelimit";
  /** For how long: an integer >= 0. */
  readonly seconds: number;
  /** Milliseconds since the Unix epoch, which a date is counted from. Default: now. */
  readonly now?: number;
}

/** The fault of an answer of 429, as the Hub or what stands before it sends it. */
export function rateLimited({ by, seconds, now = Date.now() }: RateLimitedOptions): Fault {
  const message = "We had to rate limit you, you hit the quota of requests per 5 minutes period.";
  return {
    type: "status",
    status: 429,
    headers: {
      "content-type": "application/json; charset=utf-8",
      ...waitHeaders[by](seconds, now),
    },
    body: JSON.stringify({ error: message }),
  };
}

const waitHeaders: Readonly<
  Record<RateLimitedOptions["by"], (seconds: number, now: number) => Record<string, string>>
> = {
  seconds: (seconds) => ({ "retry-after": String(seconds) }),
  // Dates have whole seconds: rounded up, so that nobody comes back too early.
  date: (seconds, now) => ({
    "retry-after": new Date(Math.ceil(now / 1000 + seconds) * 1000).toUTCString(),
  }),
  ratelimit: (seconds) => ({
    ratelimit: `"resolvers";r=0;t=${seconds}`,
    "ratelimit-policy": '"fixed window";"resolvers";q=3000;w=300',
  }),
};
