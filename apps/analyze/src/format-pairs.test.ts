import type { ReportedConviction } from "@flock-tools/flock";
import { describe, expect, it } from "vitest";
import { type PairRecord, PAIR_COLUMNS } from "./csv-columns.ts";
import { createConvictionFinder, loserOf } from "./format-pairs.ts";

const CONVICTION: ReportedConviction = {
  first: 7,
  second: 3,
  shared: 50,
  order: "earlier",
  isOneWay: false,
  isCertain: true,
  detectionOdds: 0.5,
};

const readLosers = (conviction: ReportedConviction): unknown => {
  const [, read] = PAIR_COLUMNS.find(([name]) => name === "loses")!;
  return read({ conviction } as PairRecord);
};

describe("who of a pair loses", () => {
  it.each([
    [{}, "3", "3"],
    [{ isCertain: false }, "3?", "unknown"],
    [{ order: "same-block" }, "7 or 3", "7 or 3"],
    [{ order: "same-block", isCertain: false }, "7 or 3?", "unknown"],
    [{ order: "unknown" }, "either", "unknown"],
  ] as const)("is told of %j", (changes, text, csv) => {
    const conviction = { ...CONVICTION, ...changes };
    expect([loserOf(conviction), readLosers(conviction)]).toEqual([text, csv]);
  });
});

describe("createConvictionFinder", () => {
  it("finds a pair whichever of the two comes first", () => {
    const find = createConvictionFinder([CONVICTION]);
    expect([find({ a: 3, b: 7 }), find({ a: 7, b: 3 })]).toEqual([CONVICTION, CONVICTION]);
    expect(find({ a: 3, b: 77 })).toBeUndefined();
  });
});
