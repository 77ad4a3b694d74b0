import type { BlockRef } from "@flock-tools/core";
import { expect, it } from "vitest";
import { findBlockRange } from "./find-block-range.ts";
import type { Moment } from "./row-selection.ts";

/** Blocks of a chain that was seen at these heights, at these seconds. */
const BLOCKS = [
  [100, 10_000],
  [200, 11_200],
  [201, 11_212],
  [301, 15_212],
].map(([number = 0, seconds = 0]): BlockRef => ({
  number,
  hash: `0x${"00".repeat(32)}`,
  timestamp: seconds * 1000,
}));

it.each([
  { name: "long before the first", seconds: 0, block: 0, isEstimated: true },
  { name: "before the first, at the chain's pace", seconds: 9_988, block: 99, isEstimated: true },
  { name: "a moment before that", seconds: 9_987, block: 98, isEstimated: true },
  { name: "at the first", seconds: 10_000, block: 100, isEstimated: false },
  { name: "between two", seconds: 10_600, block: 150, isEstimated: true },
  { name: "where the chain was slow", seconds: 13_212, block: 251, isEstimated: true },
  { name: "at one that was seen", seconds: 11_200, block: 200, isEstimated: false },
  { name: "between neighbours", seconds: 11_211, block: 200, isEstimated: false },
  { name: "at the last", seconds: 15_212, block: 301, isEstimated: false },
  { name: "after the last", seconds: 99_999, block: 301, isEstimated: false },
])("finds the last block of a time $name", ({ seconds, block, isEstimated }) => {
  const time = seconds * 1000;
  const until = { type: "date", from: time - 86_399_999, to: time } as const;
  expect(findBlockRange({ until }, BLOCKS)).toEqual({
    since: undefined,
    until: block,
    isEstimated,
  });
  // What comes after it begins with the next one.
  const since = { type: "date", from: time + 1, to: time + 86_400_000 } as const;
  expect(findBlockRange({ since }, BLOCKS)).toEqual({
    since: block + 1,
    until: undefined,
    isEstimated,
  });
});

const block = (number: number): Moment => ({ type: "block", block: number });

it("takes blocks as they are", () => {
  expect(findBlockRange({ since: block(7), until: block(7) }, [])).toEqual({
    since: 7,
    until: 7,
    isEstimated: false,
  });
  expect(findBlockRange({}, BLOCKS)).toEqual({
    since: undefined,
    until: undefined,
    isEstimated: false,
  });
  expect(() => findBlockRange({ since: block(8), until: block(7) }, BLOCKS)).toThrow(
    "the first block must not be later than the last: got blocks 8 and 7",
  );
});
