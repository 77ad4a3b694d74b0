import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { digestStore, listRuns } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { COMMIT, createRepo, createSmallWorld } from "../testing/create-small-world.ts";
import { hashTree, openDevnet } from "../testing/open-devnet.ts";
import type { SyncEvent } from "./sync-event.ts";
import { syncSubnet } from "./sync-subnet.ts";

const demo = createWorld("demo");
const pinned = `a/b:1:${COMMIT}`;

describe("a sync that is stopped", () => {
  it("rejects with the reason, and goes on from the bytes that were there", async () => {
    const net = await openDevnet(demo);
    const undisturbed = await net.createStore();
    await syncSubnet({ ...net, store: undisturbed });

    const stalled = demo.truth.miners[0]!;
    net.devnet.hub.use(({ kind, path }) =>
      kind === "content" && path.includes(stalled.repoId!)
        ? { type: "stall", afterBytes: 20_000 }
        : undefined,
    );
    const controller = new AbortController();
    const reason = new Error("stop");
    const onEvent = (event: SyncEvent): void => {
      if (event.type !== "progress" || event.received < 20_000) return;
      if (event.download.repoId === stalled.repoId) controller.abort(reason);
    };
    await expect(syncSubnet({ ...net, signal: controller.signal, onEvent })).rejects.toBe(reason);
    expect(listRuns(net.store)).toMatchObject([{ exitCode: undefined, finishedAt: undefined }]);

    net.devnet.hub.use(undefined);
    const asked = net.devnet.hub.requests.length;
    const report = await syncSubnet(net);
    const ranges = net.devnet.hub.requests
      .slice(asked)
      .filter(({ kind, path }) => kind === "content" && path.includes(stalled.repoId!))
      .map(({ headers }) => headers["range"]);
    expect(ranges).toEqual(["bytes=20000-"]);
    expect(report.miners[0]).toMatchObject({ status: "downloaded", rows: stalled.rows });
    expect(digestStore(net.store)).toBe(digestStore(undisturbed));
  });

  it("does not start at all if the signal has aborted before", async () => {
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b")]));
    const reason = new Error("stop");
    await expect(syncSubnet({ ...net, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(net.devnet.hub.counts.total).toBe(0);
    expect(await hashTree(net.store.dataDir)).not.toHaveProperty("miner_datasets");
  });

  it("ends at once when the token is refused", async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `a/b${i}:1:${COMMIT}`);
    const net = await openDevnet(createSmallWorld(texts));
    const hub = net.createClient({ token: "hf_wrong" });
    const run = syncSubnet({ ...net, hub, concurrency: 2 });
    await expect(run).rejects.toMatchObject({ kind: "hub", code: "HUB_UNAUTHORIZED" });
    expect(net.devnet.hub.counts.total).toBeLessThanOrEqual(4);
  });

  it("ends when the disk cannot be written", async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `a/b${i}:1:${COMMIT}`);
    const net = await openDevnet(createSmallWorld(texts));
    await rm(join(net.store.dataDir, "tmp"), { recursive: true });
    await writeFile(join(net.store.dataDir, "tmp"), "in the way");
    await expect(syncSubnet(net)).rejects.toMatchObject({ kind: "disk" });
    expect(net.devnet.hub.counts.total).toBe(0);
  });

  it("ends when a listener throws", async () => {
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b")]));
    const bug = new TypeError("not drawn");
    const onEvent = ({ type }: SyncEvent): void => {
      if (type === "start") throw bug;
    };
    await expect(syncSubnet({ ...net, onEvent })).rejects.toBe(bug);
  });
});

