import { describe, expect, it } from "vitest";
import { choose, fractionLog10, toNumber } from "../../testing/exact-odds.ts";
import { getUniformOdds } from "./overlap-odds.ts";

/** The same by whole numbers: how many of all picks of b share that many rows or more with a. */
function exactOdds(
  pool: number,
  [a, b]: readonly [number, number],
  shared: number,
): [bigint, bigint] {
  let hits = 0n;
  for (let k = shared; k <= Math.min(a, b); k += 1) hits += choose(a, k) * choose(pool - a, b - k);
  return [hits, choose(pool, b)];
}

describe("getUniformOdds", () => {
  it.each([
    { pool: 300, odds: "4.8e-1" },
    { pool: 400, odds: "1.3e-2" },
    { pool: 500, odds: "1.5e-4" },
    { pool: 1_000, odds: "1.6e-12" },
  ])("of two of 100 rows from $pool sharing more than 33 is $odds", ({ pool, odds }) => {
    const { probability } = getUniformOdds({ pool, sizes: [100, 100], shared: 34 });
    expect(probability.toExponential(1)).toBe(odds);
  });

  it.each([
    [5_000, [100, 100], [0, 1, 2, 3, 10, 34, 60, 100]],
    [150, [100, 100], [50, 51, 60, 66, 67, 68, 80, 100]],
    [100, [100, 100], [99, 100]],
    [5_000, [2_500, 2_400], [1, 1_000, 1_150, 1_200, 1_250, 1_300, 2_000]],
    [7, [3, 2], [0, 1, 2]],
    [300, [250, 7], [0, 4, 5, 6, 7]],
  ] as const)("agrees with whole numbers for a pool of %i and sizes %j", (pool, sizes, counts) => {
    for (const shared of counts) {
      const exact = exactOdds(pool, sizes, shared);
      const { probability, log10 } = getUniformOdds({ pool, sizes, shared });
      const expected = fractionLog10(exact);
      expect(Math.abs(log10 - expected)).toBeLessThan(1e-11 * Math.max(1, Math.abs(expected)));
      const expectedProbability = expected > -300 ? toNumber(exact) : 0;
      expect(Math.abs(probability - expectedProbability)).toBeLessThanOrEqual(
        1e-11 * expectedProbability + 1e-300,
      );
    }
  });

  it("reaches beyond what a number holds by its logarithm", () => {
    const odds = getUniformOdds({ pool: 1_000_000, sizes: [200, 200], shared: 200 });
    expect(odds.probability).toBe(0);
    expect(odds.log10).toBeCloseTo(fractionLog10([1n, choose(1_000_000, 200)]), 8);
  });

  it("says what is certain and what cannot be", () => {
    expect(getUniformOdds({ pool: 10, sizes: [5, 5], shared: 0 })).toEqual({
      probability: 1,
      log10: 0,
    });
    expect(getUniformOdds({ pool: 10, sizes: [5, 4], shared: 5 })).toEqual({
      probability: 0,
      log10: -Infinity,
    });
    expect(getUniformOdds({ pool: 10, sizes: [8, 9], shared: 7 }).probability).toBe(1);
    // Rows beyond the pool: as if all of it were taken.
    expect(getUniformOdds({ pool: 3, sizes: [5, 4], shared: 3 }).probability).toBe(1);
  });

  it("rejects what is not a number of rows", () => {
    expect(() => getUniformOdds({ pool: 1.5, sizes: [1, 1], shared: 1 })).toThrow(
      "pool must be an integer >= 0: got 1.5",
    );
    expect(() => getUniformOdds({ pool: 1, sizes: [1, 1], shared: -1 })).toThrow(RangeError);
  });
});
