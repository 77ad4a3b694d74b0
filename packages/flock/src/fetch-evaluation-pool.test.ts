import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createFiles,
  createRepo,
  createSmallWorld,
} from "../testing/create-small-world.ts";
import { createFolder, openDevnet, sha256 } from "../testing/open-devnet.ts";
import { EVALUATION_POOL, fetchEvaluationPool } from "./fetch-evaluation-pool.ts";
import type { SyncEvent } from "./sync-event.ts";
import { syncSubnet } from "./sync-subnet.ts";

const demo = createWorld("demo");
const ROWS = "{}\n{}\n{}\n";
const poolId = EVALUATION_POOL.repoId;

function withPool(files: Record<string, string>): ReturnType<typeof createSmallWorld> {
  return createSmallWorld([], [createRepo(poolId, files)]);
}

describe("fetchEvaluationPool", () => {
  it("brings the pool of the competition, with a sync if asked to", async () => {
    const net = await openDevnet(demo);
    const selection = { uids: [0] };
    const { evaluationPool } = await syncSubnet({ ...net, selection, evaluationPool: true });
    const { rows, bytes, sha256: hash, commit } = demo.truth.evaluationPool!;
    const file = join(net.store.dataDir, "eval_data", "data.jsonl");
    expect(evaluationPool).toEqual({
      status: "downloaded",
      repoId: poolId,
      revision: "main",
      commit,
      path: "data.jsonl",
      rows,
      bytes,
      sha256: hash,
      file,
    });
    expect(sha256(await readFile(file))).toBe(hash);

    net.devnet.hub.counts.reset();
    expect(await fetchEvaluationPool(net)).toMatchObject({ status: "already-there", rows });
    expect(net.devnet.hub.counts.byKind).toEqual({ "api-info": 1 });
    expect(await fetchEvaluationPool({ ...net, force: true })).toMatchObject({
      status: "downloaded",
    });
    expect(await syncSubnet({ ...net, selection })).not.toHaveProperty("evaluationPool");
  });

  it("goes on with the numbers of the sync that it is part of", async () => {
    const repos = [
      createRepo("a/b", { "data.jsonl": "12" }),
      createRepo(poolId, { "data.jsonl": ROWS }),
    ];
    const net = await openDevnet(createSmallWorld([`a/b:1:${COMMIT}`], repos));
    const events: SyncEvent[] = [];
    await syncSubnet({ ...net, evaluationPool: true, onEvent: (event) => events.push(event) });
    const ended = events.filter((event) => event.type === "end");
    expect(ended.map(({ download }) => [download.id, download.uid])).toEqual([
      [0, 0],
      [1, undefined],
    ]);
    expect(ended.at(-1)?.progress).toEqual({
      doneMiners: 1,
      totalMiners: 1,
      receivedBytes: 2 + ROWS.length,
      knownBytes: 2 + ROWS.length,
    });
  });

  it.each([
    ["one of another name", { "README.md": "", "x/pool.jsonl": ROWS }, "x/pool.jsonl"],
    ["data.jsonl among several", { "a.jsonl": "", "data.jsonl": ROWS }, "data.jsonl"],
  ])("takes %s", async (_name, files, path) => {
    const net = await openDevnet(withPool(files));
    const found = await fetchEvaluationPool(net);
    expect(found).toMatchObject({ status: "downloaded", path, rows: 3, bytes: 9, commit: COMMIT });
    const file = join(net.store.dataDir, "eval_data", "data.jsonl");
    expect(await readFile(file, "utf8")).toBe(ROWS);
    expect(await fetchEvaluationPool(net)).toMatchObject({ status: "already-there", path });
  });

  it.each([
    ["no-jsonl", { "README.md": "", "data.json": "" }],
    ["no-jsonl", {}],
    ["several-jsonl", { "a.jsonl": ROWS, "b.jsonl": ROWS }],
  ])("says %s", async (reason, files) => {
    const net = await openDevnet(withPool(files));
    expect(await fetchEvaluationPool(net)).toEqual({
      status: "skipped",
      reason,
      repoId: poolId,
      revision: "main",
      commit: COMMIT,
    });
  });

  it("has an outcome for every other failure, and keeps what was there", async () => {
    const net = await openDevnet(withPool({ "data.jsonl": ROWS }));
    const file = join(net.store.dataDir, "eval_data", "data.jsonl");
    expect(await fetchEvaluationPool({ ...net, maxBytes: 8 })).toMatchObject({
      status: "skipped",
      reason: "too-large",
      commit: COMMIT,
    });
    await expect(stat(file)).rejects.toThrow("ENOENT");
    await fetchEvaluationPool(net);
    net.devnet.hub.update((hub) => ({ ...hub, repos: [] }));
    expect(await fetchEvaluationPool(net)).toMatchObject({
      status: "skipped",
      reason: "repo-not-found",
      repoId: poolId,
    });
    expect(await readFile(file, "utf8")).toBe(ROWS);
    const hub = net.createClient({ token: "hf_wrong" });
    await expect(fetchEvaluationPool({ ...net, hub })).rejects.toMatchObject({
      code: "HUB_UNAUTHORIZED",
    });
    const reason = new Error("stop");
    const signal = AbortSignal.abort(reason);
    await expect(fetchEvaluationPool({ ...net, signal })).rejects.toBe(reason);
  });

  it("takes another repository, commit and place", async () => {
    const repo = createRepo("x/pool", { "data.jsonl": "old" });
    const next = "f".repeat(40);
    const commits = { ...repo.commits, [next]: createFiles({ "data.jsonl": ROWS }) };
    const world = createSmallWorld([], [{ ...repo, commits }]);
    const net = await openDevnet(world);
    const viewRoot = await createFolder();
    const found = await fetchEvaluationPool({ ...net, repoId: "x/pool", revision: next, viewRoot });
    const file = join(viewRoot, "eval_data", "data.jsonl");
    expect(found).toMatchObject({ status: "downloaded", commit: next, rows: 3, file });
    expect(net.devnet.hub.counts.byKind).not.toHaveProperty("api-info");
  });
});
