import { isUtf8 } from "node:buffer";
import { BACKSLASH, LOWER_U, QUOTE } from "./characters.ts";
import { fail, type Fault, pause, type Scan } from "./scan.ts";

// 1 for the bytes that stand for themselves in both the text and the output: 0x20-0x7E without `"` and `\`.
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

// What follows a backslash -> the character it stands for; 0 if nothing.
const ESCAPED = createTable('"\\/bfnrt', '"\\/\b\f\n\r\t');
// A character -> what follows its backslash in the output; 0 if it has no short form.
const SHORT = createTable('"\\\b\f\n\r\t', '"\\bfnrt');

const HEX_DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/**
 * Reads the string whose opening quote is at `scan.at` and writes it as `json.dumps` does: everything outside
 * 0x20-0x7E as lower-case `\uXXXX`, with the short escapes for `"`, `\`, BS, FF, LF, CR and TAB.
 */
export function scanString(scan: Scan): boolean {
  scan.openAt = scan.at;
  scan.stringStart = scan.size;
  scan.out[scan.size++] = QUOTE;
  scan.at += 1;
  return scanCharacters(scan);
}

/** Reads what is left of a string from `scan.at` on. */
export function scanCharacters(scan: Scan): boolean {
  const { bytes, end, out } = scan;
  let at = scan.at;
  let size = scan.size;
  while (at < end) {
    const byte = bytes[at] as number;
    if (PLAIN[byte] === 1) {
      out[size++] = byte;
      at += 1;
    } else if (byte === QUOTE) {
      out[size] = QUOTE;
      scan.size = size + 1;
      scan.at = at + 1;
      return true;
    } else {
      scan.at = at;
      scan.size = size;
      if (!scanSpecial(scan, byte)) return false;
      at = scan.at;
      size = scan.size;
    }
  }
  scan.at = at;
  scan.size = size;
  return failAtEnd(scan, "Unterminated string starting at", scan.openAt);
}

/** Leaps over characters of a string that nobody wants to have written, as far as that is simple. */
export function skipCharacters(scan: Scan): void {
  const { bytes, end } = scan;
  let at = scan.at;
  while (at < end && PLAIN[bytes[at] as number] === 1) at += 1;
  scan.at = at;
}

/** Fails if the text ends here, else waits for more of the string. */
function failAtEnd(scan: Scan, fault: Fault, at: number): false {
  if (scan.isLast) return fail(scan, fault, at);
  scan.pending = "string";
  return pause(scan);
}

function scanSpecial(scan: Scan, byte: number): boolean {
  if (byte === BACKSLASH) return scanEscape(scan);
  if (byte < 0x20) return fail(scan, "Invalid control character at", scan.at);
  if (byte === 0x7f) {
    scan.at += 1;
    writeUnit(scan, byte);
    return true;
  }
  return scanMultiByte(scan, byte);
}

function scanEscape(scan: Scan): boolean {
  const at = scan.at + 1;
  if (at === scan.end) return failAtEnd(scan, "Unterminated string starting at", scan.openAt);
  const kind = scan.bytes[at] as number;
  if (kind === LOWER_U) return scanUnicodeEscape(scan, at);
  const character = ESCAPED[kind] as number;
  if (character === 0) return fail(scan, "Invalid \\escape", at - 1);
  scan.at = at + 1;
  writeCharacter(scan, character);
  return true;
}

/** A surrogate pair needs no joining: escaped one by one, its halves are what the joined character is written as. */
function scanUnicodeEscape(scan: Scan, at: number): boolean {
  const { bytes, end } = scan;
  // CPython wants a character after the digits, so a text that ends with them fails here (Modules/_json.c).
  if (at + 5 >= end) return failAtEnd(scan, "Invalid \\uXXXX escape", at);
  let unit = 0;
  for (let i = at + 1; i <= at + 4; i += 1) {
    const digit = hexValue(bytes[i] as number);
    if (digit === -1) return fail(scan, "Invalid \\uXXXX escape", at);
    unit = (unit << 4) | digit;
  }
  scan.at = at + 5;
  writeCharacter(scan, unit);
  return true;
}

function scanMultiByte(scan: Scan, lead: number): boolean {
  if (!scan.isUtf8) {
    // Asked once a text and only where a byte above 0x7F is met: most lines have none.
    if (!isUtf8(scan.bytes.subarray(scan.at, scan.end))) return fail(scan, "utf-8", scan.at);
    scan.isUtf8 = true;
  }
  const { bytes, at } = scan;
  const second = (bytes[at + 1] as number) & 0x3f;
  if (lead < 0xe0) {
    scan.at = at + 2;
    writeUnit(scan, ((lead & 0x1f) << 6) | second);
    return true;
  }
  const third = (bytes[at + 2] as number) & 0x3f;
  if (lead < 0xf0) {
    scan.at = at + 3;
    writeUnit(scan, ((lead & 0x0f) << 12) | (second << 6) | third);
    return true;
  }
  const fourth = (bytes[at + 3] as number) & 0x3f;
  const point = ((lead & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
  scan.at = at + 4;
  writeUnit(scan, 0xd800 + ((point - 0x10000) >> 10));
  writeUnit(scan, 0xdc00 + ((point - 0x10000) & 0x3ff));
  return true;
}

function writeCharacter(scan: Scan, unit: number): void {
  const short = unit < 0x80 ? (SHORT[unit] as number) : 0;
  if (short !== 0) {
    scan.out[scan.size] = BACKSLASH;
    scan.out[scan.size + 1] = short;
    scan.size += 2;
  } else if (unit >= 0x20 && unit < 0x7f) {
    scan.out[scan.size] = unit;
    scan.size += 1;
  } else {
    writeUnit(scan, unit);
  }
}

function writeUnit(scan: Scan, unit: number): void {
  const { out, size } = scan;
  out[size] = BACKSLASH;
  out[size + 1] = LOWER_U;
  out[size + 2] = HEX_DIGITS[unit >> 12] as number;
  out[size + 3] = HEX_DIGITS[(unit >> 8) & 0xf] as number;
  out[size + 4] = HEX_DIGITS[(unit >> 4) & 0xf] as number;
  out[size + 5] = HEX_DIGITS[unit & 0xf] as number;
  scan.size = size + 6;
}

/** 0 to 15, or -1 if `byte` is not a hexadecimal digit. */
export function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The character that a backslash and `kind` stand for, 0 if none. */
export function unescape(kind: number): number {
  return ESCAPED[kind] as number;
}

function createTable(from: string, to: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < from.length; i += 1) table[from.charCodeAt(i)] = to.charCodeAt(i);
  return table;
}
