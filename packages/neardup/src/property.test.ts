import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countAllPairs, decideFound } from "../testing/brute-force.ts";
import { collectFound } from "../testing/found.ts";
import { toSource } from "../testing/to-source.ts";

const WORDS = ["a", "b", "c", "d", "e", "f", "语", "é", "Σας", "x_1", "ไทย", "ﬁ"] as const;

const word = fc.constantFrom(...WORDS);
const fresh = fc.record({
  kind: fc.constant("fresh"),
  words: fc.array(word, { maxLength: 24 }),
});
const copy = fc.record({
  kind: fc.constant("copy"),
  of: fc.nat(40),
  edits: fc.array(fc.record({ at: fc.nat(24), remove: fc.nat(2), words: fc.array(word) }), {
    maxLength: 3,
  }),
});
const part = fc.record({
  kind: fc.constant("part"),
  of: fc.nat(40),
  from: fc.nat(12),
  words: fc.nat(24),
});
const corpus = fc.array(fc.oneof(fresh, copy, part), { maxLength: 24 });

type Recipe = typeof corpus extends fc.Arbitrary<(infer R)[]> ? R : never;

function cook(recipes: readonly Recipe[]): string[] {
  const rows: string[][] = [];
  for (const recipe of recipes) {
    if (recipe.kind === "fresh") {
      rows.push(recipe.words);
      continue;
    }
    const base = [...(rows[recipe.of % Math.max(1, rows.length)] ?? [])];
    if (recipe.kind === "part") {
      rows.push(base.slice(recipe.from, recipe.from + recipe.words));
      continue;
    }
    for (const { at, remove, words } of recipe.edits) {
      base.splice(at % (base.length + 1), remove, ...words.slice(0, 3));
    }
    rows.push(base);
  }
  return rows.map((words) => words.join(" "));
}

// 0.05, 0.06, ... 1.00, and thirds of a thousand to have fractions that divide nothing.
const ratio = fc.oneof(
  fc.integer({ min: 5, max: 100 }).map((hundredths) => [hundredths, 100] as const),
  fc.integer({ min: 50, max: 1000 }).map((thousandths) => [thousandths, 1000] as const),
);

it(
  "finds in any corpus what its definition says, by both exact engines",
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          corpus,
          threshold: ratio,
          containment: fc.option(ratio, { nil: undefined }),
          rowsPerBatch: fc.integer({ min: 1, max: 24 }),
        }),
        async ({ corpus: recipes, threshold, containment, rowsPerBatch }) => {
          const texts = cook(recipes);
          const truth = decideFound(countAllPairs(texts), threshold, containment);
          const options = {
            threshold: threshold[0] / threshold[1],
            containment: containment && containment[0] / containment[1],
          };
          for (const engine of ["exact", "reference"] as const) {
            const found = await collectFound(toSource(texts, rowsPerBatch), { ...options, engine });
            expect(found).toEqual(truth);
          }
        },
      ),
      { numRuns: Number(process.env["NEARDUP_PROPERTY_RUNS"] ?? 3000) },
    );
  },
);
