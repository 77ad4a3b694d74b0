import * as fc from "fast-check";
import type { Recipe } from "./cook-corpus.ts";

const words = fc.array(fc.nat(), { maxLength: 30, size: "max" });
/** Rows, and among them near copies and parts of those before them. */
export const recipe: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("fresh"), words }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("copy"),
      of: fc.nat(),
      edits: fc.array(
        fc.record({
          at: fc.nat(),
          remove: fc.nat({ max: 2 }),
          words: fc.array(fc.nat(), { maxLength: 2 }),
        }),
        { maxLength: 2, size: "max" },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("part"),
      of: fc.nat(),
      from: fc.nat({ max: 10 }),
      count: fc.nat({ max: 30 }),
    }),
  },
);
