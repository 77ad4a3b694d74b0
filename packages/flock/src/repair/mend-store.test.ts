import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import {
  digestStore,
  listUnindexedFiles,
  openStore,
  readRowIndex,
  type Store,
  verifyStore,
} from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { openDevnet, sha256 } from "../../testing/open-devnet.ts";
import { syncSubnet } from "../sync-subnet.ts";
import { mendStore } from "./mend-store.ts";

const world = createWorld("demo");
const [first, second, third] = world.truth.miners
  .filter(({ expected, sha256: hash }) => expected === "downloaded" && hash !== undefined)
  .filter((miner, i, all) => all.findIndex((other) => other.sha256 === miner.sha256) === i)
  .map(({ uid, sha256: hash, repoId }) => ({ uid, hash: hash!, repoId: repoId! })) as [
  Picked,
  Picked,
  Picked,
];
interface Picked {
  readonly uid: number;
  readonly hash: string;
  readonly repoId: string;
}

const uids = [first.uid, second.uid, third.uid];

async function openSynced() {
  const open = await openDevnet(world);
  await syncSubnet({ ...open, selection: { uids } });
  open.devnet.hub.counts.reset();
  return { ...open, digest: digestStore(open.store), getHub: () => Promise.resolve(open.hub) };
}

function blobOf(store: Store, hash: string): string {
  return join(store.dataDir, "blobs", "sha256", hash.slice(0, 2), hash);
}

function copyOf(store: Store, uid: number): string {
  return join(store.dataDir, "miner_datasets", `miner_${uid}`, "data.jsonl");
}

function flip(path: string): void {
  writeFileSync(
    path,
    readFileSync(path).map((byte, i) => (i === 7 ? byte ^ 1 : byte)),
  );
}

