import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { indexRows, ROW_INDEX_VERSION } from "@flock-tools/dataset";
import { createWorld } from "@flock-tools/devnet";
import {
  commitFile,
  findBranchHead,
  openPartial,
  openStore,
  readRowIndex,
  type Store,
  writeRowIndex,
} from "@flock-tools/store";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  COMMIT,
  createFiles,
  createRepo,
  createSmallWorld,
  OTHER_COMMIT,
} from "../testing/create-small-world.ts";
import { createFolder, openDevnet } from "../testing/open-devnet.ts";
import { EVALUATION_POOL } from "./fetch-evaluation-pool.ts";
import { indexStore } from "./index-store.ts";
import { SMALL_FILE } from "./scan-file.ts";
import { syncSubnet } from "./sync-subnet.ts";

async function createStore(): Promise<Store> {
  const dataDir = await createFolder();
  const store = openStore({ dataDir, genesis: `0x${"2f".repeat(32)}`, netuid: 96 });
  onTestFinished(() => store.close());
  return store;
}

/** Takes bytes into the store without an index, as versions before the index did. */
async function storeBytes(store: Store, bytes: Uint8Array, repoId: string): Promise<string> {
  const key = { repoId, commit: COMMIT, path: "data.jsonl" };
  const partial = openPartial(store, key);
  await writeFile(partial.path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await commitFile(store, { ...key, partial, sha256, size: bytes.length });
  return sha256;
}

/** Changes the bytes of a blob behind the store's back. */
async function damage({ dataDir }: Store, sha256: string, size: number): Promise<void> {
  const path = join(dataDir, "blobs", "sha256", sha256.slice(0, 2), sha256);
  await writeFile(path, Buffer.alloc(size, "y"));
}

function withoutErrors(bytes: Uint8Array): unknown[] {
  return [...indexRows(bytes)].map((row) => {
    const { error, ...rest } = row;
    expect(error === undefined).toBe(row.status === "valid");
    return rest;
  });
}

describe("indexStore", () => {
  it("indexes what is there already, identical blobs once, small and large alike", async () => {
    const store = await createStore();
    const small = Buffer.from('{"b":1, "a":2}\nx\n\n[1]\r[2]');
    const large = Buffer.from(`{"text":"${"x".repeat(990)}"}\n`.repeat(SMALL_FILE / 1000 + 1));
    const names = [await storeBytes(store, small, "a/b"), await storeBytes(store, large, "c/d")];
    await storeBytes(store, small, "e/f");
    const seen: unknown[] = [];
    const done = await indexStore(store, { onProgress: (progress) => seen.push(progress) });
    const bytes = small.length + large.length;
    expect(done).toEqual({ blobs: 2, rows: 4 + SMALL_FILE / 1000 + 1, bytes, damaged: [] });
    expect(seen).toMatchObject([
      { doneBlobs: 1, totalBlobs: 2, totalBytes: bytes },
      { doneBlobs: 2, totalBlobs: 2, doneBytes: bytes, totalBytes: bytes },
    ]);
    const [first, second] = names.map((name) => readRowIndex(store, name));
    expect(first).toMatchObject({ status: "void", rowCount: 4, error: { kind: "json", line: 2 } });
    expect(first?.rows).toEqual(withoutErrors(small));
    expect(second).toMatchObject({ status: "valid", size: large.length, error: undefined });
    expect(second?.rows).toEqual(withoutErrors(large));
    expect(await indexStore(store)).toEqual({ blobs: 0, rows: 0, bytes: 0, damaged: [] });
  });

  it("looks again at what was looked at under older rules", async () => {
    const store = await createStore();
    const sha256 = await storeBytes(store, Buffer.from("[1]\n"), "a/b");
    const version = ROW_INDEX_VERSION - 1;
    writeRowIndex(store, { sha256, version, verdict: { status: "undecidable" }, rows: [] });
    expect(await indexStore(store)).toMatchObject({ blobs: 1, rows: 1 });
    expect(readRowIndex(store, sha256)).toMatchObject({
      version: ROW_INDEX_VERSION,
      status: "valid",
      rowCount: 1,
    });
    expect(await indexStore(store)).toMatchObject({ blobs: 0 });
  });

  it("keeps of a row that is too long to be printed how long it is at least", async () => {
    const store = await createStore();
    const text = "x".repeat(16_000_000);
    const sha256 = await storeBytes(store, Buffer.from(`1\n["${text}"]\n`), "a/b");
    await indexStore(store);
    const index = readRowIndex(store, sha256);
    expect(index).toMatchObject({ status: "valid", rowCount: 2, error: undefined });
    expect(index?.rows[1]).toMatchObject({ status: "valid", canonicalSha256: undefined });
    expect(index?.rows[1]?.canonicalLength).toBeGreaterThan(text.length);
  });

  it.each([
    ["small", 100],
    ["large", SMALL_FILE + 1],
  ])("passes over a %s blob that is damaged", async (_name, size) => {
    const store = await createStore();
    const good = await storeBytes(store, Buffer.from("1\n"), "a/b");
    const bad = await storeBytes(store, Buffer.alloc(size, "x"), "c/d");
    await damage(store, bad, size);
    expect(await indexStore(store)).toMatchObject({ blobs: 1, damaged: [bad] });
    expect(readRowIndex(store, good)).toMatchObject({ rowCount: 1 });
    expect(readRowIndex(store, bad)).toBeUndefined();
  });

  it("keeps what was written before an abort, and goes on from there", async () => {
    const store = await createStore();
    for (let index = 0; index < 70; index += 1) {
      await storeBytes(store, Buffer.from(`${index}\n`), `a/b${index}`);
    }
    const controller = new AbortController();
    const reason = new Error("enough");
    const aborted = indexStore(store, {
      signal: controller.signal,
      onProgress: ({ doneBlobs }) => doneBlobs === 66 && controller.abort(reason),
    });
    await expect(aborted).rejects.toBe(reason);
    // One batch was full by then.
    expect(await indexStore(store)).toMatchObject({ blobs: 70 - 64 });
  });
});

describe("a sync", () => {
  it("leaves an index of every data set and of the pool", async () => {
    const demo = createWorld("demo");
    const net = await openDevnet(demo);
    await syncSubnet({ ...net, evaluationPool: true });
    expect(await indexStore(net.store)).toMatchObject({ blobs: 0 });
    const published = demo.truth.miners.filter(({ sha256 }) => sha256 !== undefined);
    expect(published.length).toBeGreaterThan(30);
    for (const { sha256 = "", rows, bytes } of published) {
      expect(readRowIndex(net.store, sha256)).toMatchObject({ rowCount: rows, size: bytes });
    }
    const pool = demo.truth.evaluationPool!;
    expect(readRowIndex(net.store, pool.sha256)).toMatchObject({
      status: "valid",
      rowCount: pool.rows,
    });
  });

  it("remembers where branches were: the pool's, and those that miners committed to", async () => {
    const repos = [createRepo(EVALUATION_POOL.repoId), createRepo("a/b"), createRepo("c/d")];
    const net = await openDevnet(createSmallWorld(["a/b:1:None", `c/d:1:${COMMIT}`], repos));
    await syncSubnet({ ...net, evaluationPool: true });
    net.devnet.hub.update((hub) => ({
      ...hub,
      repos: hub.repos.map((repo) => ({
        ...repo,
        refs: { main: OTHER_COMMIT },
        commits: { ...repo.commits, [OTHER_COMMIT]: createFiles({ "data.jsonl": "new\n" }) },
      })),
    }));
    net.devnet.chain.advance((chain) => chain);
    const later = await net.getBlock();
    await syncSubnet({ ...net, block: later, evaluationPool: true });
    const heads = (block: number): unknown[] =>
      [EVALUATION_POOL.repoId, "a/b", "c/d"].map(
        (repoId) => findBranchHead(net.store, { repoId, branch: "main", block })?.commit,
      );
    expect(later.number).toBeGreaterThan(net.block.number);
    expect(heads(net.block.number)).toEqual([COMMIT, COMMIT, undefined]);
    expect(heads(later.number)).toEqual([OTHER_COMMIT, OTHER_COMMIT, undefined]);
  });
});
