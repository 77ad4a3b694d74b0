import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMIT, createStore, sha256, storeText } from "../testing/helpers.ts";
import { openBlob, readBlob } from "./blobs.ts";
import { commitFile, type CommitFileOptions } from "./commit-file.ts";
import { createCommitQueue } from "./commit-queue.ts";
import { blobPath } from "./layout.ts";
import { openPartial } from "./partials.ts";
import { findSnapshotFile } from "./snapshots.ts";
import type { Store } from "./store.ts";

const KEY = { repoId: "user/data", commit: COMMIT, path: "data.jsonl" };

function prepare(store: Store, text: string): CommitFileOptions {
  const partial = openPartial(store, KEY);
  writeFileSync(partial.path, text);
  writeFileSync(partial.etagPath, "etag");
  return { ...KEY, partial, sha256: sha256(text), size: Buffer.byteLength(text) };
}

function count(store: Store, table: string): unknown {
  return store.internals.sqlite.all(`SELECT count(*) AS n FROM ${table}`)[0]?.["n"];
}

describe("commitFile", () => {
  it("moves the bytes under their hash, then notes them", async () => {
    const store = createStore();
    const gitSha1 = "b".repeat(40);
    const file = { path: KEY.path, sha256: sha256("{}\n"), size: 3, gitSha1, rows: 1 };
    expect(await commitFile(store, { ...prepare(store, "{}\n"), gitSha1, rows: 1 })).toEqual(file);
    expect(findSnapshotFile(store, KEY)).toEqual(file);
    expect(readFileSync(blobPath(store.internals.layout, file.sha256), "utf8")).toBe("{}\n");
    expect(readdirSync(join(store.dataDir, "tmp"))).toEqual([]);
  });

  it("takes an empty file", async () => {
    const store = createStore();
    await storeText(store, "");
    expect(findSnapshotFile(store, KEY)).toMatchObject({ size: 0, sha256: sha256("") });
    expect(readBlob(store, sha256("")).length).toBe(0);
  });

  it("keeps bytes that many snapshots share once", async () => {
    const store = createStore();
    await Promise.all(["a/1", "a/2", "a/3"].map((repoId) => storeText(store, "same", { repoId })));
    expect(readdirSync(join(store.dataDir, "blobs", "sha256", sha256("same").slice(0, 2)))).toEqual(
      [sha256("same")],
    );
    expect(count(store, "snapshot_files")).toBe(3);
    expect(readdirSync(join(store.dataDir, "tmp"))).toEqual([]);
  });

  it.each(["who", "wrong"])("replaces a blob that has become %j", async (damaged) => {
    const store = createStore();
    await storeText(store, "whole");
    writeFileSync(blobPath(store.internals.layout, sha256("whole")), damaged);
    await storeText(store, "whole");
    expect(readBlob(store, sha256("whole")).toString()).toBe("whole");
  });

  it("refuses a file that is not whole and keeps its bytes", async () => {
    const store = createStore();
    const options = prepare(store, "half");
    await expect(commitFile(store, { ...options, size: 8 })).rejects.toMatchObject({
      code: "STORE_WRONG_SIZE",
      kind: "integrity",
    });
    expect(readFileSync(options.partial.path, "utf8")).toBe("half");
    expect(findSnapshotFile(store, KEY)).toBeUndefined();
    expect(existsSync(blobPath(store.internals.layout, options.sha256))).toBe(false);
  });

  it("can be called again when only the catalog failed", async () => {
    const store = createStore();
    const options = prepare(store, "bytes");
    const { sqlite } = store.internals;
    sqlite.exec("ALTER TABLE snapshot_files RENAME TO elsewhere");
    await expect(commitFile(store, options)).rejects.toMatchObject({ code: "STORE_IO" });
    sqlite.exec("ALTER TABLE elsewhere RENAME TO snapshot_files");
    await commitFile(store, options);
    expect(findSnapshotFile(store, KEY)?.size).toBe(5);
  });

  it("says which folder cannot be written", async () => {
    const store = createStore();
    const options = prepare(store, "bytes");
    const folder = join(store.dataDir, "blobs", "sha256", options.sha256.slice(0, 2));
    writeFileSync(folder, "");
    await expect(commitFile(store, options)).rejects.toMatchObject({
      code: "STORE_NOT_WRITABLE",
      message: expect.stringContaining(store.dataDir),
    });
    rmSync(folder);
    await commitFile(store, options);
  });

  it.each<Partial<CommitFileOptions>>([
    { sha256: "../../../etc/passwd" },
    { sha256: sha256("x").toUpperCase() },
    { commit: "main" },
    { path: "" },
    { path: "a\0b" },
    { repoId: "a\ud800/b" },
    { size: -1 },
    { rows: 1.5 },
    { gitSha1: "x" },
  ])("refuses %o", async (change) => {
    const store = createStore();
    const options = { ...prepare(store, "x"), ...change };
    await expect(commitFile(store, options)).rejects.toThrow(RangeError);
    expect(readFileSync(options.partial.path, "utf8")).toBe("x");
  });

  it("keeps a count of rows that a later commit of the file does not give", async () => {
    const store = createStore();
    await commitFile(store, { ...prepare(store, "x"), rows: 4, gitSha1: "c".repeat(40) });
    await commitFile(store, prepare(store, "x"));
    expect(findSnapshotFile(store, KEY)).toMatchObject({ rows: 4, gitSha1: "c".repeat(40) });
  });

  it("knows nothing of a file's new bytes that was known of its old ones", async () => {
    const store = createStore();
    await commitFile(store, { ...prepare(store, "old"), rows: 4, gitSha1: "c".repeat(40) });
    await commitFile(store, prepare(store, "new"));
    expect(findSnapshotFile(store, KEY)).toEqual({
      path: KEY.path,
      sha256: sha256("new"),
      size: 3,
      gitSha1: undefined,
      rows: undefined,
    });
  });

  it("is finished by close", async () => {
    const store = createStore();
    const { sqlite, commits } = store.internals;
    const done = commits.add(() => void sqlite.run("INSERT INTO snapshots VALUES ('a/b', 'c', 1)"));
    store.close();
    await done;
    expect(count(createStore(store.dataDir), "snapshots")).toBe(1);
  });
});