describe("a sync with failures", () => {
  it("lets no data set stop the others", async () => {
    const texts = ["a/b", "a/reset", "a/wrong", "a/limited", "a/none"].map(
      (repoId) => `${repoId}:1:${COMMIT}`,
    );
    const repos = ["a/b", "a/reset", "a/wrong", "a/limited"].map((id) => createRepo(id));
    const net = await openDevnet(createSmallWorld(texts, repos));
    net.devnet.hub.use(({ kind, path }) => {
      if (path.includes("a/reset") && kind === "content") return { type: "drop" };
      if (path.includes("a/wrong") && kind === "content") return { type: "wrong-bytes" };
      if (path.includes("a/limited")) return { type: "status", status: 500 };
      return undefined;
    });
    const hub = net.createClient({ retry: { attempts: 2, minDelayMs: 1, maxDelayMs: 1 } });
    const { totals, miners } = await syncSubnet({ ...net, hub });
    expect(totals).toMatchObject({
      downloaded: 1,
      failed: { network: 1, integrity: 1, "server-error": 1 },
      skipped: { "repo-not-found": 1 },
      rows: 2,
      bytes: 16,
    });
    expect(miners.map((miner) => "retryable" in miner && miner.retryable)).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it("keeps bytes that were wrong twice aside, where no view and no other run takes them for right", async () => {
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b")]));
    net.devnet.hub.use(() => ({ type: "wrong-bytes" }));
    const { miners } = await syncSubnet(net);
    const kept = miners[0]?.status === "failed" ? miners[0].quarantine : undefined;
    expect(miners).toEqual([
      expect.objectContaining({
        reason: "integrity",
        detail: `the bytes are not those that the Hub promised: kept as ${kept} in the data folder`,
      }),
    ]);
    const { dataDir } = net.store;
    const [name = "", sha256] = /^quarantine\/([0-9a-f]{64})\.[0-9a-f]{16}$/.exec(kept ?? "") ?? [];
    expect(await hashTree(join(dataDir, "quarantine"))).toEqual({
      [name.slice("quarantine/".length)]: sha256,
    });
    expect(await hashTree(join(dataDir, "miner_datasets"))).toEqual({});
    expect(await hashTree(join(dataDir, "tmp"))).toEqual({});
    net.devnet.hub.use(undefined);
    expect((await syncSubnet(net)).totals).toMatchObject({ downloaded: 1 });
    expect(Object.keys(await hashTree(join(dataDir, "quarantine")))).toHaveLength(1);
  });

  it("leaves out a file above the cap, which is inclusive", async () => {
    const net = await openDevnet(
      createSmallWorld(
        [pinned, `a/c:1:${COMMIT}`],
        [
          createRepo("a/b", { "data.jsonl": "12345678" }),
          createRepo("a/c", { "data.jsonl": "123456789" }),
        ],
      ),
    );
    const { miners } = await syncSubnet({ ...net, maxBytes: 8 });
    expect(miners[0]).toMatchObject({ status: "downloaded", bytes: 8, rows: 1 });
    expect(miners[1]).toMatchObject({ status: "skipped", reason: "too-large" });
  });
});

describe("the events of a sync", () => {
  it("tell the plan, every download and every outcome, with sums that add up", async () => {
    const texts = [pinned, pinned, `a/c:1:${COMMIT}`, undefined, "nonsense"];
    const net = await openDevnet(createSmallWorld(texts, [createRepo("a/b"), createRepo("a/c")]));
    const events: SyncEvent[] = [];
    await syncSubnet({ ...net, onEvent: (event) => events.push(event) });

    expect(events[0]).toMatchObject({
      type: "plan",
      plan: { counts: { fetch: 3, none: 1, invalid: 1 } },
    });
    const started = events.filter((event) => event.type === "start");
    expect(started.map(({ download }) => [download.id, download.repoId])).toEqual([
      [0, "a/b"],
      [1, "a/c"],
    ]);
    expect(events.filter((event) => event.type === "end")).toHaveLength(2);
    const outcomes = events.filter((event) => event.type === "outcome");
    expect(outcomes.map(({ outcome }) => outcome.uid).toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(outcomes.at(-1)?.progress).toEqual({
      doneMiners: 5,
      totalMiners: 5,
      receivedBytes: 32,
      knownBytes: 32,
    });
  });
});
