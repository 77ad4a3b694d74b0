// Literal brute force: `node truth.mjs FILE OUT [--include-system]` counts the shared shingles of every pair of rows and
// writes those with a Jaccard similarity of at least 4/5 as JSON. It shares no code with packages/neardup: the folding,
// the classes of characters and the sets are the platform's own.
import { createReadStream, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { isNear, ratioOf } from "./quality.mjs";

/** Rows whose shingles are marked at once, each as a bit of a mask. */
const BLOCK = 32;
const SPACELESS =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const WORD = "[\\p{L}\\p{M}\\p{N}_]";
const TOKEN = new RegExp(`[${WORD}&&[${SPACELESS}]]|[${WORD}--[${SPACELESS}]]+`, "gv");

const [path, out, flag] = process.argv.slice(2);
const includeSystem = flag === "--include-system";

const started = performance.now();
const { rows, shingles } = await readSets();
const firstOf = findFirsts(rows);
const pairs = findPairs(rows, firstOf, shingles);
await checkPairs(pairs);
writeFileSync(
  out,
  JSON.stringify({
    rows: rows.length,
    shingles,
    shinglesPerRow: rows.reduce((sum, { length }) => sum + length, 0) / rows.length,
    copies: firstOf.flatMap((first, row) => (first === row ? [] : [[row, first]])),
    pairs,
    seconds: (performance.now() - started) / 1000,
  }),
);

function toShingles(line) {
  const { system, conversations } = JSON.parse(line);
  const contents = conversations.map(({ content }) => content);
  const text = (includeSystem && system !== null ? [system, ...contents] : contents).join("\n");
  const folded = text.normalize("NFKC").toLowerCase().replaceAll("ς", "σ");
  const tokens = folded.match(TOKEN) ?? [];
  if (tokens.length === 0) return new Set();
  const count = Math.max(1, tokens.length - 4);
  return new Set(Array.from({ length: count }, (_, i) => tokens.slice(i, i + 5).join(" ")));
}

function readLines() {
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

/** Each row's set of shingles as their numbers, in the order in which they were first seen. */
async function readSets() {
  const numbers = new Map();
  const sets = [];
  for await (const line of readLines()) {
    const set = toShingles(line);
    const row = new Uint32Array(set.size);
    let at = 0;
    for (const shingle of set) {
      const number = numbers.get(shingle) ?? numbers.size;
      if (number === numbers.size) numbers.set(shingle, number);
      row[at] = number;
      at += 1;
    }
    sets.push(row);
  }
  return { rows: sets, shingles: numbers.size };
}

/** For each row the first one with the same set. */
function findFirsts(sets) {
  const seen = new Map();
  return sets.map((set, row) => {
    const key = set.toSorted().join();
    if (!seen.has(key)) seen.set(key, row);
    return seen.get(key);
  });
}

/**
 * A block of rows sets its bits in a mask for each shingle; every later row then counts, shingle by shingle, what it
 * shares with each row of the block. No pair is left out and none is estimated.
 */
function findPairs(sets, firsts, shingleCount) {
  const found = [];
  const masks = new Uint32Array(shingleCount);
  const shared = new Uint32Array(BLOCK);
  for (let start = 0; start < sets.length; start += BLOCK) {
    const block = sets.slice(start, start + BLOCK);
    for (const [i, set] of block.entries()) for (const shingle of set) masks[shingle] |= 1 << i;
    for (let b = start + 1; b < sets.length; b += 1) {
      countShared(sets[b], masks, shared.fill(0));
      for (let i = 0; i < block.length && start + i < b; i += 1) {
        if (firsts[b] !== b || firsts[start + i] !== start + i) continue;
        const pair = [start + i, b, block[i].length, sets[b].length, shared[i]];
        if (isNear(pair)) found.push(pair);
      }
    }
    for (const set of block) for (const shingle of set) masks[shingle] = 0;
  }
  return found.toSorted((x, y) => x[0] - y[0] || x[1] - y[1]);
}

function countShared(set, masks, shared) {
  for (let at = 0; at < set.length; at += 1) {
    for (let mask = masks[set[at]]; mask !== 0; mask &= mask - 1) {
      shared[31 - Math.clz32(mask & -mask)] += 1;
    }
  }
}

/** Counts the found pairs again, on sets of strings. */
async function checkPairs(found) {
  const wanted = new Set(found.flatMap(([a, b]) => [a, b]));
  const sets = new Map();
  let row = 0;
  for await (const line of readLines()) {
    if (wanted.has(row)) sets.set(row, toShingles(line));
    row += 1;
  }
  for (const pair of found) {
    const [a, b] = [sets.get(pair[0]), sets.get(pair[1])];
    let shared = 0;
    for (const shingle of a) if (b.has(shingle)) shared += 1;
    if (shared !== pair[4] || a.size !== pair[2] || b.size !== pair[3] || ratioOf(pair) < 0.8) {
      throw new Error(`rows ${pair[0]} and ${pair[1]} were counted wrongly: ${pair}, ${shared}`);
    }
  }
}
