import { rmSync, truncateSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMIT, createStore, sha256, storeText } from "../testing/helpers.ts";
import { blobPath } from "./layout.ts";
import { findResolution, recordResolution } from "./resolutions.ts";
import {
  findSnapshotFile,
  isSnapshotComplete,
  listSnapshotFiles,
  markSnapshotComplete,
} from "./snapshots.ts";

const KEY = { repoId: "user/data", commit: COMMIT };
const DATA = { ...KEY, path: "data.jsonl" };

describe("findSnapshotFile", () => {
  it("knows one file at one commit of one repository", async () => {
    const store = createStore();
    await storeText(store, "x");
    expect(findSnapshotFile(store, DATA)).toEqual({
      path: "data.jsonl",
      sha256: sha256("x"),
      size: 1,
      gitSha1: undefined,
      rows: 1,
    });
    expect(findSnapshotFile(store, { ...DATA, repoId: "user/other" })).toBeUndefined();
    expect(findSnapshotFile(store, { ...DATA, commit: "b".repeat(40) })).toBeUndefined();
    expect(findSnapshotFile(store, { ...DATA, path: "DATA.jsonl" })).toBeUndefined();
    expect(findSnapshotFile(store, { ...DATA, path: "data.jsonl\0" })).toBeUndefined();
  });

  it("does not count a file whose blob is gone or cut", async () => {
    const store = createStore();
    const { sha256: name } = await storeText(store, "some bytes");
    const path = blobPath(store.internals.layout, name);
    truncateSync(path, 4);
    expect(findSnapshotFile(store, DATA)).toBeUndefined();
    rmSync(path);
    expect(findSnapshotFile(store, DATA)).toBeUndefined();
    expect(listSnapshotFiles(store, KEY)).toEqual([]);
    await storeText(store, "some bytes");
    expect(findSnapshotFile(store, DATA)?.size).toBe(10);
  });
});

describe("isSnapshotComplete", () => {
  it("is said by the mark and by blobs that are all there", async () => {
    const store = createStore();
    expect(() => markSnapshotComplete(store, KEY)).toThrow(RangeError);
    await storeText(store, "1");
    const { sha256: name } = await storeText(store, "2", { path: "README.md" });
    expect(isSnapshotComplete(store, KEY)).toBe(false);
    markSnapshotComplete(store, KEY);
    expect(isSnapshotComplete(store, KEY)).toBe(true);
    expect(isSnapshotComplete(store, { ...KEY, commit: "b".repeat(40) })).toBe(false);
    expect(listSnapshotFiles(store, KEY).map(({ path }) => path)).toEqual([
      "README.md",
      "data.jsonl",
    ]);
    rmSync(blobPath(store.internals.layout, name));
    expect(isSnapshotComplete(store, KEY)).toBe(false);
  });
});

describe("resolutions", () => {
  const REVISION = { repoId: "user/data", revision: COMMIT.slice(0, 7) };

  it("stay as they were first", () => {
    const store = createStore();
    expect(findResolution(store, REVISION)).toBeUndefined();
    recordResolution(store, { ...REVISION, commit: COMMIT });
    recordResolution(store, { ...REVISION, commit: `aaaaaaa${"b".repeat(33)}` });
    expect(findResolution(store, REVISION)).toBe(COMMIT);
    expect(findResolution(store, { ...REVISION, repoId: "user/other" })).toBeUndefined();
  });

  it.each(["main", "None", "aaaaaa", "bbbbbbb", "v1"])("are not kept of %s", (revision) => {
    const store = createStore();
    recordResolution(store, { repoId: "user/data", revision, commit: COMMIT });
    expect(findResolution(store, { repoId: "user/data", revision })).toBeUndefined();
  });

  it("are not needed of a whole hash, and only end in one", () => {
    const store = createStore();
    expect(findResolution(store, { repoId: "user/data", revision: COMMIT })).toBe(COMMIT);
    expect(() => recordResolution(store, { ...REVISION, commit: "main" })).toThrow(RangeError);
  });
});
