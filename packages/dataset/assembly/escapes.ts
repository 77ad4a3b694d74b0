import {
  BACKSLASH,
  LOWER_A,
  LOWER_B,
  LOWER_F,
  LOWER_N,
  LOWER_R,
  LOWER_T,
  LOWER_U,
  QUOTE,
  SLASH,
  UNSURE,
  ZERO,
} from "./characters";

// A backslash and a `u`, read as a little-endian number.
export const UNICODE_ESCAPE: u16 = 0x755c;

let written: usize = 0;

/** Where the last escape that was written ends. */
export function escapeEnd(): usize {
  return written;
}

/** Skips the escape whose backslash is at `at`. */
export function skipEscape(at: usize): usize {
  const kind = load<u8>(at, 1);
  if (kind == LOWER_U) return readUnit(at) < 0 ? UNSURE : at + 6;
  return unescape(kind) == 0 ? UNSURE : at + 2;
}

/**
 * Writes the character of the escape whose backslash is at `at` to `to` as UTF-8, up to 4 bytes, a lone surrogate as
 * the 3 bytes that its number would have; a surrogate pair is one character, as for json.loads. Its end:
 * {@link escapeEnd}.
 */
export function writeEscape(at: usize, to: usize): usize {
  const kind = load<u8>(at, 1);
  if (kind != LOWER_U) {
    const character = unescape(kind);
    if (character == 0) return UNSURE;
    store<u8>(to, character);
    written = to + 1;
    return at + 2;
  }
  const unit = readUnit(at);
  if (unit < 0) return UNSURE;
  if ((unit & 0xfc00) != 0xd800 || load<u16>(at, 6) != UNICODE_ESCAPE) {
    writeCodePoint(unit, to);
    return at + 6;
  }
  const low = readUnit(at + 6);
  const isPair = (low & 0xfc00) == 0xdc00;
  writeCodePoint(isPair ? 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff) : unit, to);
  return at + (isPair ? 12 : 6);
}

function writeCodePoint(point: i32, to: usize): void {
  if (point < 0x80) {
    store<u8>(to, u8(point));
    written = to + 1;
  } else if (point < 0x800) {
    store<u8>(to, u8(0xc0 | (point >> 6)));
    store<u8>(to, u8(0x80 | (point & 0x3f)), 1);
    written = to + 2;
  } else if (point < 0x10000) {
    store<u8>(to, u8(0xe0 | (point >> 12)));
    store<u8>(to, u8(0x80 | ((point >> 6) & 0x3f)), 1);
    store<u8>(to, u8(0x80 | (point & 0x3f)), 2);
    written = to + 3;
  } else {
    store<u8>(to, u8(0xf0 | (point >> 18)));
    store<u8>(to, u8(0x80 | ((point >> 12) & 0x3f)), 1);
    store<u8>(to, u8(0x80 | ((point >> 6) & 0x3f)), 2);
    store<u8>(to, u8(0x80 | (point & 0x3f)), 3);
    written = to + 4;
  }
}

/** The character of a backslash and `kind`, 0 if there is none. */
function unescape(kind: u8): u8 {
  switch (kind) {
    case LOWER_N:
      return 0x0a;
    case QUOTE:
    case BACKSLASH:
    case SLASH:
      return kind;
    case LOWER_T:
      return 0x09;
    case LOWER_R:
      return 0x0d;
    case LOWER_B:
      return 0x08;
    case LOWER_F:
      return 0x0c;
    default:
      return 0;
  }
}

/** The UTF-16 unit of the escape whose backslash is at `at`, -1 if its digits are not four. */
export function readUnit(at: usize): i32 {
  let unit = 0;
  for (let i: usize = 2; i < 6; i += 1) {
    const digit = hexValue(load<u8>(at + i));
    if (digit < 0) return -1;
    unit = (unit << 4) | digit;
  }
  return unit;
}

function hexValue(byte: u8): i32 {
  const digit = i32(byte) - ZERO;
  if (u32(digit) <= 9) return digit;
  const letter = (i32(byte) | 0x20) - LOWER_A;
  return u32(letter) <= 5 ? letter + 10 : -1;
}
