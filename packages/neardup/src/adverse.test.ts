import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countAllPairs, decideFound } from "../testing/brute-force.ts";
import { cookCorpus } from "../testing/cook-corpus.ts";
import { createCorpus } from "../testing/corpora.ts";
import { collectFrom, cutLists, type Found } from "../testing/found.ts";
import { recipe } from "../testing/recipes.ts";
import { toSource } from "../testing/to-source.ts";
import { findNearExact } from "./exact/find-near-exact.ts";
import { type NearOptions, resolveOptions } from "./resolve-options.ts";

// What hardly ever happens to a search otherwise: whole hashes do not collide in a test, calls of the kernel come to
// their end, and all texts fit in memory.
interface Adversity {
  readonly hashBits: number;
  readonly turnBudget: number | undefined;
  readonly maxMemory: number;
}

function findInAdversity(
  texts: readonly string[],
  options: NearOptions,
  { maxMemory, ...tuning }: Adversity,
): Promise<Found> {
  return collectFrom((callbacks) => {
    const resolved = { ...resolveOptions({ ...options, ...callbacks }), maxMemory };
    return findNearExact(toSource(texts, 7), resolved, tuning);
  });
}

const problem = fc.record({
  recipes: fc.array(recipe, { maxLength: 60, size: "max" }),
  vocabulary: fc.integer({ min: 4, max: 40 }),
  twentieths: fc.integer({ min: 1, max: 20 }),
  maxPairs: fc.constantFrom(0, 0, 3, 1000),
  adversity: fc.record({
    hashBits: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(64)),
    turnBudget: fc.constantFrom(1, 1, 200, undefined),
    maxMemory: fc.constantFrom(2 ** 12, 2 ** 14, 2 ** 30),
  }),
});

it("finds every pair in whatever adversity", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(problem, async ({ recipes, vocabulary, twentieths, ...given }) => {
      const texts = cookCorpus(recipes, vocabulary);
      const { maxPairs, adversity } = given;
      const options = { threshold: twentieths / 20, containment: "0.9", maxPairs };
      const found = await findInAdversity(texts, options, adversity);
      const truth = decideFound(countAllPairs(texts), [twentieths, 20], [9, 10]);
      expect(found).toEqual(cutLists(truth, maxPairs));
    }),
    { numRuns: Number(process.env["NEARDUP_ADVERSE_RUNS"] ?? 1000) },
  );
});

it.each([6, 10, 14, 20, 64])("finds every cluster with hashes of %d bits", async (hashBits) => {
  const texts = createCorpus({ rows: 300, seed: hashBits });
  const truth = decideFound(countAllPairs(texts), [3, 5], [4, 5]);
  for (const maxPairs of [0, 20, 1_000_000]) {
    for (const maxMemory of [2 ** 15, 2 ** 30]) {
      const options = { threshold: "0.6", containment: "0.8", maxPairs };
      const adversity = { hashBits, turnBudget: 1000, maxMemory };
      const found = await findInAdversity(texts, options, adversity);
      expect(found).toEqual(cutLists(truth, maxPairs));
    }
  }
});
