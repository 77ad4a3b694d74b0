import { readdir, utimes, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createWorld, type RecordedRequest, type World } from "@flock-tools/devnet";
import {
  digestStore,
  listObservedBlocks,
  listRunOutcomes,
  listRuns,
  openPartial,
} from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { COMMIT, createRepo, createSmallWorld } from "../testing/create-small-world.ts";
import { createFolder, hashTree, openDevnet } from "../testing/open-devnet.ts";
import type { SyncReport } from "./create-report.ts";
import { syncSubnet } from "./sync-subnet.ts";

const demo = createWorld("demo");
const published = demo.truth.miners.filter((miner) => miner.expected === "downloaded");

/** uid to `downloaded` or the reason, as the world planted it. */
function expected({ truth }: World): Record<number, string> {
  return Object.fromEntries(truth.miners.map((miner) => [miner.uid, miner.expected]));
}

function found({ miners }: SyncReport): Record<number, string> {
  return Object.fromEntries(
    miners.map((miner) => [miner.uid, "reason" in miner ? miner.reason : miner.status]),
  );
}

/** The view that the world's truth asks for. */
function expectedView(uids?: readonly number[]): Record<string, string> {
  return Object.fromEntries(
    published
      .filter(({ uid }) => uids?.includes(uid) ?? true)
      .map(({ uid, sha256 }) => [join(`miner_${uid}`, "data.jsonl"), sha256 ?? ""]),
  );
}

function sum(pick: (miner: (typeof published)[number]) => number | undefined): number {
  return published.reduce((total, miner) => total + (pick(miner) ?? 0), 0);
}

/** Bytes of all snapshots, each once. */
function sumOnce(): number {
  const sizes = new Map(
    published.map(({ repoId, commit, bytes = 0 }) => [`${repoId}@${commit}`, bytes]),
  );
  return [...sizes.values()].reduce((total, bytes) => total + bytes, 0);
}

/** Files with bytes to ask for, one that several miners point at counted once. */
function countFiles(): number {
  const withBytes = published.filter(({ bytes }) => bytes !== 0);
  return new Set(withBytes.map(({ repoId }) => repoId)).size;
}

function isPinned({ commitmentText = "", commit = "" }: (typeof published)[number]): boolean {
  return commitmentText.split(":")[2] === commit;
}

function countByRepo(requests: readonly RecordedRequest[], repoId: string | undefined): number {
  return requests.filter(({ path }) => path.includes(`/${repoId}/`)).length;
}

