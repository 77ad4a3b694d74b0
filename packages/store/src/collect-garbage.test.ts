import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { startChild } from "../testing/child.ts";
import {
  COMMIT,
  createFolder,
  createRow,
  createStore,
  damageBlob,
  GENESIS,
  sha256,
  storeText,
} from "../testing/helpers.ts";
import { createAsidePath } from "./aside.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { digestStore } from "./digest.ts";
import { blobPath, createLayout } from "./layout.ts";
import { formatOwner } from "./owner.ts";
import { openPartial } from "./partials.ts";
import { quarantineBlobs } from "./quarantine.ts";
import { createRowIndexPacker, readRowIndex, writeRowIndex } from "./row-index.ts";
import type { Store } from "./store.ts";
import { verifyStore } from "./verify-store.ts";
import { writeView } from "./view.ts";

const NOTHING = {
  orphans: { files: 0, bytes: 0 },
  partials: { files: 0, bytes: 0 },
  leftovers: { files: 0, bytes: 0 },
  rowIndexes: 0,
  quarantine: { files: 0, bytes: 0 },
  kept: { files: 0, bytes: 0 },
};

function writeOrphan(store: Store, text: string): string {
  const path = blobPath(createLayout(store.dataDir), sha256(text));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe("collectGarbage", () => {
  it("deletes what nothing refers to, and nothing else", async () => {
    const store = createStore();
    const file = await storeText(store, "needed");
    await writeView(store, { folder: "miner_0", files: [file] });
    const before = digestStore(store);
    const orphan = writeOrphan(store, "orphan");
    const rows = [createRow(0, "x")];
    for (const name of [file.sha256, sha256("orphan")]) {
      writeRowIndex(store, { sha256: name, version: 1, verdict: { status: "valid" }, rows });
    }
    const packer = createRowIndexPacker(store, { sha256: file.sha256, version: 2 });
    for (let row = 0; row < 65_537; row += 1) packer.add(createRow(row, "x"));
    const dead = formatOwner({ ...store.internals.owner, start: "deadbeef" });
    const mine = formatOwner(store.internals.owner);
    const tmp = join(store.dataDir, "tmp");
    const view = join(store.dataDir, "miner_datasets", "miner_0");
    writeFileSync(join(tmp, `${dead}.probe`), "");
    const far = formatOwner({ ...store.internals.owner, host: "ffffffff" });
    writeFileSync(createAsidePath(store, tmp).replace(mine, dead), "half");
    writeFileSync(createAsidePath(store, tmp).replace(mine, far), "half");
    for (const owner of [dead, far, mine]) {
      writeFileSync(createAsidePath(store, view).replace(mine, owner), "half");
    }
    writeFileSync(join(tmp, "notes.txt"), "not ours");
    const found = {
      ...NOTHING,
      orphans: { files: 1, bytes: 6 },
      leftovers: { files: 4, bytes: 12 },
      rowIndexes: 2,
    };
    expect(await collectGarbage(store, { dryRun: true })).toEqual(found);
    expect(existsSync(orphan)).toBe(true);
    expect(await collectGarbage(store)).toEqual(found);
    expect(await collectGarbage(store)).toEqual(NOTHING);
    expect(digestStore(store)).toBe(before);
    expect(readRowIndex(store, file.sha256)).toMatchObject({ version: 1, rowCount: 1 });
    expect(readdirSync(tmp)).toEqual(["notes.txt"]);
    expect(readdirSync(view)).toHaveLength(3);
  });

  it("deletes unfinished downloads that nobody will go on with, whoever left them", async () => {
    const now = 1_800_000_000_000;
    const store = createStore(createFolder(), () => now);
    await storeText(store, "there");
    const mine = formatOwner(store.internals.owner);
    const far = formatOwner({ ...store.internals.owner, host: "ffffffff" });
    const leave = (path: string, bytes: string, days: number): string => {
      const claim = openPartial(store, { repoId: "user/data", commit: COMMIT, path });
      const left = claim.path.replace(mine, far);
      writeFileSync(left, bytes);
      utimesSync(left, 0, now / 1000 - days * 86_400);
      return left;
    };
    leave("old", "1234", 8);
    leave("of a wrong clock", "12345", -365);
    leave("empty", "", 0);
    leave("data.jsonl", "the", 0);
    const young = leave("young", "123456", 6);
    expect(await collectGarbage(store)).toEqual({ ...NOTHING, partials: { files: 4, bytes: 12 } });
    expect(
      readdirSync(join(store.dataDir, "tmp")).map((name) => join(store.dataDir, "tmp", name)),
    ).toEqual([young]);
  });

  it("keeps damaged blobs until there is a whole one in their place", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "bytes");
    damageBlob(store, name);
    await quarantineBlobs(store, { blobs: [name] });
    expect(await collectGarbage(store)).toEqual({ ...NOTHING, kept: { files: 1, bytes: 5 } });
    await storeText(store, "bytes");
    expect(await collectGarbage(store)).toEqual({ ...NOTHING, quarantine: { files: 1, bytes: 5 } });
    expect(readdirSync(join(store.dataDir, "quarantine"))).toEqual([]);
  });

  it("deletes nothing by a catalog that was lost, or that is damaged", async () => {
    const lost = createStore();
    const orphan = writeOrphan(lost, "history");
    await expect(collectGarbage(lost)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    const damaged = createStore();
    await storeText(damaged, "one");
    await storeText(damaged, "two", { path: "two" });
    damaged.internals.sqlite.run("UPDATE snapshot_files SET sha256 = 'x' WHERE path = 'two'");
    await expect(collectGarbage(damaged)).rejects.toMatchObject({
      code: "STORE_CORRUPT",
      details: 'no hash: "x"',
    });
    expect(existsSync(orphan)).toBe(true);
    rmSync(orphan);
    expect(await verifyStore(damaged)).toMatchObject({ blobs: 2 });
  });

  it("stops with the abort reason, and the folder can be used again", async () => {
    const store = createStore();
    await storeText(store, "needed");
    writeOrphan(store, "orphan");
    const reason = new Error("enough");
    await expect(collectGarbage(store, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    createStore(store.dataDir).close();
    expect(await collectGarbage(store)).toMatchObject({ orphans: { files: 1 } });
  });
});

describe("collectGarbage beside other processes", () => {
  it("process: a download that has placed a blob and not noted it yet keeps it", async () => {
    const store = createStore();
    await storeText(store, "needed");
    const child = startChild(
      `const it = store.openStore({ ...args, netuid: 96, purpose: "pnpm dl" });
      const key = { repoId: "user/data", commit: "${COMMIT}", path: "new.jsonl" };
      const partial = store.openPartial(it, key);
      fs.writeFileSync(partial.path, "new");
      // Between the blob and the catalog: the queue is held back.
      const add = it.internals.commits.add;
      it.internals.commits.add = async (change) => { say("placed"); await go(); return add(change); };
      await store.commitFile(it, { ...key, partial, sha256: sha256("new"), size: 3 });
      it.close();
      say("done");`,
      { dataDir: store.dataDir, genesis: GENESIS },
    );
    expect(await child.nextLine()).toBe("placed");
    await expect(collectGarbage(store)).rejects.toMatchObject({
      code: "STORE_LOCKED",
      message: expect.stringMatching(/process \d+ \(pnpm dl, for \d+ s\)$/) as string,
    });
    expect(await collectGarbage(store, { dryRun: true })).toMatchObject({ orphans: { files: 1 } });
    child.go();
    expect(await child.nextLine()).toBe("done");
    await child.done();
    expect(await collectGarbage(store)).toEqual(NOTHING);
    expect((await verifyStore(store)).damaged).toEqual([]);
  });

  it("process: of two at once one gets the folder, and kill -9 of it leaves a store that is whole", async () => {
    const store = createStore();
    await storeText(store, "needed");
    const before = digestStore(store);
    for (let n = 0; n < 50; n += 1) writeOrphan(store, `orphan ${n}`);
    store.close();
    const child = startChild(
      `const it = store.openStore({ ...args, netuid: 96 });
      let checks = 0;
      const signal = { throwIfAborted() { if ((checks += 1) === 20) { say("half"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); } } };
      await store.collectGarbage(it, { signal });`,
      { dataDir: store.dataDir, genesis: GENESIS },
    );
    expect(await child.nextLine()).toBe("half");
    expect(() => createStore(store.dataDir)).toThrow(/process \d+ \(pnpm dl gc, for \d+ s\)$/);
    await child.kill();
    const after = createStore(store.dataDir);
    expect((await verifyStore(after)).blobs).toBe(51 - 18);
    expect(await collectGarbage(after)).toMatchObject({ orphans: { files: 50 - 18 } });
    expect(digestStore(after)).toBe(before);
  });
});
