import { type Fault, rateLimited, type RequestKind } from "@flock-tools/devnet";

/** What becomes of a miner: its status, and the reason if it has one. */
export type Fate =
  | "downloaded"
  | `skipped ${"gated" | "repo-not-found" | "revision-not-found" | "too-large"}`
  | `failed ${"rate-limited" | "timeout" | "network" | "server-error" | "bad-answer" | "integrity"}`;

/** A fault, or what makes one when its time has come. */
type FaultSource = Fault | (() => Fault);

/** One line of the matrix: what goes wrong, and what becomes of the miner. */
export interface HubCase {
  /** Which requests it happens to. */
  readonly at: RequestKind;
  /** What happens to the first of them, the second, and so on; if it lasts, the last one happens to all further ones. */
  readonly faults: readonly [FaultSource, ...FaultSource[]];
  /** Where it happens and is over. Default: `downloaded`. */
  readonly once?: Fate;
  /** Where it lasts. */
  readonly lasting: Fate;
  /** Of the file. Default: 24,000. */
  readonly bytes?: number;
  /** Whether the file is an LFS file, whose bytes come from another origin than the Hub's. */
  readonly lfs?: boolean;
  /** Whether the commitment names a branch, which has to be resolved first. */
  readonly branch?: boolean;
}

/** At a server on another origin, which answers with bytes of its own. */
export interface OtherHost {
  readonly url: string;
}

const PART = 3_000;
/** Longer than what the run waits for, so that it is the client that gives up. */
const FOR_MS = 20_000;

/** The lines of the matrix that a Hub, or the way to it, is at fault for. `stale` is a hash that no file has. */
export function createHubCases(other: OtherHost): Readonly<Record<string, HubCase>> {
  const stale = `"${"1".repeat(40)}"`;
  return {
    ...createBrokenConnections(),
    ...createRefusals(),
    "redirect loop": {
      at: "resolve",
      faults: [{ type: "redirect-loop" }],
      once: "failed bad-answer",
      lasting: "failed bad-answer",
    },
    "redirect to another host": {
      at: "resolve",
      faults: [{ type: "redirect", location: `${other.url}/resolve` }],
      once: "failed bad-answer",
      lasting: "failed bad-answer",
    },
    "redirect of the bytes to another host": {
      at: "content",
      faults: [{ type: "redirect", location: `${other.url}/bytes` }],
      lasting: "failed integrity",
    },
    "wrong bytes of the right size": {
      at: "content",
      faults: [{ type: "wrong-bytes" }],
      lasting: "failed integrity",
    },
    "wrong bytes of the right size, LFS": {
      at: "content",
      faults: [{ type: "wrong-bytes" }],
      lasting: "failed integrity",
      lfs: true,
    },
    "wrong length": {
      at: "content",
      faults: [{ type: "wrong-length", declared: 30_000 }],
      lasting: "failed integrity",
    },
    "wrong length, too short": {
      at: "resolve",
      faults: [{ type: "wrong-length", declared: 20_000 }],
      lasting: "failed integrity",
    },
    "wrong length, too long": {
      at: "resolve",
      faults: [{ type: "wrong-length", declared: 30_000 }],
      lasting: "failed integrity",
    },
    "wrong length, 10 GB": {
      at: "resolve",
      faults: [{ type: "wrong-length", declared: 10_000_000_000 }],
      once: "skipped too-large",
      lasting: "skipped too-large",
    },
    "changed ETag between parts": {
      at: "content",
      faults: [
        { type: "close", afterBytes: PART },
        { type: "etag", etag: stale },
      ],
      lasting: "downloaded",
    },
    "changed ETag, which the Hub promises": {
      at: "resolve",
      faults: [{ type: "etag", etag: stale }],
      lasting: "failed integrity",
    },
    "no Range support": {
      at: "content",
      faults: [{ type: "close", afterBytes: PART }, { type: "no-range" }],
      lasting: "downloaded",
    },
    "gzip bomb": {
      at: "content",
      faults: [{ type: "gzip-bomb", bytes: 2_000_000_000 }],
      lasting: "failed integrity",
    },
    "chunked without length": {
      at: "content",
      faults: [{ type: "chunked" }],
      lasting: "downloaded",
    },
  };
}

function createBrokenConnections(): Readonly<Record<string, HubCase>> {
  return {
    drop: { at: "resolve", faults: [{ type: "drop" }], lasting: "failed network" },
    "drop of the bytes, LFS": {
      at: "content",
      faults: [{ type: "drop" }],
      lasting: "failed network",
      lfs: true,
    },
    "reset after N bytes": {
      at: "content",
      faults: [{ type: "reset", afterBytes: PART }],
      lasting: "failed network",
      bytes: 1_200_000,
    },
    "end after N bytes": {
      at: "content",
      faults: [{ type: "close", afterBytes: PART }],
      lasting: "failed network",
      // More than two runs of five tries bring, since each goes on where the one before it stopped.
      bytes: 40_000,
    },
    truncate: {
      at: "content",
      faults: [{ type: "truncate", afterBytes: PART }],
      lasting: "failed integrity",
    },
    stall: {
      at: "resolve",
      faults: [{ type: "stall", forMs: FOR_MS }],
      lasting: "failed timeout",
    },
    "stall after N bytes": {
      at: "content",
      faults: [{ type: "stall", afterBytes: PART, forMs: FOR_MS }],
      lasting: "failed timeout",
    },
    "1 byte a second": {
      at: "content",
      faults: [{ type: "trickle", bytesPerSecond: 1, forMs: FOR_MS }],
      lasting: "failed timeout",
    },
    "1 byte a second of a branch": {
      at: "api-info",
      faults: [{ type: "trickle", bytesPerSecond: 1, forMs: FOR_MS }],
      lasting: "failed timeout",
      branch: true,
    },
  };
}

function createRefusals(): Readonly<Record<string, HubCase>> {
  const limit = { at: "resolve", lasting: "failed rate-limited" } as const;
  const server = { at: "resolve", lasting: "failed server-error" } as const;
  return {
    "429 with Retry-After as seconds": {
      ...limit,
      faults: [rateLimited({ by: "seconds", seconds: 1 })],
    },
    "429 with Retry-After as a date": {
      ...limit,
      faults: [() => rateLimited({ by: "date", seconds: 1 })],
    },
    "429 by RateLimit headers": {
      ...limit,
      faults: [rateLimited({ by: "ratelimit", seconds: 1 })],
    },
    "500": { ...server, faults: [{ type: "status", status: 500 }] },
    "502": { ...server, faults: [{ type: "status", status: 502 }], at: "content" },
    "503": { ...server, faults: [{ type: "status", status: 503 }] },
    "500 of a branch": {
      ...server,
      faults: [{ type: "status", status: 500 }],
      at: "api-info",
      branch: true,
    },
    gated: {
      at: "resolve",
      faults: [{ type: "gated" }],
      once: "skipped gated",
      lasting: "skipped gated",
    },
    renamed: {
      at: "resolve",
      faults: [{ type: "renamed", to: "cases/nowhere" }],
      once: "skipped repo-not-found",
      lasting: "skipped repo-not-found",
    },
    deleted: {
      at: "resolve",
      faults: [{ type: "deleted" }],
      once: "skipped repo-not-found",
      lasting: "skipped repo-not-found",
    },
    "force-pushed": {
      at: "resolve",
      faults: [{ type: "force-pushed" }],
      once: "skipped revision-not-found",
      lasting: "skipped revision-not-found",
    },
  };
}
