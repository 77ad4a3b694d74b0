// UTF-8 as Unicode 15.1, table 3-7, has it. An ill-formed byte is one U+FFFD each: how many of them
// a decoder makes of several bytes doesn't matter here, since each only separates tokens.

/** What ill-formed bytes count as. */
const REPLACEMENT: u32 = 0xfffd;

/** A code point and the bytes it takes, as one number. */
function pack(codePoint: u32, bytes: u32): u32 {
  return codePoint | (bytes << 21);
}

@inline
export function codePointOf(decoded: u32): u32 {
  return decoded & 0x1fffff;
}

@inline
export function bytesOf(decoded: u32): u32 {
  return decoded >>> 21;
}

/** Whether the bytes of `word`, from its lowest, begin with a character of two bytes. */
@inline
export function isTwo(word: u32): bool {
  return (word & 0xc0e0) == 0x80c0 && (word & 0x1e) != 0;
}

/** Whether they begin with a character of three bytes; surrogates count as such. */
@inline
export function isThree(word: u32): bool {
  return (word & 0xc0c0f0) == 0x8080e0 && (word & 0x200f) != 0;
}

@inline
export function codePointOfTwo(word: u32): u32 {
  return ((word & 0x1f) << 6) | ((word >>> 8) & 0x3f);
}

@inline
export function codePointOfThree(word: u32): u32 {
  return ((word & 0x0f) << 12) | ((word >>> 2) & 0xfc0) | ((word >>> 16) & 0x3f);
}

/** The code point at `p`, which is before `end`; 4 bytes can be read. */
@inline
export function decodeFast(p: usize, end: usize): u32 {
  const word = load<u32>(p);
  const left = end - p;
  if (isThree(word) && left >= 3) return pack(codePointOfThree(word), 3);
  if (isTwo(word) && left >= 2) return pack(codePointOfTwo(word), 2);
  return decodeOther(word, left);
}

/** The same, where it need not be fast: decodeFast is long. */
export function decode(p: usize, end: usize): u32 {
  return decodeFast(p, end);
}

/** One byte, four bytes, and what is ill-formed. */
function decodeOther(word: u32, left: usize): u32 {
  if ((word & 0x80) == 0) return pack(word & 0x7f, 1);
  if ((word & 0xc0c0c0f8) != 0x808080f0 || left < 4) return pack(REPLACEMENT, 1);
  const high = ((word & 7) << 18) | ((word << 4) & 0x3f000);
  const codePoint = high | ((word >>> 10) & 0xfc0) | (word >>> 24 & 0x3f);
  return codePoint - 0x10000 < 0x100000 ? pack(codePoint, 4) : pack(REPLACEMENT, 1);
}

/** Bytes of a code point as UTF-8. */
@inline
export function encodedLength(codePoint: u32): usize {
  return 1 + usize(codePoint >= 0x80) + usize(codePoint >= 0x800) + usize(codePoint >= 0x10000);
}

/** The code point as UTF-8 in the lowest bytes of the result. */
export function encode(codePoint: u32): u32 {
  if (codePoint < 0x80) return codePoint;
  const last = 0x80 | (codePoint & 0x3f);
  if (codePoint < 0x800) return (0xc0 | (codePoint >>> 6)) | (last << 8);
  const middle = 0x80 | ((codePoint >>> 6) & 0x3f);
  if (codePoint < 0x10000) return (0xe0 | (codePoint >>> 12)) | (middle << 8) | (last << 16);
  const second = 0x80 | ((codePoint >>> 12) & 0x3f);
  return (0xf0 | (codePoint >>> 18)) | (second << 8) | (middle << 16) | (last << 24);
}
