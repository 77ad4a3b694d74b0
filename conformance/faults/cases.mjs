// The faults of a Hub, as each client meets them.
import { COMMIT, REPO } from "./world.mjs";

/** The bytes themselves: neither a HEAD nor the one byte by which a size is asked for. */
const BODY = ({ kind, method, range }) =>
  kind === "content" && method === "GET" && range !== "bytes=0-0";
/** What answers who has the file, where, and what it must be. */
const RESOLVER = ({ kind }) => kind === "resolve";

const PUSHED = "d".repeat(40);
const SMALL = 100_000;
/** Of 12 MB: more than one of the pieces in which huggingface_hub writes. */
const MOST = 11_000_000;

const status = (code, headers) => () => ({ type: "status", status: code, headers, body: "no" });

/**
 * @typedef {object} HubFault
 * @property {string} name That of its line in docs/RELIABILITY.md.
 * @property {"small" | "large"} [size] Of the file: small by default.
 * @property {(request: import("@flock-tools/devnet").FaultRequest) => boolean} [strikes] Which requests it may meet: the
 *   first of them alone, or each.
 * @property {(request: object, at: { elsewhere: string, file: object }) => import("@flock-tools/devnet").Fault} [fault]
 *   `elsewhere` is another Hub that has the same.
 * @property {boolean} [replaces] Whether other bytes are at the same name and commit whenever it has struck.
 * @property {boolean} [mayRefuse] Whether an error is right even if it strikes once.
 * @property {(repo: object) => readonly object[]} [change] In the place of a fault: what the Hub has, for good, where the
 *   repository was.
 * @property {boolean} [anonymous] Whether it is asked for without a token.
 */

/** @type {readonly HubFault[]} */
export const FAULTS = [
  { name: "drop", strikes: BODY, fault: () => ({ type: "drop" }) },
  {
    name: "reset after N bytes",
    strikes: BODY,
    fault: () => ({ type: "reset", afterBytes: SMALL }),
  },
  {
    name: "close after N bytes",
    strikes: BODY,
    fault: () => ({ type: "close", afterBytes: SMALL }),
  },
  { name: "truncate", strikes: BODY, fault: () => ({ type: "truncate", afterBytes: SMALL }) },
  { name: "stall before the headers", strikes: BODY, fault: () => ({ type: "stall" }) },
  { name: "stall in the body", strikes: BODY, fault: () => ({ type: "stall", afterBytes: SMALL }) },
  { name: "wrong bytes of the right size", strikes: BODY, fault: () => ({ type: "wrong-bytes" }) },
  {
    name: "429 with Retry-After in seconds",
    strikes: RESOLVER,
    fault: status(429, { "retry-after": "1" }),
  },
  {
    name: "429 with Retry-After as a date",
    strikes: RESOLVER,
    // Dates have no parts of a second.
    fault: () => ({
      type: "status",
      status: 429,
      headers: { "retry-after": new Date(Date.now() + 2000).toUTCString() },
    }),
  },
  {
    name: "429 with RateLimit headers",
    strikes: RESOLVER,
    fault: status(429, {
      ratelimit: '"resolvers";r=0;t=1',
      "ratelimit-policy": '"fixed window";"resolvers";q=3000;w=300',
    }),
  },
  { name: "500", strikes: RESOLVER, fault: status(500) },
  { name: "502", strikes: RESOLVER, fault: status(502) },
  { name: "503", strikes: RESOLVER, fault: status(503) },
  { name: "503 for the bytes", strikes: BODY, fault: status(503) },
  {
    name: "redirect loop",
    strikes: RESOLVER,
    fault: ({ path }) => ({ type: "redirect", location: path }),
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
    name: "other content between parts",
    size: "large",
    strikes: BODY,
    fault: () => ({ type: "close", afterBytes: MOST }),
    replaces: true,
  },
  { name: "compressed on the way", strikes: BODY, fault: () => ({ type: "gzip" }) },
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
];
