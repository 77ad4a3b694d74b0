import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countAllPairs, decideFound } from "../testing/brute-force.ts";
import { cookCorpus } from "../testing/cook-corpus.ts";
import { createCorpus } from "../testing/corpora.ts";
import { collectFrom } from "../testing/found.ts";
import { recipe } from "../testing/recipes.ts";
import { toSource } from "../testing/to-source.ts";
import { findNearExact } from "./exact/find-near-exact.ts";
import { resolveOptions } from "./resolve-options.ts";

// Whole hashes hardly ever collide in a test. Cut short they do all the time: within rows and between them.

it(
  "finds every pair where many different shingles have the same hash",
  { timeout: 300_000 },
  async () => {
    const problem = fc.record({
      recipes: fc.array(recipe, { maxLength: 16, size: "max" }),
      vocabulary: fc.integer({ min: 4, max: 40 }),
      hashBits: fc.integer({ min: 1, max: 12 }),
      twentieths: fc.integer({ min: 1, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(problem, async ({ recipes, vocabulary, hashBits, twentieths }) => {
        const texts = cookCorpus(recipes, vocabulary);
        const truth = decideFound(countAllPairs(texts), [twentieths, 20], [9, 10]);
        const options = { threshold: twentieths / 20, containment: "0.9" };
        const found = await collectFrom((more) =>
          findNearExact(toSource(texts), resolveOptions({ ...options, ...more }), { hashBits }),
        );
        expect(found).toEqual(truth);
      }),
      { numRuns: Number(process.env["NEARDUP_COLLISION_RUNS"] ?? 300) },
    );
  },
);

it.each([6, 10, 14, 20])(
  "finds every pair among long rows with hashes of %d bits",
  async (hashBits) => {
    const texts = createCorpus({ rows: 300, seed: hashBits });
    const truth = decideFound(countAllPairs(texts), [7, 10], [9, 10]);
    const found = await collectFrom((more) =>
      findNearExact(
        toSource(texts),
        resolveOptions({ threshold: "0.7", containment: "0.9", ...more }),
        { hashBits },
      ),
    );
    expect(found).toEqual(truth);
  },
);
