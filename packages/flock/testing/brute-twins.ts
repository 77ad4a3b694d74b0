const UNSPACED = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => String.raw`\p{Script=${script}}`)
  .join("");
const TOKEN = new RegExp(
  String.raw`(?=[${UNSPACED}])[\p{L}\p{M}\p{N}_]|(?:(?![${UNSPACED}])[\p{L}\p{M}\p{N}_])+`,
  "gu",
);

/** The set of a text's shingles, as the definition says it: NFKC, lower case, five consecutive tokens. */
function listShingles(text: string): ReadonlySet<string> {
  const tokens = text.normalize("NFKC").toLowerCase().match(TOKEN) ?? [];
  if (tokens.length === 0) return new Set();
  const shingles = new Set<string>();
  for (let start = 0; start === 0 || start + 5 <= tokens.length; start += 1) {
    shingles.add(tokens.slice(start, start + 5).join(" "));
  }
  return shingles;
}

/** Numerator and denominator. */
export type Fraction = readonly [number, number];

/**
 * For each text those of lower place that are its twins: texts with a Jaccard similarity at or above the threshold. What
 * two texts share is counted shingle by shingle for every two that share any, without a filter or an estimate. A text
 * without a token has no twin.
 */
export function findTwinsSlowly(texts: readonly string[], [part, whole]: Fraction): number[][] {
  const sets = texts.map(listShingles);
  const holders = new Map<string, number[]>();
  return sets.map((shingles, place) => {
    const shared = new Map<number, number>();
    for (const shingle of shingles) {
      const earlier = holders.get(shingle) ?? [];
      for (const other of earlier) shared.set(other, (shared.get(other) ?? 0) + 1);
      earlier.push(place);
      holders.set(shingle, earlier);
    }
    return [...shared].flatMap(([other, count]) => {
      const union = shingles.size + (sets[other]?.size ?? 0) - count;
      return count * whole >= part * union ? [other] : [];
    });
  });
}

/** For each place the lowest one that it is linked to, directly or through others. */
export function spread(links: readonly (readonly number[])[]): number[] {
  const labels = links.map((_, place) => place);
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const [place, others] of links.entries()) {
      for (const other of others) {
        const lowest = Math.min(labels[place] ?? place, labels[other] ?? other);
        if (labels[place] === lowest && labels[other] === lowest) continue;
        labels[place] = lowest;
        labels[other] = lowest;
        isChanged = true;
      }
    }
  }
  return labels;
}
