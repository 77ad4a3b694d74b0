import { mkdtempSync, readdirSync, rmSync } from "node:fs";
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
