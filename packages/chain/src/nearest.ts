/** The candidate with the fewest single-character edits from `text`, if that is at most half of the longer one. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestRatio = 0.5;
  for (const candidate of candidates) {
    const ratio = editDistance(text, candidate) / Math.max(text.length, candidate.length);
    if (ratio < bestRatio || (best === undefined && ratio === bestRatio)) {
      [best, bestRatio] = [candidate, ratio];
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  // Typed text may be of any length, names are short: beyond twice their length none is near.
  if (a.length > 2 * b.length) return a.length;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
