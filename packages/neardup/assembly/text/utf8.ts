// UTF-8 as the Encoding Standard decodes it: every maximal subpart of an ill-formed sequence is one
// U+FFFD (https://encoding.spec.whatwg.org/#utf-8-decoder; Unicode 15.1, table 3-7).

/** What ill-formed bytes count as. */
export const REPLACEMENT: u32 = 0xfffd;

/** A code point and the bytes it takes, as one number: bytes in the 11 bits above the 21 of the code point. */
@inline
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

@inline
function isContinuation(byte: u32): bool {
  return (byte & 0xc0) == 0x80;
}

/** The code point at `p`, which is before `end`; at least 4 bytes can be read. */
@inline
export function decode(p: usize, end: usize): u32 {
  const word = load<u32>(p);
  const lead = word & 0xff;
  const left = <u32>(end - p);
  if ((word & 0xc0c0f0) == 0x8080e0 && left >= 3) {
    const codePoint = ((word & 0x0f) << 12) | ((word >>> 2) & 0xfc0) | ((word >>> 16) & 0x3f);
    if (codePoint >= 0x800 && codePoint >>> 11 != 0x1b) return pack(codePoint, 3);
  }
  if (lead < 0x80) return pack(lead, 1);
  return decodeOther(word, left);
}

/** Two and four bytes, and everything that is ill-formed. */
function decodeOther(word: u32, left: u32): u32 {
  const lead = word & 0xff;
  const second = (word >>> 8) & 0xff;
  if (left < 2 || !isContinuation(second)) return pack(REPLACEMENT, 1);
  if (lead - 0xc2 < 0x1e) return pack(((lead & 0x1f) << 6) | (second & 0x3f), 2);
  // A second byte outside of these bounds makes the lead byte ill-formed on its own.
  if (lead < 0xe0 || lead > 0xf4) return pack(REPLACEMENT, 1);
  if (lead == 0xe0 && second < 0xa0) return pack(REPLACEMENT, 1);
  if (lead == 0xed && second > 0x9f) return pack(REPLACEMENT, 1);
  if (lead == 0xf0 && second < 0x90) return pack(REPLACEMENT, 1);
  if (lead == 0xf4 && second > 0x8f) return pack(REPLACEMENT, 1);
  const third = (word >>> 16) & 0xff;
  if (left < 3 || lead < 0xf0 || !isContinuation(third)) return pack(REPLACEMENT, 2);
  const fourth = word >>> 24;
  if (left < 4 || !isContinuation(fourth)) return pack(REPLACEMENT, 3);
  const high = ((lead & 7) << 18) | ((second & 0x3f) << 12);
  return pack(high | ((third & 0x3f) << 6) | (fourth & 0x3f), 4);
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
