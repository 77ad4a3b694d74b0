import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createStore } from "../testing/helpers.ts";
import { checkFreeSpace, findMissingSpace, readDiskSpace, sharesBlocks } from "./free-space.ts";

const DISKS: Record<string, { device: number; free: number }> = {
  data: { device: 1, free: 1000 },
  views: { device: 1, free: 1000 },
  out: { device: 2, free: 2_345_678 },
};
const read = (folder: string) => DISKS[folder]!;

const needs = (data: number, views: number, out: number) => [
  { folder: "data", bytes: data },
  { folder: "views", bytes: views },
  { folder: "out", bytes: out },
];

describe("disk: free space", () => {
  it("is counted a disk, not a folder", () => {
    expect(findMissingSpace(needs(500, 500, 2_345_678), read)).toEqual([]);
    expect(findMissingSpace(needs(0, 1001, 0), read)).toEqual([
      { folder: "views", needed: 1001, free: 1000 },
    ]);
    expect(findMissingSpace(needs(500, 501, 2_345_679), read)).toEqual([
      { folder: "data", needed: 1001, free: 1000 },
      { folder: "out", needed: 2_345_679, free: 2_345_678 },
    ]);
  });

  it("is missed before it is used up, with how much", () => {
    checkFreeSpace([{ folder: "data", bytes: 1000 }], read);
    const missing = (folder: string, bytes: number) => () =>
      checkFreeSpace([{ folder, bytes }], read);
    expect(missing("data", 1001)).toThrow(
      expect.objectContaining({
        code: "STORE_NO_SPACE",
        kind: "disk",
        message: "1 bytes are missing on the disk of data",
      }),
    );
    expect(missing("out", 9e15)).toThrow(
      expect.objectContaining({
        message: "9.0 PB are missing on the disk of out",
        details: "9.0 PB are to be written, 2.4 MB are free",
      }),
    );
    expect(missing("data", 6001)).toThrow("5.1 kB are missing");
  });

  it("is that of the nearest folder that is there", () => {
    const { dataDir } = createStore();
    const { device, free } = readDiskSpace(join(dataDir, "not", "yet"));
    expect(device).toBe(readDiskSpace(dataDir).device);
    expect(free).toBeGreaterThan(0);
  });

  it("is not taken by copies where the disk shares blocks, which leaves nothing to find out", () => {
    const store = createStore();
    expect(typeof sharesBlocks(store, store.dataDir)).toBe("boolean");
    expect(sharesBlocks(store, join(store.dataDir, "none"))).toBe(false);
    expect(readdirSync(store.dataDir).filter((name) => name.startsWith("."))).toEqual([]);
    expect(readdirSync(join(store.dataDir, "tmp"))).toEqual([]);
  });
});