describe("createCommitQueue", () => {
  it("commits what comes in one turn in one transaction", async () => {
    const store = createStore();
    let transactions = 0;
    const queue = createCommitQueue({
      ...store.internals.sqlite,
      transaction(body) {
        transactions += 1;
        return body();
      },
    });
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => queue.add(() => void order.push(n))));
    await queue.add(() => void order.push(4));
    queue.flush();
    expect(order).toEqual([1, 2, 3, 4]);
    expect(transactions).toBe(2);
  });

  it("rejects all of a transaction that failed, and goes on with the next", async () => {
    const store = createStore();
    const queue = createCommitQueue(store.internals.sqlite);
    const insert = (): void =>
      void store.internals.sqlite.run("INSERT INTO snapshots VALUES ('a/b', 'c', 1)");
    const error = new Error("no");
    const failing = [
      queue.add(insert),
      queue.add(() => {
        throw error;
      }),
    ];
    expect(await Promise.allSettled(failing)).toEqual([
      { status: "rejected", reason: error },
      { status: "rejected", reason: error },
    ]);
    expect(count(store, "snapshots")).toBe(0);
    await queue.add(insert);
    expect(count(store, "snapshots")).toBe(1);
  });
});

describe("blobs", () => {
  it("are read whole or as a stream", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "some bytes");
    expect(readBlob(store, name).toString()).toBe("some bytes");
    const chunks: Buffer[] = [];
    for await (const chunk of openBlob(store, name)) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe("some bytes");
  });

  it("that are missing, damaged or misnamed are errors", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "some bytes");
    writeFileSync(blobPath(store.internals.layout, name), "other stuf");
    expect(() => readBlob(store, name)).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
    rmSync(blobPath(store.internals.layout, name));
    const missing = expect.objectContaining({ code: "STORE_BLOB_MISSING", kind: "integrity" });
    expect(() => readBlob(store, name)).toThrow(missing);
    expect(() => openBlob(store, name)).toThrow(missing);
    expect(() => readBlob(store, "../x")).toThrow(RangeError);
  });
});
