import { TypeRegistry } from "@polkadot/types";
import { describe, expect, it } from "vitest";
import { type Blocks, createBlocks, RUN_LENGTH } from "./blocks.ts";

const genesisHash = `0x${"5e".repeat(32)}` as const;
const START = { genesisHash, headNumber: 10_000, headTimestamp: 1_790_000_000_000 };
const registry = new TypeRegistry();

/** The hash that a client computes from the header it was given. */
function recompute(blocks: Blocks, number: number): string {
  return registry.createType("Header", blocks.headerOf(number)).hash.toHex();
}

describe("a header's hash", () => {
  const newestRun = START.headNumber - RUN_LENGTH + 1;
  it.each([1, 2, 700, newestRun - 1, newestRun, newestRun + 1, 9_999, 10_000, 10_001, 10_400])(
    "is that of its SCALE form at block %i",
    (number) => {
      const blocks = createBlocks(START);
      expect(blocks.hashOf(number)).toBe(recompute(blocks, number));
      expect(blocks.numberOf(blocks.hashOf(number))).toBe(number);
    },
  );
});

it("names the true parent throughout the newest run and beyond", () => {
  const blocks = createBlocks(START);
  for (let number = 10_100; number > START.headNumber - RUN_LENGTH + 1; number -= 1) {
    expect(blocks.headerOf(number).parentHash).toBe(blocks.hashOf(number - 1));
  }
});

it("names the genesis as the parent of block 1, in long chains and short ones", () => {
  for (const headNumber of [10_000, RUN_LENGTH, RUN_LENGTH - 1, 1]) {
    const blocks = createBlocks({ ...START, headNumber });
    expect(blocks.hashOf(0)).toBe(genesisHash);
    expect(blocks.headerOf(1).parentHash).toBe(genesisHash);
    expect(blocks.headerOf(0).parentHash).toBe(`0x${"00".repeat(32)}`);
  }
});

it("can be walked from parent to parent down to the genesis", () => {
  const blocks = createBlocks({ ...START, headNumber: 1_600 });
  let number = 1_600;
  let steps = 0;
  while (number > 0) {
    number = blocks.numberOf(blocks.headerOf(number).parentHash) ?? -1;
    steps += 1;
  }
  expect([number, steps]).toEqual([0, 1_600]);
});

it("gives the same hashes whatever was asked for before", () => {
  const forward = createBlocks(START);
  const backward = createBlocks(START);
  const numbers = [1, 513, 5_000, 9_000, 9_488, 9_489, 9_999];
  const hashes = numbers.map((number) => forward.hashOf(number));
  expect(numbers.toReversed().map((number) => backward.hashOf(number))).toEqual(
    hashes.toReversed(),
  );
  expect(new Set(hashes).size).toBe(numbers.length);
});

it("knows the newest run by hash before anybody asked for it", () => {
  const hash = createBlocks(START).hashOf(9_700);
  expect(createBlocks(START).numberOf(hash)).toBe(9_700);
  expect(createBlocks(START).numberOf(`0x${"11".repeat(32)}`)).toBeUndefined();
});

it("counts time in steps of twelve seconds, before and after the head", () => {
  const blocks = createBlocks(START);
  expect(blocks.timestampOf(10_000)).toBe(1_790_000_000_000);
  expect(blocks.timestampOf(9_995)).toBe(1_789_999_940_000);
  expect(blocks.timestampOf(10_001)).toBe(1_790_000_012_000);
});

it("holds the time of each block in one bare extrinsic", () => {
  // Ten bytes: version 4, pallet 2, call 0, compact of 1,790,000,000,000.
  expect(createBlocks(START).extrinsicsOf(10_000)).toEqual(["0x280402000b006c50c4a001"]);
});
