import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMIT, createStore } from "../testing/helpers.ts";
import { openPartial } from "./partials.ts";
import { quarantineDownload, sweepWrongDownloads } from "./quarantine-download.ts";
import { listQuarantine } from "./quarantine.ts";
import type { Store } from "./store.ts";

const KEY = { repoId: "user/data", commit: COMMIT, path: "../data.jsonl" };
const SHA256 = "a".repeat(64);

function keep(store: Store, bytes: string, change: Partial<typeof KEY & { sha256: string }> = {}) {
  const options = { ...KEY, sha256: SHA256, ...change };
  const partial = openPartial(store, options);
  writeFileSync(partial.path, bytes);
  writeFileSync(partial.etagPath, "etag");
  return quarantineDownload(store, { ...options, partial });
}

const listKept = (store: Store): string[] => readdirSync(join(store.dataDir, "quarantine"));

describe("quarantineDownload", () => {
  it("moves the bytes under their hash, and leaves nothing in tmp", async () => {
    const store = createStore();
    const path = await keep(store, "lies");
    expect(path).toMatch(/^quarantine\/a{64}\.[0-9a-f]{16}$/);
    expect(readFileSync(join(store.dataDir, path), "utf8")).toBe("lies");
    expect(readdirSync(join(store.dataDir, "tmp"))).toEqual([]);
    expect(await listQuarantine(store)).toEqual([]);
  });

  it("keeps one of each file, the newest", async () => {
    const store = createStore();
    await keep(store, "one");
    await keep(store, "two", { sha256: "b".repeat(64) });
    const same = await keep(store, "again", { sha256: "b".repeat(64) });
    const other = await keep(store, "other", { path: "other.jsonl" });
    expect(listKept(store).map((name) => `quarantine/${name}`)).toEqual([other, same].toSorted());
    expect(readFileSync(join(store.dataDir, same), "utf8")).toBe("again");
  });

  it("keeps the partial when it cannot be moved", async () => {
    const store = createStore();
    writeFileSync(join(store.dataDir, "quarantine"), "a file in its place");
    await expect(keep(store, "lies")).rejects.toMatchObject({ kind: "disk" });
    expect(readdirSync(join(store.dataDir, "tmp"))).toHaveLength(2);
  });
});

describe("sweepWrongDownloads", () => {
  it("deletes those of 7 days ago, and nothing else", async () => {
    const store = createStore();
    expect(sweepWrongDownloads(store)).toBe(0);
    const stale = await keep(store, "stale");
    const fresh = await keep(store, "fresh", { path: "other.jsonl" });
    const blob = `quarantine/${SHA256}.12345678`;
    writeFileSync(join(store.dataDir, blob), "a damaged blob");
    const long = (Date.now() - 8 * 86_400_000) / 1000;
    for (const path of [stale, blob]) utimesSync(join(store.dataDir, path), long, long);
    expect(sweepWrongDownloads(store)).toBe(1);
    expect([stale, fresh, blob].map((path) => existsSync(join(store.dataDir, path)))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
