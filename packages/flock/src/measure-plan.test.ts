import { getSubnet } from "@flock-tools/chain";
import { createWorld } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import { COMMIT, createRepo, createSmallWorld } from "../testing/create-small-world.ts";
import { hashTree, type OpenDevnet, openDevnet } from "../testing/open-devnet.ts";
import { createStoreReader } from "./create-store-reader.ts";
import { measurePlan } from "./measure-plan.ts";
import { type FileScope, planSync, type SyncPlan } from "./plan-sync.ts";
import { syncSubnet } from "./sync-subnet.ts";

async function readPlan(
  { chain, store, block }: OpenDevnet,
  files: FileScope = "data",
): Promise<SyncPlan> {
  const subnet = await getSubnet(chain, { netuid: store.netuid, block });
  return planSync({ subnet, files, ...createStoreReader(store, files) });
}

describe("measurePlan", () => {
  it("says what a sync will bring, and changes nothing", async () => {
    const demo = createWorld("demo");
    const net = await openDevnet(demo);
    const plan = await readPlan(net);
    const before = await hashTree(net.store.dataDir);
    const sizes = await measurePlan(plan, net);
    expect(await hashTree(net.store.dataDir)).toEqual(before);
    expect(net.devnet.hub.counts.byKind["content"]).toBeUndefined();

    const { miners } = demo.truth;
    const bytes = miners.flatMap(({ uid, bytes: size }) =>
      size === undefined ? [] : [[uid, size]],
    );
    const known = [...sizes.items].flatMap(([uid, item]) =>
      "bytes" in item ? [[uid, item.bytes]] : [],
    );
    expect(known).toEqual(bytes);
    const reasons = [...sizes.items].flatMap(([uid, item]) =>
      "reason" in item ? [[uid, item.reason]] : [],
    );
    expect(reasons).toEqual([
      [15, "repo-not-found"],
      [20, "gated"],
      [29, "revision-not-found"],
      [39, "file-not-found"],
    ]);
    expect(sizes).toMatchObject({ haveBytes: 0, unknown: 4 });

    const repos = new Map(miners.map(({ repoId, bytes: size = 0 }) => [repoId, size]));
    expect(sizes.fetchBytes).toBe([...repos.values()].reduce((sum, size) => sum + size, 0));
  });

  it("counts what is there apart, and asks only whether branches have moved", async () => {
    const texts = [`a/b:1:${COMMIT}`, "a/b:1:main", `a/c:1:${COMMIT.slice(0, 7)}`];
    const net = await openDevnet(createSmallWorld(texts, [createRepo("a/b"), createRepo("a/c")]));
    await syncSubnet(net);
    net.devnet.hub.counts.reset();
    const plan = await readPlan(net);
    expect(plan.counts).toMatchObject({ have: 2, resolve: 1 });
    const { have } = createStoreReader(net.store, "data");
    expect(await measurePlan(plan, { ...net, have })).toEqual({
      haveBytes: 32,
      fetchBytes: 0,
      unknown: 0,
      items: new Map([[1, { bytes: 0 }]]),
    });
    expect(net.devnet.hub.counts.byKind).toEqual({ "api-info": 1 });
  });

  it("adds up whole snapshots, one request each", async () => {
    const repo = createRepo("a/b", { "data.jsonl": "123", "x/y": "45" });
    const texts = [`a/b:1:${COMMIT}`, `a/b:2:${COMMIT}`];
    const net = await openDevnet(createSmallWorld(texts, [repo]));
    const sizes = await measurePlan(await readPlan(net, "all"), net);
    expect(sizes).toMatchObject({ fetchBytes: 5, unknown: 0 });
    expect([...sizes.items]).toEqual([
      [0, { bytes: 5 }],
      [1, { bytes: 5 }],
    ]);
    expect(net.devnet.hub.counts.byKind).toEqual({ tree: 1 });
  });

  it("leaves out what a sync would leave out", async () => {
    const repo = createRepo("a/b", { "data.jsonl": "123", CON: "45", "model.bin": "123456" });
    const large = createRepo("a/c", { "data.jsonl": "12345" });
    const texts = [`a/b:1:${COMMIT}`, `a/c:1:${COMMIT}`];
    const net = await openDevnet(createSmallWorld(texts, [repo, large]));
    const data = await measurePlan(await readPlan(net), { ...net, maxBytes: 4 });
    expect(data).toMatchObject({ fetchBytes: 3, unknown: 1 });
    expect(data.items.get(1)).toMatchObject({ reason: "too-large" });
    const all = await measurePlan(await readPlan(net, "all"), { ...net, maxBytes: 5 });
    expect(all.fetchBytes).toBe(8);
  });

  it("ends when the token is refused, and when told to", async () => {
    const net = await openDevnet(createSmallWorld([`a/b:1:${COMMIT}`], [createRepo("a/b")]));
    const plan = await readPlan(net);
    const hub = net.createClient({ token: "hf_wrong" });
    await expect(measurePlan(plan, { hub })).rejects.toMatchObject({ code: "HUB_UNAUTHORIZED" });
    const reason = new Error("stop");
    const signal = AbortSignal.abort(reason);
    await expect(measurePlan(plan, { ...net, signal })).rejects.toBe(reason);
  });
});
