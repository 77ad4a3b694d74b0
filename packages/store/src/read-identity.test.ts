import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { readStoreIdentity } from "./read-identity.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "flock-store-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it("says which subnet a folder belongs to", () => {
  const identity = { genesis: `0x${"ab".repeat(32)}`, netuid: 96 } as const;
  openStore({ dataDir, ...identity }).close();
  expect(readStoreIdentity(dataDir)).toEqual(identity);
});

it("makes nothing where there is nothing", () => {
  expect(readStoreIdentity(dataDir)).toBeUndefined();
  expect(readStoreIdentity(join(dataDir, "no"))).toBeUndefined();
  expect(readdirSync(dataDir)).toEqual([]);
});

it("writes nothing into an empty catalog, and refuses one beside blobs", () => {
  const catalog = join(dataDir, "catalog.sqlite");
  writeFileSync(catalog, "");
  expect(readStoreIdentity(dataDir)).toBeUndefined();
  const blobs = join(dataDir, "blobs", "sha256", "ab");
  mkdirSync(blobs, { recursive: true });
  writeFileSync(join(blobs, "ab".repeat(32)), "bytes");
  expect(() => readStoreIdentity(dataDir)).toThrow(`${catalog} is empty, though there are blobs`);
  expect(readFileSync(catalog)).toHaveLength(0);
});
