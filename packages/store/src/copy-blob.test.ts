import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createStore, sha256, storeText } from "../testing/helpers.ts";
import { createAsidePath, sweepAsides } from "./aside.ts";
import { copyBlob } from "./copy-blob.ts";
import { blobPath } from "./layout.ts";
import type { Store } from "./store.ts";

async function storeBlob(text: string): Promise<{ store: Store; sha256: string; blob: string }> {
  const store = createStore();
  await storeText(store, text);
  return { store, sha256: sha256(text), blob: blobPath(store.internals.layout, sha256(text)) };
}

describe("copyBlob", () => {
  it("makes a file of its own", async () => {
    const { store, blob, ...wanted } = await storeBlob("bytes");
    const path = join(store.dataDir, "copy");
    await copyBlob(store, { ...wanted, path, durable: true });
    writeFileSync(path, "edited");
    expect(readFileSync(blob, "utf8")).toBe("bytes");
    expect(statSync(blob).nlink).toBe(1);
  });

  it("replaces a link, and not what it leads to", async () => {
    const { store, blob: _, ...wanted } = await storeBlob("bytes");
    const theirs = join(store.dataDir, "theirs");
    writeFileSync(theirs, "theirs");
    for (const link of [symlinkSync, linkSync]) {
      const path = join(store.dataDir, link.name);
      link(theirs, path);
      await copyBlob(store, { ...wanted, path });
      expect(readFileSync(path, "utf8")).toBe("bytes");
    }
    expect(readFileSync(theirs, "utf8")).toBe("theirs");
  });

  it("leaves nothing of a damaged blob, nor of one that is gone", async () => {
    const { store, blob, ...wanted } = await storeBlob("bytes");
    const folder = join(store.dataDir, "there");
    mkdirSync(folder);
    const copy = { ...wanted, path: join(folder, "copy") };
    writeFileSync(blob, "wrong");
    await expect(copyBlob(store, copy)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    rmSync(blob);
    await expect(copyBlob(store, copy)).rejects.toMatchObject({ code: "STORE_BLOB_MISSING" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves nothing aside where it cannot be placed or is aborted", async () => {
    const { store, blob: _, ...wanted } = await storeBlob("bytes");
    const asideFolder = join(store.dataDir, "aside");
    const path = join(store.dataDir, "folder");
    for (const folder of [asideFolder, path]) mkdirSync(folder);
    const copy = { ...wanted, path, asideFolder };
    await expect(copyBlob(store, copy)).rejects.toMatchObject({ code: "EISDIR" });
    const reason = new Error("stop");
    const signal = AbortSignal.abort(reason);
    await expect(copyBlob(store, { ...copy, signal })).rejects.toBe(reason);
    expect(readdirSync(asideFolder)).toEqual([]);
  });
});

describe("sweepAsides", () => {
  it("removes what dead processes have left, and nothing else", async () => {
    const store = createStore();
    const mine = createAsidePath(store, store.dataDir);
    const { internals } = store;
    const dead = { ...internals, owner: { ...internals.owner, start: "dead" } };
    const theirs = createAsidePath({ ...store, internals: dead }, store.dataDir);
    const other = join(store.dataDir, ".flock-notes.aside");
    for (const path of [mine, theirs, other]) writeFileSync(path, "");
    await sweepAsides(store, store.dataDir);
    expect([mine, theirs, other].map((path) => existsSync(path))).toEqual([true, false, true]);
  });
});
