import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countAllPairs, type Counted, decideFound, type Fraction } from "../testing/brute-force.ts";
import { cookCorpus } from "../testing/cook-corpus.ts";
import { collectFound } from "../testing/found.ts";
import { recipe } from "../testing/recipes.ts";
import { toSource } from "../testing/to-source.ts";

const BILLION = 10 ** 9;

// A ratio: hundredths, or just what some two sets of the corpus have, or a billionth more, which they do not reach.
const wish = fc.oneof(
  fc.integer({ min: 5, max: 100 }).map((hundredths) => ({ hundredths })),
  fc.record({ pair: fc.nat(), more: fc.nat({ max: 1 }) }),
);

const problem = fc.record({
  recipes: fc.array(recipe, { maxLength: 24, size: "max" }),
  vocabulary: fc.integer({ min: 2, max: 40 }),
  threshold: wish,
  containment: fc.option(wish, { nil: undefined }),
  rowsPerBatch: fc.integer({ min: 1, max: 24 }),
});

type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never;

function grant(wished: Wish, counted: Counted, ofSmaller: boolean): Fraction {
  if ("hundredths" in wished) return [wished.hundredths, 100];
  const pair = counted.shared[wished.pair % Math.max(1, counted.shared.length)];
  if (pair === undefined) return [1, 2];
  const [sizeA, sizeB] = [pair.a.shingles.length, pair.b.shingles.length];
  const whole = ofSmaller ? Math.min(sizeA, sizeB) : sizeA + sizeB - pair.count;
  const billionths = Math.floor((pair.count * BILLION) / whole) + wished.more;
  return [Math.min(Math.max(billionths, BILLION / 20), BILLION), BILLION];
}

it(
  "finds in any corpus what its definition says, by both exact engines",
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ recipes, vocabulary, rowsPerBatch, ...wishes }) => {
        const texts = cookCorpus(recipes, vocabulary);
        const counted = countAllPairs(texts);
        const threshold = grant(wishes.threshold, counted, false);
        const containment = wishes.containment && grant(wishes.containment, counted, true);
        const truth = decideFound(counted, threshold, containment);
        const options = {
          threshold: threshold[0] / threshold[1],
          containment: containment && containment[0] / containment[1],
        };
        for (const engine of ["exact", "reference"] as const) {
          const found = await collectFound(toSource(texts, rowsPerBatch), { ...options, engine });
          expect(found).toEqual(truth);
        }
      }),
      { numRuns: Number(process.env["NEARDUP_PROPERTY_RUNS"] ?? 3000) },
    );
  },
);
