import { expect, it } from "vitest";
import { createRowDraw, type DrawableRow } from "./draw-rows.ts";

const ROWS = Array.from({ length: 20_000 }, (_, index): DrawableRow => ({
  uid: index % 4,
  row: Math.floor(index / 4),
  raw: String(index % 10),
}));

function draw(rows: readonly DrawableRow[], sample: number, seed: number): string[] {
  const drawing = createRowDraw({ sample, seed });
  for (const row of rows) drawing.add(row);
  return [...drawing.finish()]
    .flatMap(([uid, places]) => [...places].map((row) => `${uid}/${row}`))
    .toSorted();
}

it("draws as many as it is told, whatever their order", () => {
  for (const sample of [0, 1, 500, 19_999, 20_000]) {
    const drawn = draw(ROWS, sample, 1);
    expect(new Set(drawn).size).toBe(sample);
    expect(draw(ROWS.toReversed(), sample, 1)).toEqual(drawn);
  }
  expect(draw(ROWS, 20_001, 1)).toHaveLength(20_000);
});

it("adds to a draw with the number", () => {
  const small = draw(ROWS, 300, 1);
  const large = new Set(draw(ROWS, 900, 1));
  expect(small.every((name) => large.has(name))).toBe(true);
});

it("gives every row the same chance, alike rows of one file too", () => {
  const hits = new Map<string, number>();
  const few = ROWS.slice(0, 100);
  for (let seed = 0; seed < 2_000; seed += 1) {
    for (const name of draw(few, 10, seed)) hits.set(name, (hits.get(name) ?? 0) + 1);
  }
  // 200 expected of each; the bounds are six standard deviations.
  const counts = [...hits.values()];
  expect(counts).toHaveLength(100);
  expect(Math.min(...counts)).toBeGreaterThan(120);
  expect(Math.max(...counts)).toBeLessThan(280);
  const spread = counts.reduce((sum, count) => sum + (count - 200) ** 2, 0) / (200 * 0.9);
  // Chi-squared with 99 degrees of freedom: 60 to 160 in all but one case of 10,000.
  expect(spread).toBeGreaterThan(55);
  expect(spread).toBeLessThan(160);
});
