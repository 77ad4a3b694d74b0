import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMIT, createFolder, createStore } from "../testing/helpers.ts";
import { formatOwner, type Owner } from "./owner.ts";
import { openPartial, sweepPartials } from "./partials.ts";
import type { Store } from "./store.ts";

const KEY = { repoId: "user/data", commit: COMMIT, path: "data.jsonl" };

function listTmp(store: Store): string[] {
  return readdirSync(join(store.dataDir, "tmp")).toSorted();
}

/** Leaves a partial of `KEY` as another process would have: by default one of this machine that is no more. */
function leaveBehind(
  store: Store,
  bytes: string,
  change: Partial<Owner> = { start: "deadbeef" },
): void {
  const prefix = openPartial(store, KEY).path.slice(0, -`.${"0".repeat(16)}.part`.length);
  const mine = formatOwner(store.internals.owner);
  const nonce = Buffer.from(bytes.padEnd(8)).toString("hex");
  const base = `${prefix.replace(mine, formatOwner({ ...store.internals.owner, ...change }))}.${nonce}`;
  writeFileSync(`${base}.part`, bytes);
  writeFileSync(`${base}.etag`, `etag of ${bytes}`);
}

describe("openPartial", () => {
  it("names nothing by what a miner wrote", () => {
    const store = createStore();
    const hostile = { repoId: "../../etc", commit: "x", path: "../\0\u202e/passwd" };
    const partial = openPartial(store, hostile);
    expect(partial.path.slice(join(store.dataDir, "tmp/").length)).toMatch(
      /^[0-9a-f]{64}\.[0-9a-f-]+\.[0-9a-f]{16}\.part$/,
    );
    writeFileSync(partial.path, "x");
    expect(listTmp(store)).toHaveLength(1);
  });

  it("gives released bytes and their validator to the next who asks, and to one only", () => {
    const store = createStore();
    const first = openPartial(store, KEY);
    writeFileSync(first.path, "bytes");
    writeFileSync(first.etagPath, "etag");
    expect(existsSync(openPartial(store, KEY).path)).toBe(false);
    first.release();
    first.release();
    first.discard();
    expect(openPartial(store, { ...KEY, path: "other" }).path).not.toBe(first.path);
    const second = openPartial(store, KEY);
    expect(readFileSync(second.path, "utf8")).toBe("bytes");
    expect(readFileSync(second.etagPath, "utf8")).toBe("etag");
    expect(existsSync(openPartial(store, KEY).path)).toBe(false);
    second.discard();
    expect(listTmp(store)).toEqual([]);
  });

  it("keeps nothing of a download that never began", () => {
    const store = createStore();
    openPartial(store, KEY).release();
    const empty = openPartial(store, KEY);
    writeFileSync(empty.path, "");
    writeFileSync(empty.etagPath, "etag");
    empty.release();
    expect(listTmp(store)).toEqual([]);
  });

  it("keeps nothing of a process that was killed before the first byte", () => {
    const store = createStore();
    leaveBehind(store, "");
    leaveBehind(store, "bytes");
    expect(readFileSync(openPartial(store, KEY).path, "utf8")).toBe("bytes");
    expect(listTmp(store)).toHaveLength(2);
  });

  it("takes the largest of several", () => {
    const store = createStore();
    const claims = ["12", "12345", "123"].map((bytes) => ({ bytes, ...openPartial(store, KEY) }));
    for (const { bytes, path, etagPath } of claims) {
      writeFileSync(path, bytes);
      writeFileSync(etagPath, `etag of ${bytes}`);
    }
    for (const claim of claims) claim.release();
    expect(listTmp(store)).toHaveLength(6);
    const partial = openPartial(store, KEY);
    expect(readFileSync(partial.path, "utf8")).toBe("12345");
    expect(readFileSync(partial.etagPath, "utf8")).toBe("etag of 12345");
    expect(listTmp(store)).toHaveLength(6);
  });

  it("leaves a live process's bytes and those of another machine alone", () => {
    const dataDir = createFolder();
    const store = createStore(dataDir);
    const held = openPartial(store, KEY);
    writeFileSync(held.path, "live");
    leaveBehind(store, "far", { host: "ffffffff" });
    const other = openPartial(createStore(dataDir), KEY);
    expect(existsSync(other.path)).toBe(false);
    expect(readFileSync(held.path, "utf8")).toBe("live");
  });

  it("takes over from a former process that had this very pid", () => {
    const store = createStore();
    leaveBehind(store, "former");
    const partial = openPartial(store, KEY);
    expect(readFileSync(partial.path, "utf8")).toBe("former");
    expect(readFileSync(partial.etagPath, "utf8")).toBe("etag of former");
    expect(listTmp(store)).toHaveLength(2);
  });
});

describe("sweepPartials", () => {
  const DAY = 24 * 3600;

  it("deletes what is older than 7 days and nobody holds", () => {
    let now = 0;
    const store = createStore(createFolder(), () => now);
    const age = (days: number): void => {
      for (const name of listTmp(store)) {
        utimesSync(join(store.dataDir, "tmp", name), 0, now / 1000 - days * DAY);
      }
    };
    now = 1_800_000_000_000;
    leaveBehind(store, "dead");
    const held = openPartial(store, { ...KEY, path: "held" });
    writeFileSync(held.path, "live");
    age(7);
    expect(sweepPartials(store)).toBe(0);
    age(7.01);
    expect(sweepPartials(store)).toBe(1);
    expect(listTmp(store)).toEqual([held.path.slice(join(store.dataDir, "tmp/").length)]);
    expect(sweepPartials(store)).toBe(0);
  });

  it("leaves what another machine or an unknown process may still write to", () => {
    const store = createStore(createFolder(), () => 1_800_000_000_000);
    leaveBehind(store, "far", { host: "ffffffff" });
    leaveBehind(store, "unknown", { pid: process.ppid, start: "0" });
    for (const name of listTmp(store)) utimesSync(join(store.dataDir, "tmp", name), 0, 0);
    expect(sweepPartials(store)).toBe(0);
    expect(listTmp(store)).toHaveLength(4);
  });

  it("takes a time that is a year ahead for that of a wrong clock", () => {
    const store = createStore(createFolder(), () => 1_800_000_000_000);
    leaveBehind(store, "dead");
    const ahead = 1_800_000_000 + 365 * DAY;
    for (const name of listTmp(store)) utimesSync(join(store.dataDir, "tmp", name), 0, ahead);
    expect(sweepPartials(store)).toBe(1);
  });

  it("leaves files alone that it does not know", () => {
    const store = createStore();
    writeFileSync(join(store.dataDir, "tmp", "notes.txt"), "mine");
    utimesSync(join(store.dataDir, "tmp", "notes.txt"), 0, 0);
    expect(sweepPartials(store)).toBe(0);
    expect(listTmp(store)).toEqual(["notes.txt"]);
  });
});
