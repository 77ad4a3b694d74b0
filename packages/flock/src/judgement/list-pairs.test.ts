import { describe, expect, it } from "vitest";
import { createFile, createInput, createMiner, range } from "../../testing/create-judgement.ts";
import type { MinerFile } from "./judgement-input.ts";
import { listPairs, type MinerPair } from "./list-pairs.ts";
import { getUniformOdds } from "./overlap-odds.ts";
import { getTailOdds } from "./poisson-binomial.ts";

function pairOf(pairs: readonly MinerPair[], a: number, b: number): MinerPair {
  return pairs.find((pair) => pair.a === a && pair.b === b)!;
}

/** Rows that Python prints as their name says, and that are spelled in a way of their own. */
function createSpelled(spelling: string, names: readonly number[]): MinerFile {
  const rows = names.map((name, row) => ({
    row,
    raw: `${spelling}${name}`,
    canonical: `row ${name}`,
  }));
  return { status: "valid", rows };
}

/** Of eight others and an imagined one that picks blindly out of 5,000 rows. */
function shareOf(having: number, size: number): number {
  return (having + size / 5_001) / 9;
}

describe("listPairs", () => {
  it("counts rows by bytes and by what Python prints, distinct ones, and their percent of each", () => {
    const given = createInput([], {
      miners: [
        createMiner({ uid: 4, file: createSpelled("x", [1, 1, 2, 3]) }),
        createMiner({ uid: 2, file: createSpelled("y", [1, 2, 7, 8, 9]) }),
        createMiner({ uid: 3, file: createSpelled("x", [3]) }),
      ],
    });
    expect(
      listPairs(given).map(({ a, b, shared, sharedRaw, percentOfA, percentOfB }) => [
        [a, b],
        [shared, sharedRaw],
        [percentOfA, percentOfB],
      ]),
    ).toEqual([
      [
        [2, 3],
        [0, 0],
        [0, 0],
      ],
      [
        [2, 4],
        [2, 0],
        [40, 200 / 3],
      ],
      [
        [3, 4],
        [1, 1],
        [100, 100 / 3],
      ],
    ]);
  });

  it("leaves out those without rows that count, and looks at those that count only", () => {
    const given = createInput([
      { uid: 0 },
      { uid: 1, rows: [] },
      { uid: 2, rows: range(0, 100), status: "void" },
      { uid: 3, rows: [...range(0, 100), ...range(500, 600)] },
      { uid: 4, rows: range(500, 600) },
      { uid: 5, rows: range(0, 10), status: "undecidable" },
    ]);
    expect(listPairs(given).map(({ a, b, shared }) => [a, b, shared])).toEqual([
      [3, 4, 0],
      [3, 5, 10],
      [4, 5, 0],
    ]);
  });

  it("gives the odds of a blind pick from the distinct rows of the pool", () => {
    const miners = [
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(66, 166) },
    ];
    const pool = createFile([...range(0, 500), ...range(0, 500)]);
    const [pair] = listPairs(createInput(miners, { pool }));
    expect(pair!.uniformOdds).toEqual(getUniformOdds({ pool: 500, sizes: [100, 100], shared: 34 }));
    const [unknown] = listPairs(createInput(miners, { pool: undefined }));
    expect(unknown!.uniformOdds).toBeUndefined();
    expect(unknown!.popularityOdds.probability).toBeGreaterThan(0);
  });

  it("weighs rows by how many others chose them, the two themselves left out", () => {
    const others = range(2, 10).map((uid) => ({ uid, rows: range(0, 10) }));
    const given = createInput([
      { uid: 0, rows: [...range(0, 10), ...range(100, 110)] },
      { uid: 1, rows: [...range(0, 10), ...range(200, 220)] },
      ...others,
    ]);
    const odds = [
      getTailOdds(
        [...range(0, 10).map(() => shareOf(8, 30)), ...range(0, 10).map(() => shareOf(0, 30))],
        10,
      ),
      getTailOdds(
        [...range(0, 10).map(() => shareOf(8, 20)), ...range(0, 20).map(() => shareOf(0, 20))],
        10,
      ),
    ];
    const expected = Math.max(...odds.map(({ log10 }) => log10));
    expect(pairOf(listPairs(given), 0, 1).popularityOdds.log10).toBeCloseTo(expected, 12);
  });

  it("tells what all choose from what two have to themselves", () => {
    const popular = range(0, 40);
    const honest = range(0, 20).map((uid) => ({
      uid,
      rows: [...popular, ...range(1_000 + uid * 60, 1_060 + uid * 60)],
    }));
    const rare = range(4_000, 4_040);
    const copies = [20, 21].map((uid) => ({
      uid,
      rows: [...rare, ...range(3_000 + uid * 60, 3_060 + uid * 60)],
    }));
    const pairs = listPairs(createInput([...honest, ...copies]));
    const [chosen, copied] = [pairOf(pairs, 0, 1), pairOf(pairs, 20, 21)];
    expect([chosen.shared, copied.shared]).toEqual([40, 40]);
    expect(chosen.uniformOdds).toEqual(copied.uniformOdds);
    expect(chosen.popularityOdds.probability).toBeGreaterThan(1e-3);
    expect(copied.popularityOdds.log10).toBeLessThan(-50);
  });
});
