import type { Fault, FaultRequest } from "../hub/fault.ts";
import { rateLimited } from "../hub/rate-limited.ts";
import type { Random } from "../worlds/random.ts";

export type HubFaultName =
  | "hub:drop"
  | "hub:reset"
  | "hub:close"
  | "hub:truncate"
  | "hub:stall"
  | "hub:trickle"
  | "hub:500"
  | "hub:502"
  | "hub:503"
  | "hub:429-seconds"
  | "hub:429-date"
  | "hub:429-ratelimit"
  | "hub:redirect-loop"
  | "hub:redirect-bytes"
  | "hub:redirect-elsewhere"
  | "hub:wrong-bytes"
  | "hub:wrong-length"
  | "hub:etag"
  | "hub:no-range"
  | "hub:chunked"
  | "hub:gzip"
  | "hub:gzip-bomb"
  | "hub:renamed"
  | "hub:deleted"
  | "hub:gated"
  | "hub:force-pushed";

/** What faults are drawn with beside chance. */
interface FaultSettings {
  /** Milliseconds that a silence or a trickle lasts before the connection ends. */
  readonly slowMs: number;
  /** Seconds that a client is told to wait. */
  readonly retryAfterSeconds: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

interface HubFaultKind {
  /** Which requests it makes sense for. Default: all. */
  readonly on?: (request: FaultRequest) => boolean;
  /** That what is there is not there, or is something else. */
  readonly lies?: true;
  readonly draw: (random: Random, context: FaultSettings & { request: FaultRequest }) => Fault;
}

const onContent = ({ kind }: FaultRequest): boolean => kind === "content";
const onRange = ({ kind, range }: FaultRequest): boolean =>
  kind === "content" && range !== undefined;
const onRepo = ({ repoId }: FaultRequest): boolean => repoId !== undefined;
const status = (code: number): HubFaultKind => ({
  draw: () => ({ type: "status", status: code, body: `${code}\n` }),
});
const limited = (by: "seconds" | "date" | "ratelimit"): HubFaultKind => ({
  draw: (_, { retryAfterSeconds: seconds, now }) => rateLimited({ by, seconds, now: now() }),
});

/** Few bytes as often as many, up to 256 KiB. */
function drawBytes(random: Random): number {
  return random.int(2 ** random.between(1, 18));
}

/** Which sort of fault each name stands for. */
export const HUB_FAULTS: Readonly<Record<HubFaultName, HubFaultKind>> = {
  "hub:drop": { draw: () => ({ type: "drop" }) },
  "hub:reset": {
    on: onContent,
    draw: (random) => ({ type: "reset", afterBytes: drawBytes(random) }),
  },
  "hub:close": {
    on: onContent,
    draw: (random) => ({ type: "close", afterBytes: drawBytes(random) }),
  },
  "hub:truncate": {
    on: onContent,
    draw: (random) => ({ type: "truncate", afterBytes: drawBytes(random) }),
  },
  "hub:stall": {
    draw: (random, { slowMs: forMs }) =>
      random.int(2) === 0
        ? { type: "stall", forMs }
        : { type: "stall", afterBytes: drawBytes(random), forMs },
  },
  "hub:trickle": {
    on: onContent,
    draw: (random, { slowMs: forMs }) => ({
      type: "trickle",
      bytesPerSecond: random.pick([1, 10, 1000]),
      forMs,
    }),
  },
  "hub:500": status(500),
  "hub:502": status(502),
  "hub:503": status(503),
  "hub:429-seconds": limited("seconds"),
  "hub:429-date": limited("date"),
  "hub:429-ratelimit": limited("ratelimit"),
  "hub:redirect-loop": { draw: () => ({ type: "redirect-loop" }) },
  "hub:redirect-bytes": {
    on: (request) => onContent(request) && otherName(request.host) !== undefined,
    draw: redirectElsewhere,
  },
  "hub:redirect-elsewhere": {
    on: (request) => !onContent(request) && otherName(request.host) !== undefined,
    draw: redirectElsewhere,
  },
  "hub:wrong-bytes": { on: onContent, lies: true, draw: () => ({ type: "wrong-bytes" }) },
  "hub:wrong-length": {
    on: onContent,
    lies: true,
    draw: (random) => ({ type: "wrong-length", declared: drawBytes(random) }),
  },
  "hub:etag": {
    on: onContent,
    lies: true,
    draw: (random) => ({ type: "etag", etag: `"${random.hex(40)}"` }),
  },
  "hub:no-range": { on: onRange, draw: () => ({ type: "no-range" }) },
  "hub:chunked": { on: onContent, draw: () => ({ type: "chunked" }) },
  "hub:gzip": { on: onContent, draw: () => ({ type: "gzip" }) },
  "hub:gzip-bomb": {
    on: onContent,
    lies: true,
    draw: () => ({ type: "gzip-bomb", bytes: 10_000_000_000 }),
  },
  "hub:renamed": {
    on: onRepo,
    lies: true,
    draw: (random) => ({ type: "renamed", to: `moved/${random.hex(8)}` }),
  },
  "hub:deleted": { on: onRepo, lies: true, draw: () => ({ type: "deleted" }) },
  "hub:gated": { on: onRepo, lies: true, draw: () => ({ type: "gated" }) },
  "hub:force-pushed": { on: onRepo, lies: true, draw: () => ({ type: "force-pushed" }) },
};

/** The names of those that can befall a request; after another fault none that lies, since two lies in a row are truth. */
export function listHubFaults(
  names: readonly HubFaultName[],
  { request, isFirst }: { readonly request: FaultRequest; readonly isFirst: boolean },
): readonly HubFaultName[] {
  return names.filter((name) => {
    const { on, lies } = HUB_FAULTS[name];
    return (on === undefined || on(request)) && (isFirst || lies !== true);
  });
}

function redirectElsewhere(_: Random, { request }: { request: FaultRequest }): Fault {
  return { type: "redirect", location: `http://${otherName(request.host)}${request.path}` };
}

/** The other name of a loopback server, which is another origin. */
function otherName(host: string): string | undefined {
  if (host.startsWith("localhost:")) return host.replace("localhost", "127.0.0.1");
  if (host.startsWith("127.0.0.1:")) return host.replace("127.0.0.1", "localhost");
  return undefined;
}
