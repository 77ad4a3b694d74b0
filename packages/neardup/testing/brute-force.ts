import { decodeRanges } from "../src/unicode/ranges.ts";
import { ASSIGNED, UNSPACED, WORD } from "../src/unicode/tables.ts";
import type { Found } from "./found.ts";

/** A fraction as numerator and denominator. */
export type Fraction = readonly [number, number];

interface Node {
  readonly row: number;
  readonly shingles: Uint32Array;
}

/** What every two different non-empty sets of shingles of a corpus share, if anything. */
export interface Counted {
  readonly emptyRows: number;
  readonly firstOf: readonly number[];
  readonly shared: readonly { readonly a: Node; readonly b: Node; readonly count: number }[];
}

const assigned = listCodePoints(ASSIGNED);
const word = listCodePoints(WORD);
const unspaced = listCodePoints(UNSPACED);

/** Every shingle of a text, a character at a time. */
export function listShinglesSlowly(bytes: Uint8Array): string[] {
  let known = "";
  for (const character of new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)) {
    known += assigned.has(character) ? character : "\uFFFD";
  }
  const tokens: string[] = [];
  let open = false;
  for (const lower of known.normalize("NFKC").toLowerCase()) {
    const character = lower === "ς" ? "σ" : lower;
    const isWord = word.has(character);
    const alone = isWord && unspaced.has(character);
    if (isWord && open && !alone) tokens.push(`${tokens.pop()}${character}`);
    else if (isWord) tokens.push(character);
    open = isWord && !alone;
  }
  if (tokens.length < 5) return tokens.length === 0 ? [] : [tokens.join(" ")];
  return tokens.slice(4).map((_, start) => tokens.slice(start, start + 5).join(" "));
}

/**
 * Compares every two sets, one by one.
 *
 * @param least pairs that share a smaller part of the smaller set are left out; 0 by default
 */
export function countAllPairs(texts: readonly (string | Uint8Array)[], least = 0): Counted {
  const { nodes, firstOf, emptyRows, numbers } = listNodes(texts);
  const shared: { a: Node; b: Node; count: number }[] = [];
  const inA = new Uint8Array(numbers);
  for (const [place, a] of nodes.entries()) {
    for (const shingle of a.shingles) inA[shingle] = 1;
    for (let other = place + 1; other < nodes.length; other += 1) {
      const b = nodes[other] ?? a;
      let count = 0;
      for (const shingle of b.shingles) count += inA[shingle] ?? 0;
      const smaller = Math.min(a.shingles.length, b.shingles.length);
      if (count > 0 && count >= least * smaller) shared.push({ a, b, count });
    }
    for (const shingle of a.shingles) inA[shingle] = 0;
  }
  return { emptyRows, firstOf, shared };
}

/** What a search must find, by the definitions. */
export function decideFound(
  { emptyRows, firstOf, shared }: Counted,
  threshold: Fraction,
  containment?: Fraction,
): Found {
  const pairs: Found["pairs"][number][] = [];
  const contained: Found["contained"][number][] = [];
  for (const { a, b, count } of shared) {
    const [sizeA, sizeB] = [a.shingles.length, b.shingles.length];
    if (reaches(count, sizeA + sizeB - count, threshold)) {
      pairs.push({ a: a.row, b: b.row, sizeA, sizeB, shared: count });
    } else if (containment && reaches(count, Math.min(sizeA, sizeB), containment)) {
      const [small, large] = sizeA <= sizeB ? [a, b] : [b, a];
      const [size, containerSize] = [small.shingles.length, large.shingles.length];
      const [row, container] = [small.row, large.row];
      contained.push({ row, container, size, containerSize, shared: count });
    }
  }
  const clusterOf = spread(firstOf, pairs);
  return {
    rows: firstOf.length,
    emptyRows,
    nodes: new Set(firstOf).size,
    firstOf,
    clusterOf,
    pairs: pairs.toSorted((x, y) => x.a - y.a || x.b - y.b),
    contained: contained
      .filter(({ row, container }) => clusterOf[row] !== clusterOf[container])
      .toSorted((x, y) => x.row - y.row || x.container - y.container),
    truncated: { pairs: false, contained: false },
  };
}

function reaches(part: number, whole: number, [numerator, denominator]: Fraction): boolean {
  return BigInt(part) * BigInt(denominator) >= BigInt(whole) * BigInt(numerator);
}

/** Gives every row the lowest label of its neighbours until nothing changes. */
function spread(firstOf: readonly number[], pairs: Found["pairs"]): number[] {
  const labels = [...firstOf];
  let changed = true;
  while (changed) {
    changed = false;
    for (const { a, b } of pairs) {
      if (labels[a] === labels[b]) continue;
      const lowest = Math.min(labels[a] ?? a, labels[b] ?? b);
      [labels[a], labels[b]] = [lowest, lowest];
      changed = true;
    }
  }
  return firstOf.map((first) => labels[first] ?? first);
}

function listNodes(
  texts: readonly (string | Uint8Array)[],
): Omit<Counted, "shared"> & { readonly nodes: readonly Node[]; readonly numbers: number } {
  const numbers = new Map<string, number>();
  const rowsBySet = new Map<string, number>();
  const nodes: Node[] = [];
  let emptyRows = 0;
  const firstOf = texts.map((text, row) => {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    const shingles = Uint32Array.from(new Set(listShinglesSlowly(bytes)), (shingle) => {
      const number = numbers.get(shingle) ?? numbers.size;
      numbers.set(shingle, number);
      return number;
    });
    if (shingles.length === 0) emptyRows += 1;
    const key = shingles.toSorted().join();
    const first = rowsBySet.get(key) ?? row;
    rowsBySet.set(key, first);
    if (first === row && shingles.length > 0) nodes.push({ row, shingles });
    return first;
  });
  return { nodes, firstOf, emptyRows, numbers: numbers.size };
}

function listCodePoints(table: string): ReadonlySet<string> {
  const characters = new Set<string>();
  const ranges = decodeRanges(table);
  for (let place = 0; place < ranges.length; place += 2) {
    const end = ranges[place + 1] ?? 0;
    for (let codePoint = ranges[place] ?? 0; codePoint < end; codePoint += 1) {
      characters.add(String.fromCodePoint(codePoint));
    }
  }
  return characters;
}
