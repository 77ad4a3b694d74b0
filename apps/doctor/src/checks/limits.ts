import { formatCount } from "@flock-tools/cli";
import type { Check, Finding, Found } from "../check.ts";

export const LIMITS: Check = {
  name: "limits",
  area: "machine",
  run: ({ found }) => Promise.resolve(judgeLimits(found)),
};

/** What was refused as one request too many in this run, and what the Hub says is left. */
export function judgeLimits({
  refusals,
  hubLimits,
}: Pick<Found, "refusals" | "hubLimits">): Finding {
  const left = parseLeft(hubLimits);
  const facts = { refusals: { ...refusals }, left };
  const told = left.map(({ policy, remaining }) => `${formatCount(remaining)} of "${policy}"`);
  const rest = told.length === 0 ? "" : `; the Hub has ${told.join(", ")} left`;
  if (refusals.chain > 0) {
    return {
      status: "warning",
      seen: `the chain's node has refused ${refusals.chain} as too many${rest}`,
      next: "wait a minute, or choose another node: --network latent-lite, or --endpoint with your own",
      facts,
    };
  }
  if (refusals.hub > 0 || left.some(({ remaining }) => remaining === 0)) {
    return {
      status: "warning",
      seen: `the Hub allows no more requests for now${rest}`,
      next: "wait some minutes, or set HF_TOKEN: accounts have higher limits",
      facts,
    };
  }
  return { status: "ok", seen: `nothing was refused as too many${rest}`, facts };
}

interface Left {
  readonly policy: string;
  readonly remaining: number;
}

// draft-ietf-httpapi-ratelimit-headers-09: `"api";r=499;t=200`
function parseLeft(header: string = ""): Left[] {
  return [...header.matchAll(/"([^"]{1,64})"[^,]*?;\s*r=(\d{1,12})/g)].map(
    ([, policy = "", remaining]) => ({ policy, remaining: Number(remaining) }),
  );
}
