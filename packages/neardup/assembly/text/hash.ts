// Hashes of tokens, shingles and whole texts. The multipliers are the primes of XXH64
// (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md); the steps are ours.
import { SHINGLE, shingleCount } from "./work";

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;

/**
 * A shingle's hash is the exclusive or of its token hashes, each rotated by TURN for every token
 * behind it, so that it follows from the one before (a cyclic polynomial: Cohen, "Recursive hashing
 * functions for n-grams", 1997). TURN is odd: of two tokens that change places at most 4 bits agree.
 */
const TURN: u64 = 11;

/** Bytes of ones, then of zeros: the mask of the first n bytes begins at ONES - n. */
const ONES: usize = 32;
const MASKS: usize = memory.data<u64>([-1, -1, -1, -1, 0, 0, 0, 0]);

function scramble(h: u64): u64 {
  h ^= h >> 32;
  h *= PRIME_3;
  return h ^ (h >> 29);
}

/** What the hashes of a seed are keyed with. */
@inline
export function keyOf(seed: u64): u64 {
  return scramble(seed + PRIME_4);
}

/** The first `length` of 16 bytes, zeros behind them. No token holds a zero byte. */
function firstBytes(v: v128, length: usize): v128 {
  return v128.and(v, v128.load(MASKS + ONES - length));
}

function hashWords(low: u64, high: u64, key: u64): u64 {
  return ((low ^ key) * PRIME_1) ^ rotl<u64>((high + key) * PRIME_2, 31);
}

/** The hash of a token of at most 16 bytes, the first ones of `v`. */
@inline
export function hashShortToken(v: v128, length: usize, key: u64): u64 {
  const bytes = firstBytes(v, length);
  return scramble(hashWords(i64x2.extract_lane(bytes, 0), i64x2.extract_lane(bytes, 1), key));
}

/** The hash of a token of at most 8 bytes, with zeros behind them. */
@inline
export function hashTinyToken(bytes: u64, key: u64): u64 {
  return scramble(hashWords(bytes, 0, key));
}

/** The key for the rest of a token of more than 16 bytes, behind these 16. */
@inline
export function passBlock(v: v128, key: u64): u64 {
  return scramble(hashWords(i64x2.extract_lane(v, 0), i64x2.extract_lane(v, 1), key));
}

/** The hash of the token from `from` to `to`, without the 0x20 behind it. */
export function hashToken(from: usize, to: usize, key: u64): u64 {
  for (; to - from > 16; from += 16) key = passBlock(v128.load(from), key);
  return hashShortToken(v128.load(from), to - from, key);
}

/** The hash of 5 tokens, from that of the 5 before: `entering` is the last, `leaving` the one in front of the first. */
@inline
export function roll(h: u64, entering: u64, leaving: u64): u64 {
  return rotl<u64>(h, TURN) ^ entering ^ rotl<u64>(leaving, TURN * SHINGLE);
}

/** The hash of the only shingle of a text of less than 5 tokens. */
@inline
export function hashFew(h: u64, tokens: i32): u64 {
  return scramble(h + <u64>tokens * PRIME_5);
}

/**
 * Writes the 64-bit hash of every shingle of the text folded in `work` to `out`, in text order,
 * repeated ones included.
 * @returns how many
 */
export function hashShingles(work: usize, tokens: i32, out: usize, seed: u64): i32 {
  if (tokens == 0) return 0;
  const key = keyOf(seed);
  let position = <usize>load<u32>(work) - 4;
  const last = position - 4 * <usize>tokens;
  let incomplete = SHINGLE - 1;
  let begin = <usize>load<u32>(position);
  let h: u64 = 0;
  let h0: u64 = 0;
  let h1: u64 = 0;
  let h2: u64 = 0;
  let h3: u64 = 0;
  let h4: u64 = 0;
  let to = out;
  while (position > last) {
    position -= 4;
    const end = <usize>load<u32>(position);
    const length = end - 1 - begin;
    const next =
      length <= 16
        ? hashShortToken(v128.load(begin), length, key)
        : hashToken(begin, end - 1, key);
    begin = end;
    h = roll(h, next, h0);
    h0 = h1;
    h1 = h2;
    h2 = h3;
    h3 = h4;
    h4 = next;
    store<u64>(to, h);
    if (incomplete > 0) incomplete--;
    else to += 8;
  }
  if (tokens < <i32>SHINGLE) store<u64>(out, hashFew(h, tokens));
  return shingleCount(tokens);
}

/**
 * Writes the 128-bit hash of the `length` bytes at `text`, keyed with `seed`, to `out`. The 32 bytes
 * behind the text are read, but don't matter.
 */
export function hashText(text: usize, length: usize, seed: u64, out: usize): void {
  const end = text + (length & ~31);
  const rest = length & 31;
  let a = seed ^ PRIME_1;
  let b = seed + PRIME_2;
  let c = seed ^ PRIME_3;
  let d = seed + PRIME_4;
  let p = text;
  // Every word enters two of the four lanes, so that two texts must agree in both.
  for (; p < end; p += 32) {
    const w = load<u64>(p);
    const x = load<u64>(p, 8);
    const y = load<u64>(p, 16);
    const z = load<u64>(p, 24);
    a = (rotl<u64>(a, 29) ^ w) * PRIME_1 + x;
    b = (rotl<u64>(b, 31) ^ x) * PRIME_2 + y;
    c = (rotl<u64>(c, 33) ^ y) * PRIME_4 + z;
    d = (rotl<u64>(d, 35) ^ z) * PRIME_5 + w;
  }
  const left = v128.and(v128.load(end), v128.load(MASKS + ONES - rest));
  const right = v128.and(v128.load(end, 16), v128.load(MASKS + ONES + 16 - rest));
  a = scramble((rotl<u64>(a, 29) ^ i64x2.extract_lane(left, 0)) * PRIME_1 + length);
  b = scramble((rotl<u64>(b, 31) ^ i64x2.extract_lane(left, 1)) * PRIME_2 + a);
  c = scramble((rotl<u64>(c, 33) ^ i64x2.extract_lane(right, 0)) * PRIME_4 + b);
  d = scramble((rotl<u64>(d, 35) ^ i64x2.extract_lane(right, 1)) * PRIME_5 + c);
  a = scramble(a ^ d);
  b = scramble(b + a);
  c = scramble(c ^ b);
  d = scramble(d + c);
  store<u64>(out, a + rotl<u64>(c, 27));
  store<u64>(out, b ^ rotl<u64>(d, 41), 8);
}
