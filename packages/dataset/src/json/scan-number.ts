import { DOT, LOWER_E, MINUS, NINE, PLUS, ZERO } from "./characters.ts";
import { formatPythonFloat } from "./format-python-float.ts";
import { isOwnRepr } from "./is-own-repr.ts";
import { beginNumber, isDigit, MAX_DIGITS } from "./scan-long-number.ts";
import { fail, pause, type Scan, writeText } from "./scan.ts";

const LITERALS = ["true", "false", "null", "NaN", "Infinity", "-Infinity"].map((literal) =>
  Uint8Array.from(literal, (character) => character.charCodeAt(0)),
);

/** Reads a number or one of the six literals at `scan.at`; `first` is the byte there. */
export function scanScalar(scan: Scan, first: number): boolean {
  if (first >= ZERO && first <= NINE) return scanNumber(scan);
  for (const literal of LITERALS) {
    if (literal[0] === first && isAt(scan, literal)) {
      scan.out.set(literal, scan.size);
      scan.size += literal.length;
      scan.at += literal.length;
      return true;
    }
  }
  if (first === MINUS && skipDigits(scan, scan.at + 1) > scan.at + 1) return scanNumber(scan);
  const isCut = !scan.isLast && scan.end - scan.at < LONGEST_LITERAL;
  return isCut ? pause(scan) : fail(scan, "Expecting value", scan.at);
}

const LONGEST_LITERAL = 9;
// `e+` may be the beginning of an exponent.
const LOOK_AHEAD = 2;

function isAt({ bytes, at, end }: Scan, literal: Uint8Array): boolean {
  return at + literal.length <= end && literal.every((byte, i) => bytes[at + i] === byte);
}

function scanNumber(scan: Scan): boolean {
  const { bytes, at: start } = scan;
  const first = bytes[start] === MINUS ? start + 1 : start;
  const afterDigits = skipDigits(scan, first);
  // A zero that leads stands alone; what follows is somebody else's fault to find.
  const whole = bytes[first] === ZERO ? first + 1 : afterDigits;
  const afterFraction = skipFraction(scan, whole);
  const after = skipExponent(scan, afterFraction);
  if (!scan.isLast && after + LOOK_AHEAD >= scan.end) return beginNumber(scan);
  scan.at = after;
  if (after !== whole) {
    if (after === afterFraction && isOwnRepr(bytes, start, after)) copyNumber(scan, start);
    else writeFloat(scan, start);
    return true;
  }
  if (whole - first > MAX_DIGITS) return fail(scan, "digits", start);
  // Digits verbatim, however many; `-0` is `0`, which Python's integers do not tell apart.
  copyNumber(scan, bytes[first] === ZERO ? first : start);
  return true;
}

function skipDigits({ bytes, end }: Scan, from: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at] as number)) at += 1;
  return at;
}

function skipFraction(scan: Scan, from: number): number {
  if (from >= scan.end || scan.bytes[from] !== DOT) return from;
  const after = skipDigits(scan, from + 1);
  return after === from + 1 ? from : after;
}

function skipExponent(scan: Scan, from: number): number {
  const { bytes, end } = scan;
  if (from >= end || ((bytes[from] as number) | 0x20) !== LOWER_E) return from;
  const sign = from + 1 < end && (bytes[from + 1] === PLUS || bytes[from + 1] === MINUS) ? 1 : 0;
  const digits = from + 1 + sign;
  const after = skipDigits(scan, digits);
  return after === digits ? from : after;
}

function copyNumber(scan: Scan, start: number): void {
  const { bytes, out, at } = scan;
  let size = scan.size;
  for (let i = start; i < at; i += 1) out[size++] = bytes[i] as number;
  scan.size = size;
}

function writeFloat(scan: Scan, start: number): void {
  const { bytes, at } = scan;
  const token = Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString("latin1");
  writeText(scan, formatPythonFloat(Number(token)));
}
