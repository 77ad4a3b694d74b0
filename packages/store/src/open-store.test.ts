import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { createFolder, createStore, GENESIS } from "../testing/helpers.ts";
import { openStore } from "./open-store.ts";

it("makes a folder at first use and opens it again", () => {
  const dataDir = join(createFolder(), "not", "there", "yet");
  const store = createStore(dataDir);
  expect(store).toMatchObject({ dataDir, genesis: GENESIS, netuid: 96 });
  store.close();
  store.close();
  expect(readdirSync(dataDir).toSorted()).toEqual(
    expect.arrayContaining(["blobs", "catalog.sqlite", "tmp"]),
  );
  expect(readdirSync(join(dataDir, "tmp"))).toEqual([]);
  createStore(dataDir);
});

it("gives an absolute path for a relative one", () => {
  const dataDir = createFolder();
  expect(createStore(relative(process.cwd(), dataDir)).dataDir).toBe(dataDir);
});

it.each([
  { genesis: GENESIS, netuid: 97 },
  { genesis: `0x${"00".repeat(32)}` as const, netuid: 96 },
])("refuses the folder of another subnet: %o", (other) => {
  const dataDir = createFolder();
  createStore(dataDir);
  expect(() => openStore({ dataDir, ...other })).toThrow(
    expect.objectContaining({
      code: "STORE_WRONG_SUBNET",
      kind: "usage",
      message: `${dataDir} holds subnet 96 of chain ${GENESIS}, not subnet ${other.netuid} of chain ${other.genesis}`,
      next: expect.stringContaining("--data-dir"),
    }),
  );
  createStore(dataDir);
});

it("refuses a folder that is a file", () => {
  const dataDir = join(createFolder(), "data");
  writeFileSync(dataDir, "");
  expect(() => createStore(dataDir)).toThrow(
    expect.objectContaining({ code: "STORE_NOT_WRITABLE", kind: "disk", next: expect.any(String) }),
  );
});

it("refuses a catalog that is none, and leaves it as it is", () => {
  const dataDir = createFolder();
  mkdirSync(join(dataDir, "catalog.sqlite"));
  expect(() => createStore(dataDir)).toThrow(
    expect.objectContaining({ code: "STORE_NOT_WRITABLE" }),
  );
  rmSync(join(dataDir, "catalog.sqlite"), { recursive: true });
  writeFileSync(join(dataDir, "catalog.sqlite"), "<html>".repeat(1000));
  expect(() => createStore(dataDir)).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
});
