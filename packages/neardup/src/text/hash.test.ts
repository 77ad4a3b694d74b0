import { expect, it } from "vitest";
import { createAlphabets, makeAdversarialText } from "../../testing/adversarial-text.ts";
import { createRandom } from "../../testing/random.ts";
import { createTextStage } from "../../testing/text-stage.ts";

const encoder = new TextEncoder();
const stage = createTextStage(4096);

/** Every sequence of 5 tokens out of `tokens` exactly once (Fredricksen and Maiorana's algorithm). */
function makeDeBruijnText(tokens: readonly string[]): Uint8Array {
  const parts: string[] = [];
  const word = Array.from({ length: 6 }, () => 0);
  const visit = (at: number, period: number): void => {
    if (at > 5) {
      if (5 % period === 0) parts.push(...word.slice(1, period + 1).map((place) => tokens[place]!));
      return;
    }
    word[at] = word[at - period]!;
    visit(at + 1, period);
    for (let place = word[at - period]! + 1; place < tokens.length; place += 1) {
      word[at] = place;
      visit(at + 1, at);
    }
  };
  visit(1, 1);
  return encoder.encode(`${parts.join(" ")} ${parts.slice(0, 4).join(" ")}`);
}

function countDistinct(hashes: BigUint64Array): number {
  const sorted = hashes.toSorted();
  let distinct = 0;
  for (const [index, hash] of sorted.entries()) {
    if (index === 0 || hash !== sorted[index - 1]) distinct += 1;
  }
  return distinct;
}

/** Pearson's statistic of 12 bits of the hashes in each of 4 places: about 4096 if they are evenly spread. */
function measureSpread(hashes: BigUint64Array): number[] {
  const words = new Uint32Array(hashes.buffer, hashes.byteOffset, 2 * hashes.length);
  return [0, 20, 32, 52].map((shift) => {
    const counts = new Float64Array(4096);
    for (let index = shift >> 5; index < words.length; index += 2) {
      counts[(words[index]! >>> (shift & 31)) & 0xfff]! += 1;
    }
    const mean = hashes.length / counts.length;
    return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  });
}

it("hashes equal shingles alike and different ones differently, in both ways", () => {
  const random = createRandom(2);
  const alphabets = createAlphabets();
  const hashOf = new Map<string, bigint>();
  let shingles = 0;
  for (let count = 0; count < 10_000; count += 1) {
    const bytes = makeAdversarialText(alphabets, 9, random);
    const tokens = stage.listTokens(bytes);
    const hashes = stage.listHashes(bytes);
    const starts = tokens.length < 5 ? Math.min(tokens.length, 1) : tokens.length - 4;
    expect(hashes).toHaveLength(starts);
    expect(stage.listHashesDirectly(bytes)).toEqual(hashes);
    for (const [start, hash] of hashes.entries()) {
      const shingle = tokens.slice(start, start + 5).join(" ");
      expect(hashOf.get(shingle) ?? hash).toBe(hash);
      hashOf.set(shingle, hash);
      shingles += 1;
    }
  }
  expect(shingles).toBeGreaterThan(hashOf.size);
  expect(new Set(hashOf.values()).size).toBe(hashOf.size);
});

it.each([
  ["short tokens", Array.from("abcdefghijklmnopqrst")],
  ["tokens that differ in one byte", Array.from("abcdefghijklmnop", (x) => `common0${x}`)],
  [
    "tokens that differ in both words",
    Array.from("abcdefghijklmnop", (x) => `common0${x}common${x}`),
  ],
  ["long tokens", Array.from("abcdefghijkl", (x) => `${x}${"0123456789abcdef".repeat(2)}${x}`)],
])("tells apart every sequence of 5 of the same tokens: %s", (_, tokens) => {
  const hashes = stage.listHashesDirectly(makeDeBruijnText(tokens));
  expect(hashes).toHaveLength(tokens.length ** 5);
  expect(countDistinct(hashes)).toBe(hashes.length);
  // So few tokens cannot spread as evenly as many.
  for (const statistic of measureSpread(hashes)) expect(statistic).toBeLessThan(2 * 4096);
});

it("finds no two hashes alike among two million different shingles of numbers", () => {
  const numbers = Array.from({ length: 2_000_000 }, (_, index) => String(index));
  const hashes = stage.listHashesDirectly(encoder.encode(numbers.join(" ")));
  expect(countDistinct(hashes)).toBe(1_999_996);
  // The expectation and 6 standard deviations.
  for (const statistic of measureSpread(hashes)) {
    expect(statistic).toBeLessThan(4096 + 6 * Math.sqrt(2 * 4096));
  }
});

it("tells texts of less than 5 tokens apart by their number too", () => {
  const texts = ["", "a", "a a", "a a a", "a a a a", "a a a a a", "aa", "aaa", "aaaa"];
  const hashes = texts.map((text) => stage.listHashesDirectly(encoder.encode(text)).join());
  expect(hashes[0]).toBe("");
  expect(new Set(hashes).size).toBe(texts.length);
});

it("gives other hashes for another seed", () => {
  const bytes = encoder.encode("one two three four five six");
  const hashes = [0n, 1n, 2n ** 63n].flatMap((seed) => {
    expect(stage.listHashesDirectly(bytes, seed)).toEqual(stage.listHashes(bytes, seed));
    return [...stage.listHashesDirectly(bytes, seed)];
  });
  expect(new Set(hashes).size).toBe(6);
});

it("hashes texts by their bytes, their length and the seed alone", () => {
  const random = createRandom(3);
  const bytes = Uint8Array.from({ length: 200 }, () => random.below(256));
  const hashes = new Set<string>();
  for (let length = 0; length <= bytes.length; length += 1) {
    const text = bytes.subarray(0, length);
    const hash = stage.hashText(text);
    hashes.add(hash);
    hashes.add(stage.hashText(text, 1n));
    expect(stage.hashText(text)).toBe(hash);
    // The same bytes with other bytes behind them, and nothing but zeros.
    stage.put(text, 0);
    stage.exports.hashText(stage.text, length, 0n, stage.text + 4096);
    const again = Buffer.from(stage.memory.buffer, stage.text + 4096, 16).toString("hex");
    expect(again).toBe(hash);
    hashes.add(stage.hashText(new Uint8Array(length)));
  }
  // The empty text is its own row of zeros.
  expect(hashes.size).toBe(3 * 201 - 1);
  for (let bit = 0; bit < 8 * 200; bit += 1) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    hashes.add(stage.hashText(flipped));
  }
  expect(hashes.size).toBe(3 * 201 - 1 + 1600);
});
