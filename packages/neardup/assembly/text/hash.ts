import { SHINGLE, shingleCount, tokenStart } from "./work";

const PRIME_A: u64 = 0x9e3779b97f4a7c15;
const PRIME_B: u64 = 0xbf58476d1ce4e5b9;

@inline
function mix(h: u64): u64 {
  h ^= h >> 32;
  h *= PRIME_B;
  return h ^ (h >> 29);
}

function hashBytes(from: usize, to: usize, seed: u64): u64 {
  let h = seed;
  for (; from < to; from++) h = mix((h ^ <u64>load<u8>(from)) * PRIME_A);
  return h;
}

/**
 * Writes the 64-bit hash of every shingle of the text folded in `work` to `out`, in text order,
 * repeated ones included.
 * @returns how many
 */
export function hashShingles(work: usize, tokens: i32, out: usize, seed: u64): i32 {
  const count = shingleCount(tokens);
  const last = tokens < SHINGLE ? tokens : SHINGLE;
  for (let i = 0; i < count; i++) {
    const from = tokenStart(work, i);
    store<u64>(out + (<usize>i << 3), hashBytes(from, tokenStart(work, i + last), seed));
  }
  return count;
}

/** Writes the 128-bit hash of the `length` bytes at `text`, keyed with `seed`, to `out`. */
export function hashText(text: usize, length: usize, seed: u64, out: usize): void {
  store<u64>(out, hashBytes(text, text + length, seed));
  store<u64>(out, hashBytes(text, text + length, seed ^ PRIME_A), 8);
}
