import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  addToBuffer,
  compareKeys,
  createPairBuffer,
  type Item,
  sortBuffer,
  toLater,
  toWithin,
} from "./pair-buffer.ts";

const found = { found: 3, foundSize: 30, row: 2, size: 20, shared: 10 };
const before = { a: -1, b: -1 };

it("names the rows of a pair in the order of the list", () => {
  expect(toLater(found)).toEqual({ a: 3, b: 2, sizeA: 30, sizeB: 20, shared: 10 });
  expect(toWithin(found)).toEqual({ a: 2, b: 3, sizeA: 20, sizeB: 30, shared: 10 });
});

it("keeps the first pairs after a given one, and tells the last one if there were more", () => {
  const key = fc.record({ a: fc.nat({ max: 40 }), b: fc.nat({ max: 100 }) });
  const problem = fc.record({
    keys: fc.uniqueArray(key, {
      maxLength: 3000,
      size: "max",
      selector: ({ a, b }) => a * 1000 + b,
    }),
    limit: fc.integer({ min: 1, max: 50 }),
    after: fc.option(key, { nil: before }),
  });
  fc.assert(
    fc.property(problem, ({ keys, limit, after }) => {
      const buffer = createPairBuffer({ limit, after });
      for (const { a, b } of keys) addToBuffer(buffer, { a, b, sizeA: 1, sizeB: 1, shared: 1 });
      const rest = keys.filter((item) => compareKeys(item, after) > 0).toSorted(compareKeys);
      const kept = sortBuffer(buffer).map(({ a, b }: Item) => ({ a, b }));
      expect(kept).toEqual(rest.slice(0, limit));
      const last = rest.length > limit ? rest[limit - 1] : undefined;
      expect(buffer.last && { a: buffer.last.a, b: buffer.last.b }).toEqual(last);
    }),
    { numRuns: 200 },
  );
});
