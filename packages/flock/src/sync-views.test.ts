import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createFiles,
  createRepo,
  createSmallWorld,
  OTHER_COMMIT,
  recommit,
} from "../testing/create-small-world.ts";
import {
  createFolder,
  hashTree,
  type OpenDevnet,
  openDevnet,
  sha256,
} from "../testing/open-devnet.ts";
import { findSnapshotFile } from "@flock-tools/store";
import { syncSubnet } from "./sync-subnet.ts";

const ROWS = '{"a":1}\n{"a":2}\n';
const pinned = `a/b:1:${COMMIT}`;

/** Commits to other texts at a new block. */
function commit({ devnet }: OpenDevnet, texts: Record<number, string | undefined>): void {
  devnet.chain.advance((chain) => ({
    ...chain,
    subnets: chain.subnets.map((subnet) => recommit(subnet, texts, chain.headNumber + 1)),
  }));
}

async function syncNow(net: OpenDevnet): Promise<Record<string, string>> {
  const report = await syncSubnet({ ...net, block: await net.getBlock() });
  return hashTree(report.viewRoot);
}

describe("the view of a sync", () => {
  it("loses a miner that is gone from the subnet, and the store keeps it", async () => {
    const world = createSmallWorld([pinned, pinned], [createRepo("a/b")]);
    const net = await openDevnet(world);
    const { viewRoot } = await syncSubnet(net);
    await mkdir(join(viewRoot, "miner_x"));
    await writeFile(join(viewRoot, "miner_1", "notes.txt"), "mine");
    net.devnet.chain.advance((chain) => ({
      ...chain,
      subnets: chain.subnets.map((subnet) => ({ ...subnet, neurons: subnet.neurons.slice(0, 1) })),
    }));
    expect(await syncNow(net)).toEqual({
      [join("miner_0", "data.jsonl")]: sha256(Buffer.from(ROWS)),
      // The store never wrote it.
      [join("miner_1", "notes.txt")]: sha256(Buffer.from("mine")),
    });
    const key = { repoId: "a/b", commit: COMMIT, path: "data.jsonl" };
    expect(findSnapshotFile(net.store, key)).toMatchObject({ size: ROWS.length, rows: 2 });
  });

  it("takes nothing away that was there before, however it is called", async () => {
    const net = await openDevnet(createSmallWorld([pinned, undefined], [createRepo("a/b")]));
    const viewRoot = await createFolder();
    const theirs = ["miner_0/README.md", "miner_1/data.jsonl", "miner_300/data.jsonl"];
    for (const path of theirs) {
      await mkdir(join(viewRoot, dirname(path)));
      await writeFile(join(viewRoot, path), "mine");
    }
    await syncSubnet({ ...net, viewRoot });
    const files = Object.keys(await hashTree(viewRoot)).map((path) => path.replaceAll("\\", "/"));
    expect(files.toSorted()).toEqual([...theirs, "miner_0/data.jsonl"].toSorted());
  });

  it("keeps a miner that is gone as long as only others are selected", async () => {
    const net = await openDevnet(createSmallWorld([pinned, pinned], [createRepo("a/b")]));
    const { viewRoot } = await syncSubnet(net);
    net.devnet.chain.advance((chain) => ({
      ...chain,
      subnets: chain.subnets.map((subnet) => ({ ...subnet, neurons: subnet.neurons.slice(0, 1) })),
    }));
    const before = await hashTree(viewRoot);
    await syncSubnet({ ...net, block: await net.getBlock(), selection: { uids: [0] } });
    expect(await hashTree(viewRoot)).toEqual(before);
    expect(Object.keys(before)).toHaveLength(2);
  });

  it.each([
    ["gone", undefined],
    ["not one", "nonsense"],
    ["of a repository that is not there", `a/none:1:${COMMIT}`],
    ["of a commit that is not there", `a/b:1:${OTHER_COMMIT}`],
  ])("never shows an older data set as that of a commitment that is %s", async (_name, text) => {
    const net = await openDevnet(createSmallWorld([pinned, pinned], [createRepo("a/b")]));
    expect(Object.keys(await syncNow(net))).toHaveLength(2);
    commit(net, { 1: text });
    expect(Object.keys(await syncNow(net))).toEqual([join("miner_0", "data.jsonl")]);
  });

  it("never shows an older data set when the new one cannot be fetched", async () => {
    const changed = createRepo("c/d", { "data.jsonl": "new\n" });
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b"), changed]));
    await syncSubnet(net);
    commit(net, { 0: `c/d:1:${COMMIT}` });
    net.devnet.hub.use(() => ({ type: "status", status: 503 }));
    const hub = net.createClient({ retry: { attempts: 1 } });
    const report = await syncSubnet({ ...net, hub, block: await net.getBlock() });
    expect(report.totals.failed).toEqual({ "server-error": 1 });
    expect(report.miners[0]).toMatchObject({ status: "failed", retryable: true, commit: COMMIT });
    expect(await hashTree(report.viewRoot)).toEqual({});

    net.devnet.hub.use(undefined);
    expect(await syncNow(net)).toEqual({
      [join("miner_0", "data.jsonl")]: sha256(Buffer.from("new\n")),
    });
  });

  it("keeps a data set that could not be fetched again", async () => {
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b")]));
    const { viewRoot } = await syncSubnet(net);
    const before = await hashTree(viewRoot);
    net.devnet.hub.use(() => ({ type: "status", status: 503 }));
    const hub = net.createClient({ retry: { attempts: 1 } });
    const report = await syncSubnet({ ...net, hub, force: true });
    expect(report.miners[0]).toMatchObject({ status: "failed", reason: "server-error" });
    expect(await hashTree(viewRoot)).toEqual(before);
    expect(Object.keys(before)).toHaveLength(1);
  });

  it("follows a branch that has moved", async () => {
    const net = await openDevnet(createSmallWorld(["a/b:1:None"], [createRepo("a/b")]));
    await syncSubnet(net);
    net.devnet.hub.update((hub) => ({
      ...hub,
      repos: hub.repos.map((repo) => ({
        ...repo,
        refs: { main: OTHER_COMMIT },
        commits: { ...repo.commits, [OTHER_COMMIT]: createFiles({ "data.jsonl": "new\n" }) },
      })),
    }));
    expect(await syncNow(net)).toEqual({
      [join("miner_0", "data.jsonl")]: sha256(Buffer.from("new\n")),
    });
  });

  it("repairs what was edited, without asking the Hub", async () => {
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b")]));
    const { viewRoot } = await syncSubnet(net);
    const file = join(viewRoot, "miner_0", "data.jsonl");
    await writeFile(file, "edited");
    net.devnet.hub.counts.reset();
    await syncNow(net);
    expect(await readFile(file, "utf8")).toBe(ROWS);
    expect(net.devnet.hub.counts.total).toBe(0);
  });

  it("can be elsewhere", async () => {
    const net = await openDevnet(createSmallWorld([pinned], [createRepo("a/b")]));
    const viewRoot = join(await createFolder(), "out");
    const report = await syncSubnet({ ...net, viewRoot });
    expect(report.viewRoot).toBe(viewRoot);
    expect(Object.keys(await hashTree(viewRoot))).toEqual([join("miner_0", "data.jsonl")]);
    expect(await hashTree(join(net.store.dataDir, "miner_datasets"))).toEqual({});
  });
});
