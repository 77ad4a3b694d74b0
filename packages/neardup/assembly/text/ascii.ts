// ASCII, 64 bytes at a step: one bit a byte says where tokens are, and every token is then taken
// from the text as a whole, mostly as one vector of 16 bytes.
import { FIRST_DEPENDENT } from "../unicode/tables";
import { entryOf } from "../unicode/lookup";
import { hashShortToken, roll } from "./hash";
import {
  endToken,
  hashes,
  key,
  LAG,
  out,
  rolled,
  setHashed,
  setKept,
  setOut,
  slot,
  token,
} from "./sink";
import { codePointOf, decode } from "./utf8";
import { SPACE } from "./work";

const STEP: usize = 64;

/** How many bytes the bits of readBits stand for. */
let taken: usize = 0;

/** 16 bytes of ASCII in lower case. */
function loadLower(p: usize): v128 {
  const v = v128.load(p);
  // As signed bytes, "A" to "Z" are moved to the lowest 26.
  const isUpper = i8x16.lt_s(i8x16.add(v, i8x16.splat(0x3f)), i8x16.splat(-102));
  return v128.or(v, v128.and(isUpper, i8x16.splat(0x20)));
}

/** One bit for each byte: whether it is a word character of ASCII; any bit for other bytes. */
function wordBits(v: v128): u64 {
  const small = v128.or(v, i8x16.splat(0x20));
  const isLetter = i8x16.lt_s(i8x16.add(small, i8x16.splat(0x1f)), i8x16.splat(-102));
  const isDigit = i8x16.lt_s(i8x16.add(v, i8x16.splat(0x50)), i8x16.splat(-118));
  const isLine = i8x16.eq(v, i8x16.splat(0x5f));
  return <u64>i8x16.bitmask(v128.or(v128.or(isLetter, isDigit), isLine));
}

/** The bits of the next `taken` bytes, which are ASCII, and zeros; less than 64 where ASCII ends. */
function readBits(p: usize, end: usize): u64 {
  const v0 = v128.load(p);
  const v1 = v128.load(p, 16);
  const v2 = v128.load(p, 32);
  const v3 = v128.load(p, 48);
  const bits = wordBits(v0) | (wordBits(v1) << 16) | (wordBits(v2) << 32) | (wordBits(v3) << 48);
  const all = v128.or(v128.or(v0, v1), v128.or(v2, v3));
  taken = STEP;
  if (i8x16.bitmask(all) == 0 && end - p > STEP && load<u8>(p, STEP) < 0x80) return bits;
  taken = asciiLength(p, end);
  return taken == 0 ? 0 : bits & lowBits(taken);
}

function lowBits(count: usize): u64 {
  return (-1 as u64) >> <u64>(STEP - count);
}

/**
 * How many of the up to 64 bytes at `p` are ASCII, without the last one if a dependent code point,
 * which may change it, follows.
 */
function asciiLength(p: usize, end: usize): usize {
  const low = <u64>i8x16.bitmask(v128.load(p)) | (<u64>i8x16.bitmask(v128.load(p, 16)) << 16);
  const high = <u64>i8x16.bitmask(v128.load(p, 32)) | (<u64>i8x16.bitmask(v128.load(p, 48)) << 16);
  const size = min<usize>(min<usize>(STEP, end - p), <usize>ctz(low | (high << 32)));
  if (size == 0 || p + size == end || load<u8>(p + size) < 0x80) return size;
  const next = entryOf(codePointOf(decode(p + size, end)));
  return next >= FIRST_DEPENDENT ? size - 1 : size;
}

/** Adds ASCII bytes in lower case to the token; up to 15 bytes more are overwritten. */
function appendLower(from: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += 16) v128.store(out + done, loadLower(from + done));
  setOut(out + length);
}

/** Goes on with the token that was begun before `p`. @returns where to go on */
function continueToken(p: usize, end: usize): usize {
  while (p < end) {
    const bits = readBits(p, end);
    const size = <usize>ctz(~bits);
    appendLower(p, size);
    p += size;
    if (size < taken) {
      endToken();
      break;
    }
    if (size < STEP) break;
  }
  return p;
}

/**
 * Hashes the tokens of ASCII text, until the end or to before the first character that others have
 * to look at: one that is not ASCII, or the last one of ASCII if a dependent code point follows it.
 * @returns where to go on
 */
export function hashAscii(p: usize, end: usize): usize {
  if (out != token) {
    p = continueToken(p, end);
    if (out != token) return p;
  }
  const seed = key;
  let to = hashes;
  let h = rolled;
  let from = p;
  let carry: u64 = 0;
  while (p < end) {
    const bits = readBits(p, end);
    const size = taken;
    if (size == 0) break;
    // A bit where a token begins and one behind its end, by turns.
    let borders = (bits ^ ((bits << 1) | carry)) & lowBits(size);
    if (!carry) {
      from = p + <usize>ctz(borders);
      borders &= borders - 1;
    }
    carry = bits >> <u64>(size - 1);
    while (true) {
      let length: usize = 0;
      // Without a call in it, and innermost, this loop is unrolled and keeps to registers.
      while (borders != 0) {
        length = p + <usize>ctz(borders) - from;
        if (length > 16) break;
        const hash = hashShortToken(loadLower(from), length, seed);
        borders &= borders - 1;
        from = p + <usize>ctz(borders);
        borders &= borders - 1;
        h = roll(h, hash, load<u64>(to));
        store<u64>(to, h);
        store<u64>(to, hash, LAG);
        to += 8;
      }
      if (borders == 0) break;
      setHashed(to, h);
      appendLower(from, length);
      endToken();
      to = hashes;
      h = rolled;
      borders &= borders - 1;
      from = p + <usize>ctz(borders);
      borders &= borders - 1;
    }
    p += size;
    if (size < STEP) break;
  }
  setHashed(to, h);
  if (carry) appendLower(from, p - from);
  return p;
}

/** As hashAscii, but keeps the tokens. */
export function keepAscii(p: usize, end: usize): usize {
  if (out != token) {
    p = continueToken(p, end);
    if (out != token) return p;
  }
  let to = out;
  let position = slot;
  let from = p;
  let carry: u64 = 0;
  while (p < end) {
    const bits = readBits(p, end);
    const size = taken;
    if (size == 0) break;
    let borders = (bits ^ ((bits << 1) | carry)) & lowBits(size);
    if (!carry) {
      from = p + <usize>ctz(borders);
      borders &= borders - 1;
    }
    carry = bits >> <u64>(size - 1);
    while (borders != 0) {
      const length = p + <usize>ctz(borders) - from;
      borders &= borders - 1;
      store<u32>(position, <u32>to);
      position -= 4;
      v128.store(to, loadLower(from));
      for (let done: usize = 16; done < length; done += 16) v128.store(to + done, loadLower(from + done));
      to += length;
      store<u8>(to++, SPACE);
      from = p + <usize>ctz(borders);
      borders &= borders - 1;
    }
    p += size;
    if (size < STEP) break;
  }
  setKept(to, position);
  if (carry) appendLower(from, p - from);
  return p;
}