describe("mendStore", () => {
  it("asks nobody for what is right, and lets others use the store meanwhile", async () => {
    const { store, devnet } = await openSynced();
    const { genesis, netuid, dataDir } = store;
    const beside = openStore({ dataDir, genesis, netuid });
    const report = await mendStore(store, { getHub: () => Promise.reject(new Error("asked")) });
    expect(report).toMatchObject({ ok: true, blobs: 3, damaged: [], copies: { files: 3 } });
    expect(devnet.hub.counts.total).toBe(0);
    beside.close();
  });

  it("disk: brings damaged blobs back from copies without the Hub, and from the Hub what has none", async () => {
    const { store, devnet, digest, getHub } = await openSynced();
    flip(blobOf(store, first.hash));
    rmSync(blobOf(store, second.hash));
    flip(copyOf(store, second.uid));
    rmSync(copyOf(store, third.uid));
    const report = await mendStore(store, { getHub });
    expect(report.ok).toBe(true);
    expect(
      report.damaged.map(({ sha256: hash, reason, mended }) => [hash, reason, mended]),
    ).toEqual(
      [
        [first.hash, "wrong-hash", "copy"],
        [second.hash, "missing", "fetched"],
      ].toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
    );
    expect(report.copies.changed).toEqual([
      { path: copyOf(store, second.uid), sha256: second.hash, reason: "different", mended: true },
      { path: copyOf(store, third.uid), sha256: third.hash, reason: "missing", mended: true },
    ]);
    expect(devnet.hub.counts.byKind["content"]).toBe(1);
    for (const { uid, hash } of [first, second, third]) {
      expect(sha256(readFileSync(copyOf(store, uid)))).toBe(hash);
      expect(readRowIndex(store, hash)?.rowCount).toBeGreaterThan(0);
    }
    expect(digestStore(store)).toBe(digest);
    expect(readdirSync(join(store.dataDir, "quarantine"))).toHaveLength(1);
    expect(await mendStore(store)).toMatchObject({ ok: true, damaged: [] });
  });

  it("says what it cannot mend and why, goes on with the rest, and mends it the next time", async () => {
    const { store, devnet, digest, getHub } = await openSynced();
    for (const { uid, hash } of [first, second]) {
      flip(blobOf(store, hash));
      rmSync(copyOf(store, uid));
    }
    devnet.hub.use(({ path }) =>
      path.includes(first.repoId) ? { type: "status", status: 404 } : undefined,
    );
    const byHash = async (options: object) => {
      const { ok, damaged, copies } = await mendStore(store, options);
      const mends = damaged.map(({ sha256: hash, mended, detail }) => [hash, [mended, detail]]);
      return { ok, changed: copies.changed.length, ...Object.fromEntries(mends) } as unknown;
    };
    const reason = expect.stringMatching(/^[a-z-]+: ./) as string;
    expect(await byHash({ getHub })).toEqual({
      ok: false,
      changed: 2,
      [first.hash]: [undefined, reason],
      [second.hash]: ["fetched", undefined],
    });
    expect(await byHash({})).toEqual({
      ok: false,
      changed: 1,
      [first.hash]: [undefined, "the Hub may not be asked"],
    });
    devnet.hub.use(undefined);
    expect(await byHash({ getHub })).toEqual({
      ok: true,
      changed: 1,
      [first.hash]: ["fetched", undefined],
    });
    expect(digestStore(store)).toBe(digest);
  });

  it("takes no other bytes than those it had, whatever the Hub says they are", async () => {
    const { store, devnet, digest, getHub } = await openSynced();
    rmSync(blobOf(store, first.hash));
    rmSync(copyOf(store, first.uid));
    const other = Buffer.from('{"other":1}\n');
    devnet.hub.update((hub) => ({
      ...hub,
      repos: hub.repos.map((repo) =>
        repo.id === first.repoId
          ? {
              ...repo,
              commits: Object.fromEntries(
                Object.entries(repo.commits).map(([commit, files]) => [
                  commit,
                  files.map((file) =>
                    file.path === "data.jsonl" ? { path: file.path, content: () => other } : file,
                  ),
                ]),
              ),
            }
          : repo,
      ),
    }));
    const { ok, damaged } = await mendStore(store, { getHub });
    expect({ ok, detail: damaged[0]?.detail }).toEqual({
      ok: false,
      detail: `${first.repoId} has other bytes at that commit now`,
    });
    expect((await verifyStore(store)).damaged).toMatchObject([{ reason: "missing" }]);
    expect(readdirSync(join(store.dataDir, "tmp"))).toEqual([]);
    expect(digestStore(store)).not.toBe(digest);
  });

  it("takes what no snapshot needs out of the way, and that is all", async () => {
    const { store, devnet, digest } = await openSynced();
    const hash = "ab".repeat(32);
    mkdirSync(join(store.dataDir, "blobs", "sha256", "ab"), { recursive: true });
    writeFileSync(blobOf(store, hash), "orphan");
    expect(await mendStore(store)).toMatchObject({
      ok: true,
      damaged: [{ sha256: hash, mended: "not-needed" }],
    });
    expect(devnet.hub.counts.total).toBe(0);
    expect(digestStore(store)).toBe(digest);
  });

  it("changes nothing with dryRun, nor while another has the store open, nor if the catalog is damaged", async () => {
    const { store, getHub } = await openSynced();
    flip(blobOf(store, first.hash));
    const { genesis, netuid, dataDir } = store;
    const before = readFileSync(blobOf(store, first.hash));
    expect(await mendStore(store, { dryRun: true, getHub })).toMatchObject({
      ok: false,
      damaged: [{ sha256: first.hash, mended: undefined }],
    });
    const beside = openStore({ dataDir, genesis, netuid, purpose: "pnpm dl" });
    const seen: string[] = [];
    const onDamage = ({ damaged }: { damaged: readonly { sha256: string }[] }): void =>
      void seen.push(...damaged.map(({ sha256: hash }) => hash));
    await expect(mendStore(store, { getHub, onDamage })).rejects.toMatchObject({
      code: "STORE_LOCKED",
    });
    expect(seen).toEqual([first.hash]);
    beside.close();
    store.internals.sqlite.run("INSERT INTO view_files VALUES ('x', '..', 'y', NULL)");
    expect(await mendStore(store, { getHub })).toMatchObject({
      ok: false,
      catalog: ['no path of a copy: ["..","y"]'],
    });
    expect(readFileSync(blobOf(store, first.hash))).toEqual(before);
    expect(listUnindexedFiles(store, { version: 1 })).toEqual([]);
  });
});
