// Texts to tokens: ASCII by vectors, other characters one by one, and those that normalisation has
// to look at together in foldSegment.
import { hashAscii, keepAscii } from "./ascii";
import { hashFew, keyOf } from "./hash";
import { foldOther } from "./other";
import { endToken, hashes, hashTokens, keepTokens, out, rolled, slot } from "./sink";
import { FOLDED, SHINGLE, shingleCount, workBytes } from "./work";

/**
 * Folds and tokenises the text of `length` bytes at `text` into the work area at `work`, which has
 * workBytes(length) bytes (see work.ts). The 80 bytes behind the text are read, but don't matter.
 * @returns the number of tokens
 */
export function foldTokens(text: usize, length: usize, work: usize): i32 {
  return foldTokensWithin(text, length, work, workBytes(length));
}

/** foldTokens with a work area of `bytes` bytes: a multiple of 4, and at least workBytesOf(text, length). */
export function foldTokensWithin(text: usize, length: usize, work: usize, bytes: usize): i32 {
  const top = work + bytes;
  const end = text + length;
  keepTokens(work + FOLDED, top);
  let p = text;
  while (p < end) {
    p = keepAscii(p, end);
    if (p < end) p = foldOther(p, end);
  }
  endToken();
  const tokens = <i32>((top - slot) >> 2) - 1;
  store<u32>(work, <u32>top);
  store<i32>(work, tokens, 4);
  store<u32>(slot, <u32>out);
  return tokens;
}

/**
 * What foldTokens and hashShingles do, but without keeping the tokens, which is faster: the work
 * area, of as many bytes, holds one token at a time. From 32 bytes before `target` to 48 bytes
 * behind the last hash, memory is overwritten.
 * @returns the number of hashes
 */
export function foldShingles(text: usize, length: usize, work: usize, target: usize, seed: u64): i32 {
  const end = text + length;
  hashTokens(work + FOLDED, target, keyOf(seed));
  let p = text;
  while (p < end) {
    p = hashAscii(p, end);
    if (p < end) p = foldOther(p, end);
  }
  endToken();
  const tokens = (<i32>(hashes - target) >> 3) + <i32>SHINGLE - 1;
  if (tokens > 0 && tokens < <i32>SHINGLE) store<u64>(target, hashFew(rolled, tokens));
  return shingleCount(tokens);
}
