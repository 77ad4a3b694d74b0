import { BACKSLASH, LOWER_U, QUOTE, UNSURE } from "./characters";
import { escapeEnd, readUnit, skipEscape, UNICODE_ESCAPE, writeEscape } from "./escapes";

// Sixteen bytes at a time: looking at every byte alone took three times as long. The bytes read beyond the end of a
// string may be anything, and those written beyond the end of a copy are overwritten by what follows it.

let wide = 0;
let copied: usize = 0;
let counted = 0;

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

/** How many characters the last string had that was skipped. */
export function countedCharacters(): i32 {
  return counted;
}

/** Skips the string whose opening quote is at `at`, in which every surrogate must be one of a pair. */
export function skipWholeString(at: usize): usize {
  let from = at + 1;
  // Bytes less those that are no character of their own.
  let extra: usize = 0;
  while (true) {
    const bytes = v128.load(from);
    const special = specialMask(bytes);
    const wideBytes = wideMask(bytes, special);
    if (wideBytes != 0) {
      wide |= wideBytes;
      extra += popcnt(continuationMask(bytes, special));
    }
    if (special == 0) {
      from += 16;
      continue;
    }
    from += ctz(special);
    const byte = load<u8>(from);
    if (byte == QUOTE) {
      counted = i32(from - at - 1 - extra);
      return from + 1;
    }
    if (byte != BACKSLASH) return UNSURE;
    const escape = from;
    from = skipCharacter(from);
    if (from == UNSURE) return UNSURE;
    extra += from - escape - 1;
  }
}

/** Skips the escapes of one character, of which the first begins at `at`. */
function skipCharacter(at: usize): usize {
  if (load<u8>(at, 1) != LOWER_U) return skipEscape(at);
  const unit = readUnit(at);
  if (unit < 0) return UNSURE;
  if ((unit & 0xf800) != 0xd800) return at + 6;
  if (unit >= 0xdc00 || load<u16>(at, 6) != UNICODE_ESCAPE) return UNSURE;
  return (readUnit(at + 6) & 0xfc00) == 0xdc00 ? at + 12 : UNSURE;
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

/** A bit for every byte before the first special one that continues a character: 0x80 to 0xBF, in UTF-8. */
function continuationMask(bytes: v128, special: i32): i32 {
  return i8x16.bitmask(i8x16.lt_s(bytes, i8x16.splat(-64))) & ((special & -special) - 1);
}
