import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRow, createStore, damageBlob, sha256, storeText } from "../testing/helpers.ts";
import { digestStore } from "./digest.ts";
import { blobPath, createLayout } from "./layout.ts";
import { listQuarantine, quarantineBlobs } from "./quarantine.ts";
import { restoreBlobs } from "./restore-blobs.ts";
import { readRowIndex, writeRowIndex } from "./row-index.ts";
import { findSnapshotFile, type StoredFile } from "./snapshots.ts";
import type { Store } from "./store.ts";
import { useStoreAlone } from "./use-alone.ts";
import { type VerifyProgress, verifyStore } from "./verify-store.ts";
import { rewriteViews, verifyViews } from "./verify-views.ts";
import { writeView } from "./view.ts";

const KEY = { repoId: "user/data", commit: "a".repeat(40) };

/** A store of three files, one of which is in two snapshots. */
async function createFilled(): Promise<{ store: Store; files: StoredFile[] }> {
  const store = createStore();
  const files = [];
  for (const text of ["one", "two, longer", "three".repeat(100_000)]) {
    files.push(await storeText(store, text, { path: `${text.slice(0, 3)}.jsonl` }));
  }
  await storeText(store, "one", { repoId: "thief/data" });
  return { store, files };
}

function writeOrphan(store: Store, name: string, text: string): void {
  const path = blobPath(createLayout(store.dataDir), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

describe("verifyStore", () => {
  it("hashes every blob, needed or not, and says how far it is", async () => {
    const { store, files } = await createFilled();
    writeOrphan(store, sha256("orphan"), "orphan");
    const seen: VerifyProgress[] = [];
    const found = await verifyStore(store, { onProgress: (progress) => seen.push(progress) });
    const bytes = files.reduce((sum, { size }) => sum + size, 6);
    expect(found).toEqual({ catalog: [], blobs: 4, bytes, damaged: [] });
    expect(seen.at(-1)).toEqual({
      doneBlobs: 4,
      totalBlobs: 4,
      doneBytes: bytes,
      totalBytes: bytes,
    });
  });

  it("finds every kind of damage, and tells where each blob is from", async () => {
    const { store, files } = await createFilled();
    const [one, two, three] = files as [StoredFile, StoredFile, StoredFile];
    damageBlob(store, one.sha256);
    damageBlob(store, two.sha256, (bytes) => bytes.subarray(1));
    const path = blobPath(createLayout(store.dataDir), three.sha256);
    rmSync(path);
    const folder = sha256("folder");
    await storeText(store, "folder", { path: "folder" });
    rmSync(blobPath(createLayout(store.dataDir), folder));
    mkdirSync(blobPath(createLayout(store.dataDir), folder));
    writeOrphan(store, sha256("orphan"), "Orphan");
    const { damaged, blobs } = await verifyStore(store);
    expect(blobs).toBe(4);
    const uses = (name: string) => [{ ...KEY, path: name }];
    expect(damaged).toEqual(
      [
        {
          sha256: one.sha256,
          size: 3,
          reason: "wrong-hash",
          uses: [
            { repoId: "thief/data", commit: KEY.commit, path: "data.jsonl" },
            { ...KEY, path: "one.jsonl" },
          ],
        },
        { sha256: two.sha256, size: 11, reason: "wrong-size", uses: uses("two.jsonl") },
        { sha256: three.sha256, size: 500_000, reason: "missing", uses: uses("thr.jsonl") },
        { sha256: folder, size: 6, reason: "unreadable", uses: uses("folder") },
        { sha256: sha256("orphan"), size: 6, reason: "wrong-hash", uses: [] },
      ].toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
    );
  });

  it("says what is wrong with the catalog", async () => {
    const { store } = await createFilled();
    const { sqlite } = store.internals;
    sqlite.exec("PRAGMA foreign_keys = OFF");
    sqlite.run("INSERT INTO row_chunks VALUES (1, 99, 0, x'', x'', x'')");
    sqlite.run("UPDATE snapshot_files SET sha256 = 'xyz' WHERE repo_id = 'thief/data'");
    sqlite.run("INSERT INTO view_files VALUES ('miner_datasets', '../..', 'passwd', NULL)");
    const { catalog } = await verifyStore(store);
    expect(catalog).toEqual([
      "a row of row_chunks refers to none of row_indexes",
      'no hash: "xyz"',
      'no path of a copy: ["../..","passwd"]',
    ]);
    expect(findSnapshotFile(store, { ...KEY, repoId: "thief/data", path: "data.jsonl" })).toBe(
      undefined,
    );
  });

  it("says which text is none, and reads nothing of such a catalog but hashes", async () => {
    const { store, files } = await createFilled();
    damageBlob(store, files[0]!.sha256);
    store.internals.sqlite.run(
      "UPDATE snapshot_files SET repo_id = CAST(x'61FF' AS TEXT) WHERE repo_id = 'thief/data'",
    );
    store.internals.sqlite.run(
      "UPDATE snapshot_files SET path = 'é.jsonl' WHERE path = 'two.jsonl'",
    );
    const { catalog, damaged } = await verifyStore(store);
    expect(catalog).toEqual(["a repo_id of snapshot_files is no text"]);
    expect(damaged).toMatchObject([{ sha256: files[0]!.sha256, reason: "wrong-hash", uses: [] }]);
  });

  it("stops with the abort reason", async () => {
    const { store } = await createFilled();
    const reason = new Error("enough");
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(reason);
    await expect(verifyStore(store, { signal: stop.signal, onProgress })).rejects.toBe(reason);
    await expect(verifyStore(store, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(verifyViews(store, { signal: AbortSignal.abort(reason) })).resolves.toMatchObject({
      files: 0,
    });
  });
});

describe("quarantineBlobs", () => {
  it("keeps damaged bytes aside, forgets the index that may be of them, and leaves whole ones alone", async () => {
    const { store, files } = await createFilled();
    const [one, two, three] = files as [StoredFile, StoredFile, StoredFile];
    for (const { sha256: name } of files) {
      const rows = [createRow(0, "x")];
      writeRowIndex(store, { sha256: name, version: 1, verdict: { status: "valid" }, rows });
    }
    damageBlob(store, one.sha256);
    rmSync(blobPath(createLayout(store.dataDir), two.sha256));
    const blobs = files.map(({ sha256: name }) => name);
    const moved = await useStoreAlone(store, "test", () => quarantineBlobs(store, { blobs }));
    expect([...moved.keys()]).toEqual([one.sha256]);
    expect(readFileSync(moved.get(one.sha256)!, "utf8")).toBe("nod");
    expect(await listQuarantine(store)).toEqual([
      { sha256: one.sha256, path: moved.get(one.sha256), size: 3 },
    ]);
    expect(files.map(({ sha256: name }) => readRowIndex(store, name) !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
    expect((await verifyStore(store)).damaged.map(({ reason }) => reason)).toEqual([
      "missing",
      "missing",
    ]);
    expect(findSnapshotFile(store, { ...KEY, path: "thr.jsonl" })).toEqual(three);
  });

  it("takes links away that lead nowhere or in a circle, and lists them beside the rest", async () => {
    const { store, files } = await createFilled();
    const names = files.map(({ sha256: name }) => name).toSorted();
    const [one, two, three] = names.map((name) => blobPath(createLayout(store.dataDir), name));
    for (const path of [one!, two!, three!]) rmSync(path);
    symlinkSync("nowhere", one!);
    symlinkSync(two!, two!);
    writeFileSync(three!, "3");
    expect((await verifyStore(store)).damaged.map(({ reason }) => reason)).toEqual([
      "missing",
      "unreadable",
      "wrong-size",
    ]);
    expect(files.map((file) => findSnapshotFile(store, { ...KEY, path: file.path }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await quarantineBlobs(store, { blobs: names });
    expect((await listQuarantine(store)).map(({ sha256: name }) => name)).toEqual(names);
  });

  it("puts a size right that the catalog has wrong", async () => {
    const { store, files } = await createFilled();
    const name = files[0]!.sha256;
    const before = digestStore(store);
    store.internals.sqlite.run("UPDATE snapshot_files SET size = 7 WHERE sha256 = ?", [name]);
    expect((await verifyStore(store)).damaged).toMatchObject([{ reason: "wrong-size" }]);
    expect([...(await quarantineBlobs(store, { blobs: [name] }))]).toEqual([]);
    expect(await verifyStore(store)).toMatchObject({ damaged: [] });
    expect(digestStore(store)).toBe(before);
  });

  it("is what the next one goes on with, wherever it was stopped", async () => {
    const { store, files } = await createFilled();
    const name = files[0]!.sha256;
    damageBlob(store, name);
    const reason = new Error("stopped");
    for (const stop of [1, 2]) {
      let checks = 0;
      const signal = {
        get aborted() {
          return (checks += 1) > stop;
        },
        throwIfAborted() {
          if (this.aborted) throw reason;
        },
      };
      await expect(
        quarantineBlobs(store, { blobs: [name], signal: signal as AbortSignal }),
      ).rejects.toBe(reason);
      expect((await verifyStore(store)).damaged).toMatchObject([{ reason: "wrong-hash" }]);
    }
    expect((await quarantineBlobs(store, { blobs: [name] })).size).toBe(1);
  });
});

describe("copies for people", () => {
  it("are compared by their hashes, and made again what they should be", async () => {
    const { store, files } = await createFilled();
    const [one, two, three] = files as [StoredFile, StoredFile, StoredFile];
    await writeView(store, { folder: "miner_0", files });
    await writeView(store, { folder: "miner_1", files: [one] });
    expect(await verifyViews(store)).toEqual({
      files: 4,
      bytes: 3 + 11 + 500_000 + 3,
      changed: [],
      unknown: 0,
      absentRoots: [],
    });
    const root = join(store.dataDir, "miner_datasets");
    writeFileSync(join(root, "miner_0", "one.jsonl"), "ONE");
    rmSync(join(root, "miner_0", "two.jsonl"));
    rmSync(join(root, "miner_1"), { recursive: true });
    writeFileSync(join(root, "miner_0", "mine.txt"), "mine");
    const changed = [
      { path: join(root, "miner_0", "one.jsonl"), sha256: one.sha256, reason: "different" },
      { path: join(root, "miner_0", "two.jsonl"), sha256: two.sha256, reason: "missing" },
      { path: join(root, "miner_1", "one.jsonl"), sha256: one.sha256, reason: "missing" },
    ];
    expect((await verifyViews(store)).changed).toEqual(changed);
    damageBlob(store, two.sha256);
    expect(await rewriteViews(store, { only: new Set([changed[2]!.path]) })).toEqual([changed[2]]);
    expect(await rewriteViews(store)).toEqual([changed[0]]);
    expect((await verifyViews(store)).changed).toEqual([changed[1]]);
    expect(readdirSync(join(root, "miner_0")).toSorted()).toEqual([
      "mine.txt",
      "one.jsonl",
      "thr.jsonl",
    ]);
    expect(three.size).toBe(500_000);
  });

  it("of a disk that is not there are left alone, and those of an older version are not guessed", async () => {
    const { store, files } = await createFilled();
    const root = join(store.dataDir, "elsewhere");
    await writeView(store, { root, folder: "miner_0", files });
    await writeView(store, { folder: "miner_0", files });
    store.internals.sqlite.run("UPDATE view_files SET sha256 = NULL WHERE path = 'one.jsonl'");
    rmSync(root, { recursive: true });
    expect(await verifyViews(store)).toMatchObject({
      files: 2,
      changed: [],
      unknown: 1,
      absentRoots: [root],
    });
    expect(await rewriteViews(store)).toEqual([]);
    await writeView(store, { folder: "miner_0", files });
    expect(await verifyViews(store)).toMatchObject({ files: 3, unknown: 0 });
  });

  it("bring back what the store has lost, unless they were edited", async () => {
    const { store, files } = await createFilled();
    const [one, two, three] = files as [StoredFile, StoredFile, StoredFile];
    await writeView(store, { folder: "miner_0", files });
    writeFileSync(join(store.dataDir, "miner_datasets", "miner_0", "two.jsonl"), "two, longer.");
    const blobs = files.map(({ sha256: name }) => name);
    damageBlob(store, one.sha256);
    for (const { sha256: name } of [two, three]) {
      rmSync(blobPath(createLayout(store.dataDir), name));
    }
    await quarantineBlobs(store, { blobs });
    expect([...(await restoreBlobs(store, { blobs }))]).toEqual([one.sha256, three.sha256]);
    expect((await verifyStore(store)).damaged).toMatchObject([
      { sha256: two.sha256, reason: "missing" },
    ]);
    expect(readdirSync(join(store.dataDir, "tmp"))).toEqual([]);
  });
});