describe("syncSubnet", () => {
  it("brings every data set that there is, and the reason for every other", async () => {
    const options = await openDevnet(demo);
    const report = await syncSubnet(options);

    expect(found(report)).toEqual(expected(demo));
    expect(await hashTree(report.viewRoot)).toEqual(expectedView());
    expect(report).toMatchObject({
      schema: 1,
      netuid: 96,
      block: { number: options.block.number, hash: options.block.hash },
      totals: {
        total: 64,
        downloaded: published.length,
        alreadyThere: 0,
        failed: {},
        stale: demo.truth.staleCommitments,
        rows: sum(({ rows }) => rows),
        bytes: sum(({ bytes }) => bytes),
        // Copies that point at one snapshot brought it once.
        downloadedBytes: sumOnce(),
      },
    });
    for (const { uid, rows, bytes, sha256, commit } of published) {
      expect(report.miners[uid]).toMatchObject({ uid, rows, bytes, sha256, commit, files: 1 });
    }
  });

  it("asks the chain 3 times, and the Hub twice a data set at a pinned commit", async () => {
    const { devnet, ...options } = await openDevnet(demo);
    await syncSubnet(options);

    expect(devnet.chain.counts.dataCalls).toBeLessThanOrEqual(3);
    const pinned = published.filter(isPinned);
    expect(pinned.length).toBeGreaterThan(20);
    for (const { repoId } of pinned) {
      expect(countByRepo(devnet.hub.requests, repoId)).toBeLessThanOrEqual(2);
    }
    expect(devnet.hub.counts.byKind["content"]).toBe(countFiles());
    expect(countFiles()).toBeLessThan(published.length - 1);
  });

  it("asks the Hub for nothing that it has, the second time", async () => {
    const { devnet, world, ...options } = await openDevnet(demo);
    const first = await syncSubnet(options);
    const digest = digestStore(options.store);
    devnet.hub.counts.reset();
    const asked = devnet.hub.requests.length;
    const second = await syncSubnet(options);

    expect(second.totals).toMatchObject({
      downloaded: 0,
      alreadyThere: published.length,
      skipped: first.totals.skipped,
      rows: first.totals.rows,
      bytes: first.totals.bytes,
      downloadedBytes: 0,
    });
    const requests = devnet.hub.requests.slice(asked);
    for (const { repoId } of published.filter(isPinned)) {
      expect(countByRepo(requests, repoId)).toBe(0);
    }
    // Branches move, so they are asked for again; a prefix was resolved for good.
    const branches = published.filter(({ commitmentText }) =>
      /:(?:main|None)/.test(commitmentText ?? ""),
    );
    expect(devnet.hub.counts.byKind).toEqual({
      "api-info": branches.length,
      resolve: world.truth.miners.filter(isMissingFromHub).length,
    });
    expect(digestStore(options.store)).toBe(digest);
  });

  it("fetches everything again if forced, and ends with the same store", async () => {
    const { devnet, ...options } = await openDevnet(demo);
    await syncSubnet(options);
    const digest = digestStore(options.store);
    devnet.hub.counts.reset();
    const report = await syncSubnet({ ...options, force: true });

    expect(report.totals).toMatchObject({ downloaded: published.length, alreadyThere: 0 });
    expect(devnet.hub.counts.byKind["content"]).toBe(countFiles());
    expect(digestStore(options.store)).toBe(digest);
    expect(await hashTree(report.viewRoot)).toEqual(expectedView());
  });

  it("changes the views of selected miners only", async () => {
    const { devnet, ...options } = await openDevnet(demo);
    const one = await syncSubnet({ ...options, selection: { uids: [0, 2, 15] } });
    expect(one.miners.map(({ uid }) => uid)).toEqual([0, 2, 15]);
    expect(one.totals).toMatchObject({ total: 3, downloaded: 2, skipped: { "repo-not-found": 1 } });
    expect(await hashTree(one.viewRoot)).toEqual(expectedView([0, 2]));

    const hotkey = demo.truth.miners[3]!.hotkey;
    const two = await syncSubnet({ ...options, selection: { hotkeys: [hotkey, "5None"] } });
    expect(two.unmatched).toEqual(["hotkey 5None"]);
    expect(await hashTree(two.viewRoot)).toEqual(expectedView([0, 2, 3]));
    expect(devnet.hub.counts.byKind["content"]).toBe(3);
  });

  it("fetches no more at a time than it was told", async () => {
    const options = await openDevnet(demo);
    let active = 0;
    let most = 0;
    const report = await syncSubnet({
      ...options,
      concurrency: 3,
      onEvent: ({ type }) => {
        if (type === "start") active += 1;
        if (type === "end") active -= 1;
        most = Math.max(most, active);
      },
    });
    expect(most).toBe(3);
    expect(active).toBe(0);
    expect(report.totals.downloaded).toBe(published.length);
  });

  it("says the same of two miners with one snapshot, whichever is first and however each names it", async () => {
    for (const texts of [
      [`a/b:1:${COMMIT}`, "a/b:1:main"],
      ["a/b:1:main", `a/b:1:${COMMIT}`],
    ]) {
      const options = await openDevnet(createSmallWorld(texts, [createRepo("a/b")]));
      const { totals } = await syncSubnet({ ...options, concurrency: 1 });
      expect(totals).toMatchObject({ downloaded: 2, bytes: 32, downloadedBytes: 16 });
      expect((await syncSubnet(options)).totals).toMatchObject({
        alreadyThere: 2,
        bytes: 32,
        downloadedBytes: 0,
      });
    }
  });

  it("sweeps what was left half-done long ago, and nothing else", async () => {
    const options = await openDevnet(createSmallWorld([`a/b:1:${COMMIT}`], [createRepo("a/b")]));
    const leave = async (path: string, age: number): Promise<void> => {
      const partial = openPartial(options.store, { repoId: "a/b", commit: COMMIT, path });
      await writeFile(partial.path, "{");
      const time = Date.now() / 1_000 - age;
      await utimes(partial.path, time, time);
      partial.release();
    };
    await leave("long-ago", 8 * 86_400);
    await leave("yesterday", 86_400);
    await syncSubnet(options);
    expect(await readdir(join(options.store.dataDir, "tmp"))).toHaveLength(1);
  });

  it("gives an absolute place for a relative one", async () => {
    const options = await openDevnet(createSmallWorld([`a/b:1:${COMMIT}`], [createRepo("a/b")]));
    const out = await createFolder();
    const report = await syncSubnet({ ...options, viewRoot: relative(process.cwd(), out) });
    expect(report.viewRoot).toBe(out);
    expect(Object.keys(await hashTree(out))).toEqual([join("miner_0", "data.jsonl")]);
  });

  it("keeps a record of the run and of the block", async () => {
    const options = await openDevnet(demo);
    let now = 1_000;
    const clock = (): number => (now += 500);
    const report = await syncSubnet({
      ...options,
      clock,
      command: "dl",
      getExitCode: ({ totals }) => totals.total,
    });
    expect(report.totals.seconds).toBe(0.5);
    expect(listObservedBlocks(options.store)).toEqual([options.block]);
    const [run] = listRuns(options.store);
    expect(run).toMatchObject({ command: "dl", block: options.block.number, exitCode: 64 });
    const outcomes = listRunOutcomes(options.store, run!.runId);
    expect(
      Object.fromEntries(outcomes.map(({ uid, status, reason }) => [uid, reason ?? status])),
    ).toEqual(expected(demo));
  });
});

function isMissingFromHub({ expected: outcome }: World["truth"]["miners"][number]): boolean {
  return ["repo-not-found", "gated", "revision-not-found", "file-not-found"].includes(outcome);
}
