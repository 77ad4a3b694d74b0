// Texts to tokens: runs of ASCII 64 bytes at a step, other characters one by one, and what
// normalisation has to look at as a whole in foldSegment.
import { FIRST_DEPENDENT, FIRST_MIXED, FIRST_RECORD } from "../unicode/tables";
import { entryOf, foldBegin, foldLength, recordOf, SEPARATOR, UNSPACED, WORD } from "../unicode/lookup";
import { emitRecord, endToken, out, setSink, slot, token } from "./sink";
import { foldSegment } from "./segment";
import { bytesOf, codePointOf, decode } from "./utf8";
import { FOLDED, workBytes } from "./work";

/**
 * Folds and tokenises the text of `length` bytes at `text` into the work area at `work`, which has
 * workBytes(length) bytes (see work.ts). The 64 bytes behind the text are read, but don't matter.
 * @returns the number of tokens
 */
export function foldTokens(text: usize, length: usize, work: usize): i32 {
  return foldTokensWithin(text, length, work, workBytes(length));
}

/** foldTokens with a work area of `bytes` bytes: at least workBytesOf(text, length). */
export function foldTokensWithin(text: usize, length: usize, work: usize, bytes: usize): i32 {
  const top = work + bytes;
  const end = text + length;
  setSink(work + FOLDED, work + FOLDED, top - 4);
  let p = text;
  while (p < end) {
    p = foldAscii(p, end);
    if (p < end) p = foldOther(p, end);
  }
  endToken();
  const tokens = <i32>((top - slot) >> 2) - 1;
  store<u32>(work, <u32>top);
  store<i32>(work, tokens, 4);
  store<u32>(slot, <u32>out);
  return tokens;
}

/** 0x20 in every byte that is an upper case letter. */
@inline
function caseBits(v: v128): v128 {
  // As signed bytes, "A" to "Z" are moved to the lowest 26.
  const isUpper = i8x16.lt_s(i8x16.add(v, i8x16.splat(0x3f)), i8x16.splat(-102));
  return v128.and(isUpper, i8x16.splat(0x20));
}

/** One bit for each byte: whether it is a word character of ASCII; any bit for other bytes. */
@inline
function wordBits(v: v128): u64 {
  const small = v128.or(v, i8x16.splat(0x20));
  const isLetter = i8x16.lt_s(i8x16.add(small, i8x16.splat(0x1f)), i8x16.splat(-102));
  const isDigit = i8x16.lt_s(i8x16.add(v, i8x16.splat(0x50)), i8x16.splat(-118));
  const isLine = i8x16.eq(v, i8x16.splat(0x5f));
  return <u64>i8x16.bitmask(v128.or(v128.or(isLetter, isDigit), isLine));
}

/** Copies ASCII bytes in lower case; up to 15 bytes more are overwritten. */
@inline
function copyLower(from: usize, length: usize, to: usize): void {
  let v = v128.load(from);
  v128.store(to, v128.or(v, caseBits(v)));
  for (let done: usize = 16; done < length; done += 16) {
    v = v128.load(from + done);
    v128.store(to + done, v128.or(v, caseBits(v)));
  }
}

/**
 * Folds ASCII, until the end or to before the first character that must be seen by foldOther: one
 * that is not ASCII, or the last one of ASCII if a dependent code point follows it.
 * @returns where to go on
 */
function foldAscii(p: usize, end: usize): usize {
  let to = out;
  let begin = token;
  let position = slot;
  // Where the part of the open token that is not yet copied begins.
  let from = p;
  let carry: u64 = u64(to != begin);
  while (p < end) {
    const v0 = v128.load(p);
    const v1 = v128.load(p, 16);
    const v2 = v128.load(p, 32);
    const v3 = v128.load(p, 48);
    let bits =
      wordBits(v0) | (wordBits(v1) << 16) | (wordBits(v2) << 32) | (wordBits(v3) << 48);
    let size: usize = 64;
    const union = v128.or(v128.or(v0, v1), v128.or(v2, v3));
    const whole = i8x16.bitmask(union) == 0 && end - p > 64 && load<u8>(p, 64) < 0x80;
    if (!whole) {
      size = asciiLength(p, end);
      bits &= size == 64 ? -1 : ((<u64>1) << size) - 1;
    }
    const shifted = (bits << 1) | carry;
    let begins = bits & ~shifted;
    let ends = shifted & ~bits;
    if (!whole && size < 64) ends &= ((<u64>1) << size) - 1;
    if (!carry) {
      from = p + <usize>ctz(begins);
      begins &= begins - 1;
    }
    while (ends != 0) {
      const length = p + <usize>ctz(ends) - from;
      ends &= ends - 1;
      store<u32>(position, <u32>begin);
      position -= 4;
      copyLower(from, length, to);
      to += length;
      store<u8>(to++, 0x20);
      begin = to;
      from = p + <usize>ctz(begins);
      begins &= begins - 1;
    }
    p += size;
    if (whole) {
      carry = bits >> 63;
      continue;
    }
    if (size > 0) carry = (bits >> (size - 1)) & 1;
    break;
  }
  if (carry && from < p) {
    copyLower(from, p - from, to);
    to += p - from;
  }
  setSink(to, begin, position);
  return p;
}

/** How many of the up to 64 bytes at `p` foldAscii may take. */
function asciiLength(p: usize, end: usize): usize {
  const low = <u64>i8x16.bitmask(v128.load(p)) | (<u64>i8x16.bitmask(v128.load(p, 16)) << 16);
  const high = <u64>i8x16.bitmask(v128.load(p, 32)) | (<u64>i8x16.bitmask(v128.load(p, 48)) << 16);
  const left = min<usize>(64, end - p);
  const size = min<usize>(left, <usize>ctz(low | (high << 32)));
  if (size == 0 || p + size == end || (size == 64 && load<u8>(p, 64) < 0x80)) return size;
  const next = entryOf(codePointOf(decode(p + size, end)));
  return next >= FIRST_DEPENDENT ? size - 1 : size;
}

/** Folds what foldAscii leaves, up to the next ASCII character at least. @returns where to go on */
function foldOther(p: usize, end: usize): usize {
  let decoded = decode(p, end);
  let entry = entryOf(codePointOf(decoded));
  while (true) {
    const next = p + <usize>bytesOf(decoded);
    let nextEntry: u32 = 0;
    let isLast = next >= end || load<u8>(next) < 0x80;
    if (!isLast) {
      decoded = decode(next, end);
      nextEntry = entryOf(codePointOf(decoded));
      if (nextEntry >= FIRST_DEPENDENT) return foldSegment(p, end);
    }
    if (entry >= FIRST_DEPENDENT) return foldSegment(p, end);
    fold(p, next, entry);
    if (isLast) return next;
    p = next;
    entry = nextEntry;
  }
}

/** Folds the code point from `p` to `next`, which nothing around it changes. */
@inline
function fold(p: usize, next: usize, entry: u32): void {
  if (entry >= FIRST_RECORD) {
    emitRecord(entry);
    return;
  }
  if (entry != WORD) endToken();
  if (entry == SEPARATOR) return;
  store<u32>(out, load<u32>(p));
  setSink(out + (next - p), token, slot);
  if (entry == UNSPACED) endToken();
}
