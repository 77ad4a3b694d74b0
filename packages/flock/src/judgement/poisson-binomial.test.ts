import { describe, expect, it } from "vitest";
import { fractionLog10, toNumber } from "../../testing/exact-odds.ts";
import { getTailOdds } from "./poisson-binomial.ts";

const SCALE = 1_000_000;

/** The same by whole numbers, from probabilities in millionths. */
function exactTail(millionths: readonly number[], least: number): [bigint, bigint] {
  let counts = [1n];
  for (const hit of millionths) {
    const next = Array.from({ length: counts.length + 1 }, () => 0n);
    for (const [k, count] of counts.entries()) {
      next[k] = next[k]! + count * BigInt(SCALE - hit);
      next[k + 1] = next[k + 1]! + count * BigInt(hit);
    }
    counts = next;
  }
  const hits = counts.slice(least).reduce((sum, count) => sum + count, 0n);
  return [hits, BigInt(SCALE) ** BigInt(millionths.length)];
}

describe("getTailOdds", () => {
  it.each([
    ["equal ones", Array.from({ length: 100 }, () => 20_000), [1, 2, 5, 34, 100]],
    ["rare ones", Array.from({ length: 100 }, () => 79), [1, 34, 60, 61, 80, 99, 100]],
    ["mixed ones", Array.from({ length: 60 }, (_, i) => 1 + i * i * 250), [1, 10, 20, 40, 60]],
    ["likely ones", Array.from({ length: 30 }, (_, i) => 999_999 - i * 1_000), [1, 29, 30]],
  ] as const)("agrees with whole numbers for %s", (_, millionths, counts) => {
    for (const least of counts) {
      const exact = exactTail(millionths, least);
      const odds = getTailOdds(
        millionths.map((hit) => hit / SCALE),
        least,
      );
      const expected = fractionLog10(exact);
      expect(Math.abs(odds.log10 - expected)).toBeLessThan(1e-11 * Math.max(1, -expected));
      const probability = expected > -300 ? toNumber(exact) : 0;
      expect(Math.abs(odds.probability - probability)).toBeLessThanOrEqual(
        1e-10 * probability + 1e-300,
      );
    }
  });

  it("says what is certain and what cannot be", () => {
    expect(getTailOdds([0.5], 0)).toEqual({ probability: 1, log10: 0 });
    expect(getTailOdds([0.5], 2)).toEqual({ probability: 0, log10: -Infinity });
    expect(getTailOdds([], 1)).toEqual({ probability: 0, log10: -Infinity });
  });
});
