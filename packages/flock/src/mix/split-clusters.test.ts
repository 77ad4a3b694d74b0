import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitClusters } from "./split-clusters.ts";

/** Rows of clusters of such sizes, one cluster after the other, and what is asked for. */
function split(sizes: readonly number[], target: number, draw = (row: number): number => row) {
  const clusterOf = Uint32Array.from(
    sizes.flatMap((size, place) => {
      const first = sizes.slice(0, place).reduce((sum, before) => sum + before, 0);
      return Array.from({ length: size }, () => first);
    }),
  );
  const rows = Uint32Array.from(clusterOf.keys());
  return splitClusters(rows, { clusterOf, target, draw });
}

const sizesOf = (sizes: readonly number[], target: number): (number | undefined)[] => {
  const found = split(sizes, target);
  return [found?.train.length, found?.validation.length];
};

describe("splitClusters", () => {
  it.each([
    {
      takes: "rows that are alone",
      sizes: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
      target: 3,
      expected: [7, 3],
    },
    { takes: "clusters that fit", sizes: [4, 1, 3, 1, 1], target: 4, expected: [6, 4] },
    { takes: "one in exchange for another", sizes: [3, 2, 4], target: 6, expected: [3, 6] },
    { takes: "one more, where that is closer", sizes: [6, 5, 9], target: 10, expected: [9, 11] },
    { takes: "the smallest, where none fits", sizes: [5, 4, 6], target: 1, expected: [11, 4] },
    {
      takes: "what is left for training, where all fits",
      sizes: [5, 4, 6],
      target: 15,
      expected: [4, 11],
    },
    { takes: "nothing", sizes: [2, 2], target: 0, expected: [4, 0] },
    { takes: "nothing of one cluster", sizes: [4], target: 0, expected: [4, 0] },
  ])("takes $takes", ({ sizes, target, expected }) => {
    expect(sizesOf(sizes, target)).toEqual(expected);
  });

  it.each([[[]], [[1]], [[7]]])("cannot split clusters of %j", (sizes) => {
    expect(split(sizes, 1)).toBeUndefined();
  });

  it("takes clusters in the order that is drawn", () => {
    const found = split([1, 1, 1, 1], 2, (row) => [3, 0, 2, 1][row]!);
    expect([...found!.validation]).toEqual([1, 3]);
  });

  it("never parts a cluster, leaves no side empty, and no single exchange comes closer", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.nat(60), fc.nat(), (list, wanted, salt) => {
        const target = wanted + 1;
        const { train, validation } = split(list, target, (row) => (row * 31 + salt) % 17)!;
        const sides = list.map((size, place) => {
          const first = list.slice(0, place).reduce((sum, before) => sum + before, 0);
          const inside = validation.filter((row) => row >= first && row < first + size).length;
          expect([0, size]).toContain(inside);
          return { size, isIn: inside > 0 };
        });
        expect(train.length + validation.length).toBe(list.reduce((sum, size) => sum + size, 0));
        expect(train.length).toBeGreaterThan(0);
        expect(validation.length).toBeGreaterThan(0);
        const inside = sides.filter(({ isIn }) => isIn).map(({ size }) => size);
        const outside = sides.filter(({ isIn }) => !isIn).map(({ size }) => size);
        const moves = [
          ...inside.flatMap((out) => outside.map((into) => into - out)),
          ...(outside.length > 1 ? outside : []),
          ...(inside.length > 1 ? inside.map((out) => -out) : []),
        ];
        const missed = Math.abs(target - validation.length);
        const best = Math.min(...moves.map((move) => Math.abs(target - validation.length - move)));
        expect(best).toBeGreaterThanOrEqual(missed);
      }),
      { numRuns: 500 },
    );
  });
});
