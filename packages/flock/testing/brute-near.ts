/** A row of somebody, and its text. */
export interface BruteRow {
  /** Undefined: the pool. */
  readonly uid: number | undefined;
  readonly row: number;
  readonly text: string;
}

/** Rows with the same set of shingles. */
export interface BruteNode {
  readonly shingles: ReadonlySet<string>;
  readonly rows: BruteRow[];
}

export interface BrutePair {
  readonly a: BruteNode;
  readonly b: BruteNode;
  readonly shared: number;
}

const UNSPACED = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => String.raw`\p{Script=${script}}`)
  .join("");
const WORD = String.raw`[\p{L}\p{M}\p{N}_]`;
const WORDS = new RegExp(`(?=[${UNSPACED}])${WORD}|(?:(?![${UNSPACED}])${WORD})+`, "gu");

/** Sets of five words each, as the definition says it, for text that needs no more than this of Unicode. */
function shinglesOf(text: string): ReadonlySet<string> {
  const words = text.normalize("NFKC").toLowerCase().match(WORDS) ?? [];
  if (words.length === 0) return new Set();
  const starts = Array.from({ length: Math.max(1, words.length - 4) }, (_, index) => index);
  return new Set(starts.map((start) => words.slice(start, start + 5).join(" ")));
}

/** The nodes of rows, the empty one left out. */
export function listNodes(rows: readonly BruteRow[]): BruteNode[] {
  const nodes = new Map<string, BruteNode>();
  for (const row of rows) {
    const shingles = shinglesOf(row.text);
    const name = [...shingles].toSorted().join("|");
    if (shingles.size === 0) continue;
    const node = nodes.get(name);
    if (node === undefined) nodes.set(name, { shingles, rows: [row] });
    else node.rows.push(row);
  }
  return [...nodes.values()];
}

/** Every two nodes of which the smaller is in the other with a tenth of its shingles, or more. */
export function comparePairs(nodes: readonly BruteNode[]): BrutePair[] {
  const holders = new Map<string, number[]>();
  const pairs: BrutePair[] = [];
  for (const [index, b] of nodes.entries()) {
    const shared = new Map<number, number>();
    for (const shingle of b.shingles) {
      const earlier = holders.get(shingle) ?? [];
      holders.set(shingle, earlier);
      for (const other of earlier) shared.set(other, (shared.get(other) ?? 0) + 1);
      earlier.push(index);
    }
    for (const [other, count] of shared) {
      const a = nodes[other];
      if (a === undefined) continue;
      if (10 * count < Math.min(a.shingles.size, b.shingles.size)) continue;
      pairs.push({ a, b, shared: count });
    }
  }
  return pairs;
}

export function unionOf({ a, b, shared }: BrutePair): number {
  return a.shingles.size + b.shingles.size - shared;
}

/** Connected components of nodes. */
export function listComponents(
  nodes: readonly BruteNode[],
  pairs: readonly BrutePair[],
): BruteNode[][] {
  const of = new Map(nodes.map((node) => [node, [node]]));
  for (const { a, b } of pairs) {
    const [one, other] = [of.get(a), of.get(b)];
    if (one === undefined || other === undefined || one === other) continue;
    one.push(...other);
    for (const node of other) of.set(node, one);
  }
  return [...new Set(of.values())];
}
