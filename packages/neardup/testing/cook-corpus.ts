/** How to make a row; every number is taken modulo what there is. */
export type Recipe =
  | { readonly kind: "fresh"; readonly words: readonly number[] }
  | { readonly kind: "copy"; readonly of: number; readonly edits: readonly Edit[] }
  | {
      readonly kind: "part";
      readonly of: number;
      readonly from: number;
      readonly count: number;
    };

/** Words of a row from `at` on are removed, and others put there. */
interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly words: readonly number[];
}

// All fold to tokens of their own, and to different ones.
const ODD_WORDS = ["Σας", "x_1", "語", "ไ", "ﬁ", "é", "Ǆ", "١٢", "नि", "ÅNGSTRÖM"] as const;

/** Rows of words from a vocabulary of that size (>= 1): the smaller it is, the more shingles rows share by chance. */
export function cookCorpus(recipes: readonly Recipe[], vocabulary: number): string[] {
  const rows: (readonly number[])[] = [];
  for (const recipe of recipes) {
    const base = recipe.kind === "fresh" ? recipe.words : rows[recipe.of % (rows.length || 1)];
    rows.push(cookRow(base ?? [], recipe));
  }
  const toWord = (number: number): string => nameWord(number % vocabulary);
  return rows.map((row) => row.map(toWord).join(" "));
}

function cookRow(base: readonly number[], recipe: Recipe): readonly number[] {
  if (recipe.kind === "part") return base.slice(recipe.from, recipe.from + recipe.count);
  if (recipe.kind === "fresh") return base;
  return recipe.edits.reduce<readonly number[]>(
    (row, { at, remove, words }) => row.toSpliced(at % (row.length + 1), remove, ...words),
    base,
  );
}

function nameWord(number: number): string {
  return ODD_WORDS[number] ?? `w${number}`;
}
