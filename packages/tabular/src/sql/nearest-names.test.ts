import { expect, it } from "vitest";
import { nearestNames } from "./nearest-names.ts";

const NAMES = [
  "uid",
  "netuid",
  "hotkey",
  "coldkey",
  "commitment_block",
  "first_seen_block",
  "n_turns",
];

it.each([
  ["udi", ["uid"]],
  ["HOTKEY", ["hotkey"]],
  ["hotkeys", ["hotkey"]],
  ["colkey", ["coldkey", "hotkey"]],
  ["block", ["commitment_block", "first_seen_block"]],
  ["commitment_blok", ["commitment_block"]],
  ["turns", ["n_turns"]],
  ["zzzz", []],
  ["", []],
])("takes %j for %j", (name, nearest) => {
  expect(nearestNames(name, NAMES)).toEqual(nearest);
});
