import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countAllPairs, type Counted, decideFound, type Fraction } from "../testing/brute-force.ts";
import { cookCorpus } from "../testing/cook-corpus.ts";
import { collectFound, cutLists, type Found } from "../testing/found.ts";
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
  maxPairs: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
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

type Problem = typeof problem extends fc.Arbitrary<infer P> ? P : never;

async function solve({ recipes, vocabulary, rowsPerBatch, maxPairs, ...wishes }: Problem): Promise<{
  truth: Found;
  exact: Found;
  reference: Found;
}> {
  const texts = cookCorpus(recipes, vocabulary);
  const counted = countAllPairs(texts);
  const threshold = grant(wishes.threshold, counted, false);
  const containment = wishes.containment && grant(wishes.containment, counted, true);
  const source = toSource(texts, rowsPerBatch);
  const options = {
    threshold: threshold[0] / threshold[1],
    containment: containment && containment[0] / containment[1],
    maxPairs,
  };
  return {
    truth: cutLists(decideFound(counted, threshold, containment), maxPairs),
    exact: await collectFound(source, { ...options, engine: "exact" }),
    reference: await collectFound(source, { ...options, engine: "reference" }),
  };
}

it(
  "finds in any corpus what its definition says, by both exact engines",
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(problem, async (given) => {
        const { truth, exact, reference } = await solve(given);
        expect(exact).toEqual(truth);
        expect(reference).toEqual(truth);
      }),
      { numRuns: Number(process.env["NEARDUP_PROPERTY_RUNS"] ?? 3000) },
    );
  },
);
