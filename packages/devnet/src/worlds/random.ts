import { createHash } from "node:crypto";

/** A seeded source of chance: the same seed gives the same values on every machine and Node version. */
export interface Random {
  /** At least 0, less than 1. */
  readonly next: () => number;
  /** An integer of at least 0, less than `limit`. */
  readonly int: (limit: number) => number;
  /** An integer from `low` to `high`, both inclusive. */
  readonly between: (low: number, high: number) => number;
  readonly bytes: (length: number) => Uint8Array;
  /** `digits` lower-case hex digits. */
  readonly hex: (digits: number) => string;
  /** One of the items, each as likely. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** One of the items, early ones far more often, as words are in a language. */
  readonly pickZipf: <T>(items: readonly T[]) => T;
  /** `count` different integers of at least 0, less than `limit`, in random order. */
  readonly sample: (count: number, limit: number) => number[];
  readonly shuffle: <T>(items: readonly T[]) => T[];
  /** A source of its own: what is drawn from it changes nothing here. */
  readonly fork: (label: string) => Random;
}

export function createRandom(seed: string): Random {
  const nextWord = createWords(seed);
  const next = (): number => nextWord() / 2 ** 32;
  const int = (limit: number): number => Math.floor(next() * limit);
  const bytes = (length: number): Uint8Array => {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let index = 0; index < words.length; index += 1) words[index] = nextWord();
    return new Uint8Array(words.buffer, 0, length);
  };
  const sample = (count: number, limit: number): number[] => {
    if (count > limit) throw new RangeError(`count must be at most ${limit}: got ${count}`);
    const seen = new Set<number>();
    while (seen.size < count) seen.add(int(limit));
    return [...seen];
  };
  return {
    next,
    int,
    between: (low, high) => low + int(high - low + 1),
    bytes,
    hex: (digits) =>
      Buffer.from(bytes(Math.ceil(digits / 2)))
        .toString("hex")
        .slice(0, digits),
    pick: (items) => at(items, int(items.length)),
    // The integral of 1/x: item k is drawn with a weight of about 1/(k + 1).
    pickZipf: (items) => at(items, Math.floor((items.length + 1) ** next()) - 1),
    sample,
    shuffle: (items) => sample(items.length, items.length).map((index) => at(items, index)),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

function at<T>(items: readonly T[], index: number): T {
  if (index >= items.length) throw new RangeError("nothing can be picked from an empty list");
  return items[index] as T;
}

/** 32-bit words by sfc32 (C. Doty-Humphrey, PractRand), seeded with a hash of the text. */
function createWords(seed: string): () => number {
  const digest = createHash("sha256").update(seed).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = 1;
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}
