import { BACKSLASH, QUOTE, UNSURE } from "./characters";
import { escapeEnd, skipEscape, writeEscape } from "./escapes";

// Sixteen bytes at a time: looking at every byte alone took three times as long. The bytes read beyond the end of a
// string may be anything, and those written beyond the end of a copy are overwritten by what follows it.

let wide = 0;
let copied: usize = 0;

/** Whether a string read since {@link forgetWide} has a byte above 0x7F, and so has still to be checked to be UTF-8. */
export function sawWide(): bool {
  return wide != 0;
}

export function forgetWide(): void {
  wide = 0;
}

/** Where the last string that was copied ends. */
export function copyEnd(): usize {
  return copied;
}

/** Skips the string whose opening quote is at `at`. */
export function skipString(at: usize): usize {
  let from = at + 1;
  while (true) {
    from = findSpecial(from);
    const byte = load<u8>(from);
    if (byte == QUOTE) return from + 1;
    if (byte != BACKSLASH) return UNSURE;
    from = skipEscape(from);
    if (from == UNSURE) return UNSURE;
  }
}

/** Skips a string like {@link skipString}, which must be without escapes: what is between the quotes is its text. */
export function skipPlainString(at: usize): usize {
  const end = findSpecial(at + 1);
  return load<u8>(end) == QUOTE ? end + 1 : UNSURE;
}

/** Writes the text of the string whose opening quote is at `at` to `to`; its end: {@link copyEnd}. */
export function copyString(at: usize, to: usize): usize {
  let from = at + 1;
  let out = to;
  while (true) {
    const bytes = v128.load(from);
    v128.store(out, bytes);
    const special = specialMask(bytes);
    wide |= wideMask(bytes, special);
    if (special == 0) {
      from += 16;
      out += 16;
      continue;
    }
    const plain = usize(ctz(special));
    from += plain;
    out += plain;
    const byte = load<u8>(from);
    if (byte == QUOTE) {
      copied = out;
      return from + 1;
    }
    if (byte != BACKSLASH) return UNSURE;
    from = writeEscape(from, out);
    if (from == UNSURE) return UNSURE;
    out = escapeEnd();
  }
}

/** The first byte from `at` on that does not stand for itself in a string. */
function findSpecial(at: usize): usize {
  let from = at;
  while (true) {
    const bytes = v128.load(from);
    const special = specialMask(bytes);
    wide |= wideMask(bytes, special);
    if (special != 0) return from + ctz(special);
    from += 16;
  }
}

/** A bit for every byte that is a control character, a quote or a backslash. */
function specialMask(bytes: v128): i32 {
  const control = i8x16.lt_u(bytes, i8x16.splat(0x20));
  const quote = i8x16.eq(bytes, i8x16.splat(QUOTE));
  const backslash = i8x16.eq(bytes, i8x16.splat(BACKSLASH));
  return i8x16.bitmask(v128.or(v128.or(control, quote), backslash));
}

/** A bit for every byte above 0x7F before the first special one. */
function wideMask(bytes: v128, special: i32): i32 {
  return i8x16.bitmask(bytes) & ((special & -special) - 1);
}
