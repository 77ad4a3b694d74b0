import { expect, it } from "vitest";
import { createOrderedStorage } from "./state-view.ts";

const ITEM = "ab".repeat(32);
const OTHER = "cd".repeat(32);
const keys = ["03", "01", "0201", "02ff"].map((end) => `0x${ITEM}${end}`);
const storage = createOrderedStorage(
  new Map([...keys, `0x${OTHER}01`, "0x01"].map((key) => [key, "0x00"])),
);
const ask = (prefix: string, count = 1_000, start?: string): readonly string[] =>
  storage.keysAfter({ prefix, count, start });
const ends = (found: readonly string[]): string[] => found.map((key) => key.slice(66));

it("lists keys in the order of their bytes", () => {
  expect(ends(ask(`0x${ITEM}`))).toEqual(["01", "0201", "02ff", "03"]);
  expect(ends(ask(`0x${ITEM}02`))).toEqual(["0201", "02ff"]);
});

it("takes prefixes that are shorter than one item", () => {
  expect(ask("0x")).toHaveLength(6);
  expect(ask("0xab")).toHaveLength(4);
  expect(ask("0xef")).toEqual([]);
});

it("begins after the start, whether it is a key or not", () => {
  expect(ends(ask(`0x${ITEM}`, 2, `0x${ITEM}01`))).toEqual(["0201", "02ff"]);
  expect(ends(ask(`0x${ITEM}`, 2, `0x${ITEM}0200`))).toEqual(["0201", "02ff"]);
  // The Python client starts its first page at the prefix itself.
  expect(ends(ask(`0x${ITEM}`, 1, `0x${ITEM}`))).toEqual(["01"]);
  expect(ask(`0x${ITEM}`, 5, `0x${ITEM}03`)).toEqual([]);
});

it("gives no more than the count", () => {
  expect(ends(ask(`0x${ITEM}`, 3))).toEqual(["01", "0201", "02ff"]);
  expect(ask(`0x${ITEM}`, 0)).toEqual([]);
});
