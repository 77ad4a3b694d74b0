// The characters that Python's `str.strip` takes away (CPython, Objects/unicodectype.c, `_PyUnicode_IsWhitespace`):
// U+0009-000D, 001C-0020, 0085, 00A0, 1680, 2000-200A, 2028, 2029, 202F, 205F, 3000. In UTF-8 each begins with a lead
// byte and is whole, so looking for them in bytes that are not UTF-8 never hides the fault.

/** Where the text of `bytes[start, end)` begins after what `str.lstrip` takes away; `end` if nothing is left. */
export function stripStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (isAsciiSpace(byte)) at += 1;
    else if (byte < 0xc2) break;
    else if (end - at >= 2 && isLatinSpace(bytes, at)) at += 2;
    else if (end - at >= 3 && isWideSpace(bytes, at)) at += 3;
    else break;
  }
  return at;
}

/** Where the text of `bytes[start, end)` ends before what `str.rstrip` takes away; `start` if nothing is left. */
export function stripEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start) {
    const byte = bytes[at - 1] as number;
    if (isAsciiSpace(byte)) at -= 1;
    else if (byte < 0x80) break;
    else if (at - start >= 2 && isLatinSpace(bytes, at - 2)) at -= 2;
    else if (at - start >= 3 && isWideSpace(bytes, at - 3)) at -= 3;
    else break;
  }
  return at;
}

function isAsciiSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || (byte >= 0x1c && byte <= 0x1f);
}

/** U+0085 and U+00A0. */
function isLatinSpace(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xc2 && (bytes[at + 1] === 0x85 || bytes[at + 1] === 0xa0);
}

function isWideSpace(bytes: Uint8Array, at: number): boolean {
  const last = bytes[at + 2] as number;
  switch (((bytes[at] as number) << 8) | (bytes[at + 1] as number)) {
    case 0xe19a:
    case 0xe380:
      return last === 0x80;
    case 0xe280:
      return (last >= 0x80 && last <= 0x8a) || last === 0xa8 || last === 0xa9 || last === 0xaf;
    case 0xe281:
      return last === 0x9f;
    default:
      return false;
  }
}
