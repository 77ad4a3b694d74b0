import { expect, it } from "vitest";
import { createRandom } from "../testing/random.ts";
import { createDisjointSets, findFirst, listFirsts, unite } from "./disjoint-sets.ts";

it("knows each set by its lowest row", () => {
  const firstOf = Uint32Array.of(0, 1, 2, 1, 4);
  const sets = createDisjointSets(firstOf);
  expect(unite(sets, 3, 4)).toBe(true);
  expect(unite(sets, 4, 1)).toBe(false);
  expect(findFirst(sets, 4)).toBe(1);
  expect(listFirsts(sets)).toEqual(Uint32Array.of(0, 1, 2, 1, 1));
  expect(firstOf).toEqual(Uint32Array.of(0, 1, 2, 1, 4));
});

it("gives the same sets whatever the order of the links", () => {
  const random = createRandom(1);
  const links = Array.from({ length: 300 }, () => [random.below(500), random.below(500)] as const);
  const identity = Uint32Array.from({ length: 500 }, (_, row) => row);
  const [forward, backward] = [createDisjointSets(identity), createDisjointSets(identity)];
  for (const [a, b] of links) unite(forward, a, b);
  for (const [a, b] of links.toReversed()) unite(backward, b, a);
  const firsts = listFirsts(forward);
  expect(listFirsts(backward)).toEqual(firsts);
  expect(links.every(([a, b]) => firsts[a] === firsts[b])).toBe(true);
  expect(firsts.every((first, row) => first <= row && firsts[first] === first)).toBe(true);
  expect(new Set(firsts).size).toBeGreaterThan(200);
});

it("walks a chain of 100,000 rows", () => {
  const sets = createDisjointSets(Uint32Array.from({ length: 100_000 }, (_, row) => row));
  for (let row = 99_999; row > 0; row -= 1) unite(sets, row, row - 1);
  expect(listFirsts(sets).every((first) => first === 0)).toBe(true);
});
