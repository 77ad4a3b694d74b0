import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Fault, type HubServer, startHubServer } from "@flock-tools/devnet";
import { createHub, fetchFile, type Hub, HubError } from "@flock-tools/hf";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { IS_WHOLE_SWEEP } from "./testing/sweep.ts";

const RUNS = IS_WHOLE_SWEEP ? 5000 : 120;
const SEED = Number(process.env["FLOCK_FAULTS_SEED"] ?? 96);
/** More than is written to the disk at once, so that a part of it is there when a fault comes. */
const MAX_SIZE = 1_500_000;
const REPO = { repoId: "a/b", commit: "c".repeat(40) };

const size = fc.oneof({ weight: 4, arbitrary: fc.nat(100_000) }, fc.nat(MAX_SIZE));
const at = fc.oneof(fc.nat(10), size);
const stale = `"${"1".repeat(40)}"`;

/** All that a Hub can do to one request but falling silent, which only takes time. */
const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.constantFrom<Fault>(
    { type: "drop" },
    { type: "wrong-bytes" },
    { type: "no-range" },
    { type: "chunked" },
    { type: "gzip" },
    { type: "gzip-bomb", bytes: 5_000_000 },
    { type: "etag", etag: stale },
    { type: "status", status: 500 },
    { type: "status", status: 429, headers: { "retry-after": "1" } },
    { type: "status", status: 206 },
    { type: "status", status: 416 },
    { type: "status", status: 200, body: "not the file" },
    { type: "redirect-loop" },
  ),
  at.map((afterBytes): Fault => ({ type: "reset", afterBytes })),
  at.map((afterBytes): Fault => ({ type: "close", afterBytes })),
  at.map((afterBytes): Fault => ({ type: "truncate", afterBytes })),
  at.map((declared): Fault => ({ type: "wrong-length", declared })),
);

const scene = fc.record({
  size,
  lfs: fc.boolean(),
  faults: fc.array(fault, { maxLength: 20 }),
});

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** How a download may end: for good, and so that it may be tried again. */
const ENDS: ReadonlySet<string> = new Set([
  "right",
  "HUB_BAD_ANSWER",
  "HUB_INTEGRITY",
  "HUB_TOO_LARGE",
  "HUB_INTEGRITY, may pass",
  "HUB_NETWORK, may pass",
  "HUB_RATE_LIMITED, may pass",
  "HUB_SERVER, may pass",
]);

let server: HubServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flock-sequences-"));
  server = await startHubServer({ world: { repos: [], users: [] } });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

it("brings the right bytes or a typed error under any sequence of faults, and the right bytes in the end", async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scene, async (drawn) => {
      const problems: string[] = [];
      const hub = createTimelessHub();
      try {
        const download = prepare(drawn, hub);
        const end = await download();
        if (!ENDS.has(end)) problems.push(`under faults: ${end}`);
        server.use(undefined);
        const after = await download();
        if (after !== "right") problems.push(`afterwards: ${after}`);
        ends.add(end);
      } finally {
        await hub.close();
      }
      expect(problems).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  count("sequences of Hub faults", RUNS);
  expect(ends.size).toBeGreaterThan(3);
}, 600_000);

/** A client that waits for nothing, in a time that only its waiting moves. */
function createTimelessHub(): Hub {
  let now = Date.now();
  return createHub({
    endpoint: server.url,
    retry: { attempts: 3 },
    clock: () => now,
    async sleep(ms) {
      now += ms;
      await Promise.resolve();
    },
  });
}

/** Puts a file and its faults on the server; returns what downloads it into one partial file and says how that ended. */
function prepare({ size: length, lfs, faults }: Scene, hub: Hub): () => Promise<string> {
  const bytes = createHash("shake256", { outputLength: Math.max(1, length) })
    .update(String(length))
    .digest()
    .subarray(0, length);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const commits = { [REPO.commit]: [{ path: "data.jsonl", lfs, content: () => bytes }] };
  server.update((world) => ({ ...world, repos: [{ id: REPO.repoId, refs: {}, commits }] }));
  const left = [...faults];
  server.use(({ kind }) => (kind === "other" ? undefined : left.shift()));
  const path = mkdtempSync(join(folder, "part-"));
  const partial = { path: join(path, "part"), etagPath: join(path, "etag") };
  return async () => {
    let shown: Buffer[] = [];
    const options = {
      ...REPO,
      path: "data.jsonl",
      partial,
      maxBytes: MAX_SIZE,
      onChunk: (chunk: Uint8Array) => void shown.push(Buffer.from(chunk)),
      onRestart: () => void (shown = []),
    };
    try {
      const fetched = await fetchFile(hub, options);
      const held = readFileSync(partial.path).equals(bytes);
      const told = fetched.size === length && fetched.sha256 === sha256;
      return held && told && Buffer.concat(shown).equals(bytes) ? "right" : "WRONG FILE";
    } catch (error) {
      if (!(error instanceof HubError)) return String(error);
      return error.retryable ? `${error.code}, may pass` : error.code;
    }
  };
}
