// The faults of a Hub, as each client meets them.
import { open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { rateLimited } from "@flock-tools/devnet";
import { COMMIT, LARGE_BYTES, REPO, SMALL_BYTES } from "./world.mjs";

/** The bytes themselves: neither a HEAD nor the one byte by which a size is asked for. */
const BODY = ({ kind, method, range }) =>
  kind === "content" && method === "GET" && range !== "bytes=0-0";
/** What says where the bytes are and what they must be. */
const RESOLVER = ({ kind }) => kind === "resolve";
const FILE = ({ kind }) => kind === "resolve" || kind === "content";

const PUSHED = "d".repeat(40);
/** Too little for five tries in a row to bring the whole. */
const PART = SMALL_BYTES / 10;
const LARGE_PART = LARGE_BYTES - 1_000_000;
const BOMB_BYTES = 64_000_000;

const AT_ONCE = 8;
/** For the bytes that were sent to be on the disk, as far as a client brings them there; less than its patience. */
const BEFORE_KILL_MS = 500;

const status = (code) => () => ({ type: "status", status: code, body: "no" });

/**
 * @typedef {object} HubFault
 * @property {string} name That of its line in docs/RELIABILITY.md.
 * @property {"small" | "large"} [size] Of the file: small by default.
 * @property {(request: import("@flock-tools/devnet").FaultRequest) => boolean} [strikes] Which requests it may meet: the
 *   first of them alone, or each.
 * @property {(request: object, at: { elsewhere: string, file: object }) => import("@flock-tools/devnet").Fault} [fault]
 *   `elsewhere` is another Hub that has the same.
 * @property {() => import("@flock-tools/devnet").Fault} [otherwise] What all other requests meet. Such a fault is tried
 *   once only: for ever, nothing would be left to meet it.
 * @property {boolean} [replaces] Whether other bytes are at the same name and commit whenever it has struck.
 * @property {boolean} [mayRefuse] Whether an error is right even if it strikes once.
 * @property {(repo: object) => readonly object[]} [change] In the place of a fault: what the Hub has, for good, where the
 *   repository was.
 * @property {(tools: { download: (signal?: AbortSignal) => Promise<object>, struck: Promise<void> }) => Promise<object[]>}
 *   [play] What is done: one download by default. All that it returns have to be right.
 * @property {(outside: string) => string} [nameFile] In the place of a fault: a name that a file of the repository has
 *   too, all of which is downloaded. `outside` is the absolute path of what would be a file beside the cache.
 * @property {boolean} [isOthers] Whether it is no case of packages/hf alone: ours has its test in the matrix.
 * @property {boolean} [anonymous] Whether it is asked for without a token.
 */

/** @type {readonly HubFault[]} */
export const FAULTS = [
  { name: "drop", strikes: BODY, fault: () => ({ type: "drop" }) },
  {
    name: "reset after N bytes",
    strikes: BODY,
    fault: () => ({ type: "reset", afterBytes: PART }),
  },
  {
    name: "close after N bytes",
    strikes: BODY,
    fault: () => ({ type: "close", afterBytes: PART }),
  },
  { name: "truncate", strikes: BODY, fault: () => ({ type: "truncate", afterBytes: PART }) },
  { name: "stall before the headers", strikes: BODY, fault: () => ({ type: "stall" }) },
  { name: "stall in the body", strikes: BODY, fault: () => ({ type: "stall", afterBytes: PART }) },
  {
    name: "1 byte a second",
    strikes: BODY,
    fault: () => ({ type: "trickle", bytesPerSecond: 1 }),
  },
  { name: "wrong bytes of the right size", strikes: BODY, fault: () => ({ type: "wrong-bytes" }) },
  {
    name: "wrong length, too long",
    strikes: BODY,
    fault: () => ({ type: "wrong-length", declared: SMALL_BYTES + PART }),
  },
  {
    name: "wrong length, too short",
    strikes: BODY,
    fault: () => ({ type: "wrong-length", declared: SMALL_BYTES - PART }),
  },
  {
    name: "wrong length, too short, from the first answer on",
    strikes: FILE,
    fault: () => ({ type: "wrong-length", declared: SMALL_BYTES - PART }),
  },
  { name: "chunked without length", strikes: BODY, fault: () => ({ type: "chunked" }) },
  {
    name: "429 with Retry-After as seconds",
    strikes: RESOLVER,
    fault: () => rateLimited({ by: "seconds", seconds: 1 }),
  },
  {
    name: "429 with Retry-After as a date",
    strikes: RESOLVER,
    fault: () => rateLimited({ by: "date", seconds: 1 }),
  },
  {
    name: "429 by RateLimit headers",
    strikes: RESOLVER,
    fault: () => rateLimited({ by: "ratelimit", seconds: 1 }),
  },
  { name: "500", strikes: RESOLVER, fault: status(500) },
  { name: "502", strikes: RESOLVER, fault: status(502) },
  { name: "503", strikes: RESOLVER, fault: status(503) },
  { name: "503 for the bytes", strikes: BODY, fault: status(503) },
  {
    name: "redirect loop",
    mayRefuse: true,
    strikes: RESOLVER,
    fault: () => ({ type: "redirect-loop" }),
  },
  {
    name: "redirect to another host",
    mayRefuse: true,
    strikes: RESOLVER,
    fault: (_request, { elsewhere, file }) => ({
      type: "redirect",
      location: `${elsewhere.replace("127.0.0.1", "localhost")}/datasets/${REPO}/resolve/${COMMIT}/${file.path}`,
    }),
  },
  {
    name: "redirect to another port",
    mayRefuse: true,
    strikes: RESOLVER,
    fault: (_request, { elsewhere, file }) => ({
      type: "redirect",
      location: `${elsewhere}/datasets/${REPO}/resolve/${COMMIT}/${file.path}`,
    }),
  },
  {
    name: "changed ETag between parts",
    size: "large",
    strikes: BODY,
    fault: () => ({ type: "close", afterBytes: LARGE_PART }),
    replaces: true,
  },
  {
    name: "no Range support",
    size: "large",
    strikes: BODY,
    fault: () => ({ type: "close", afterBytes: LARGE_PART }),
    otherwise: () => ({ type: "no-range" }),
  },
  { name: "compressed on the way", strikes: BODY, fault: () => ({ type: "gzip" }) },
  {
    name: "gzip bomb",
    strikes: BODY,
    fault: () => ({ type: "gzip-bomb", bytes: BOMB_BYTES }),
  },
  { name: "gated", anonymous: true, change: (repo) => [{ ...repo, gated: true }] },
  {
    name: "renamed",
    change: (repo) => [
      { ...repo, id: "acme/renamed" },
      { id: REPO, renamedTo: "acme/renamed", refs: {}, commits: {} },
    ],
  },
  { name: "deleted", change: () => [] },
  {
    name: "force-pushed",
    change: ({ commits, ...repo }) => [
      { ...repo, refs: { main: PUSHED }, commits: { [PUSHED]: commits[COMMIT] } },
    ],
  },
  {
    name: "kill -9 in mid-download, run again",
    size: "large",
    strikes: BODY,
    fault: () => ({ type: "stall", afterBytes: LARGE_PART }),
    play: downloadKilled,
  },
  {
    name: "eight processes on one folder",
    size: "large",
    isOthers: true,
    strikes: BODY,
    fault: () => undefined,
    play: ({ download }) => Promise.all(Array.from({ length: AT_ONCE }, () => download())),
  },
  {
    name: "a byte changed on the disk, run again",
    isOthers: true,
    strikes: BODY,
    fault: () => undefined,
    play: downloadDamaged,
  },
  { name: "file name with ..", isOthers: true, nameFile: () => "../../../../outside.jsonl" },
  { name: "file name that begins with /", isOthers: true, nameFile: (outside) => outside },
  { name: "file name with NUL", isOthers: true, nameFile: () => "a\0b.jsonl" },
];

async function downloadKilled({ download, struck }) {
  const killing = new AbortController();
  const killed = download(killing.signal);
  await struck;
  await setTimeout(BEFORE_KILL_MS);
  killing.abort();
  await killed;
  return [await download()];
}

async function downloadDamaged({ download }) {
  const { path } = await download();
  const file = await open(path, "r+");
  await file.write("#", 0);
  await file.close();
  return [await download()];
}
