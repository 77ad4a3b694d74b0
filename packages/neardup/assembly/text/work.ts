// The work area of one text.
//
//   work            u32  top: the address one past the work area
//   work + 4        u32  number of tokens
//   work + 16       folded text: every token followed by one 0x20 byte; no token holds 0x20 or 0x00
//   ...             (free)
//   top - 4 (i + 1) u32  address of token i; i = number of tokens: one past the folded text
//
// Both parts grow towards each other, so that one bound covers many short tokens and few long ones.
import { FIRST_RECORD } from "../unicode/tables";
import { entryOf, extraOf, recordOf } from "../unicode/lookup";
import { bytesOf, codePointOf, decode } from "./utf8";

/** Where the folded text begins, counted from the beginning of the work area. */
export const FOLDED: usize = 16;

/** Tokens of a shingle. */
export const SHINGLE: usize = 5;

export const SPACE: u8 = 0x20;

/** The header, and what is overwritten behind the folded text. */
const FIXED: usize = 128;

/** Bytes of a work area that is enough for any text of `length` bytes: U+FDFA takes 50 for its 3. */
export function workBytes(length: usize): usize {
  return 20 * length + FIXED;
}

/** Bytes of a work area that is enough for this text: mostly 4 for each of its bytes. */
export function workBytesOf(text: usize, length: usize): usize {
  const end = text + length;
  let extra: usize = 0;
  for (let p = text; p < end; ) {
    const decoded = decode(p, end);
    const entry = entryOf(codePointOf(decoded));
    if (entry >= FIRST_RECORD) extra += extraOf(recordOf(entry));
    p += <usize>bytesOf(decoded);
  }
  return 4 * length + ((extra + 3) & ~3) + FIXED;
}

/** Address of token `i`; for i = number of tokens, one past the folded text. */
@inline
export function tokenStart(work: usize, i: i32): usize {
  return load<u32>((<usize>load<u32>(work)) - ((<usize>(i + 1)) << 2));
}

/** How many shingles, repeated ones included, a text of `tokens` tokens has. */
@inline
export function shingleCount(tokens: i32): i32 {
  return tokens >= <i32>SHINGLE ? tokens - (<i32>SHINGLE - 1) : i32(tokens > 0);
}

/** Address of the first byte of shingle `i` in text order. */
@inline
export function shingleStart(work: usize, i: i32): usize {
  return tokenStart(work, i);
}

/** Address one past shingle `i`, which ends with the 0x20 of its last token. */
@inline
export function shingleEnd(work: usize, i: i32): usize {
  return tokenStart(work, min(i + <i32>SHINGLE, load<i32>(work, 4)));
}
