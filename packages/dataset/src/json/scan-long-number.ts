import { DOT, LOWER_E, MINUS, NINE, PLUS, ZERO } from "./characters.ts";
import { formatPythonFloat } from "./format-python-float.ts";
import { fail, type LongNumber, pause, type Scan, writeText } from "./scan.ts";

/** CPython refuses to convert longer integers, in both directions (sys.int_info.default_max_str_digits). */
export const MAX_DIGITS = 4_300;

/** And longer floats, before and behind the point together (CPython, Python/dtoa.c, `MAX_DIGITS`). */
export const MAX_FLOAT_DIGITS = 1_000_000_000;

// No double needs more than 767 digits, and whether any follows, to be told from its neighbours.
const KEPT_DIGITS = MAX_DIGITS;
// Beyond what the most digits can make up for.
const MAX_EXPONENT = 1e12;
const EXPONENT_LENGTH = 3;

/** Reads a number of which not all bytes may have come; `scan.at` is where it begins. */
export function beginNumber(scan: Scan): boolean {
  const isNegative = scan.bytes[scan.at] === MINUS;
  const number: LongNumber = {
    isNegative,
    part: "integer",
    digits: new Uint8Array(KEPT_DIGITS),
    significant: 0,
    isInexact: false,
    integerDigits: 0,
    fractionDigits: 0,
    isExponentNegative: false,
    exponent: 0,
  };
  scan.openAt = scan.at;
  if (isNegative) scan.at += 1;
  return continueNumber(scan, number);
}

/** Reads what is left of a number from `scan.at` on. */
export function continueNumber(scan: Scan, number: LongNumber): boolean {
  for (;;) {
    takeDigits(scan, number);
    const sign = takePartMark(scan, number);
    if (sign === "cut") {
      scan.pending = "number";
      if (scan.long !== undefined) scan.long.number = number;
      return pause(scan);
    }
    if (sign === "end") return writeNumber(scan, number);
  }
}

function takeDigits(scan: Scan, number: LongNumber): void {
  const { bytes, end } = scan;
  let at = scan.at;
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (!isDigit(byte) || isZeroAlone(number)) break;
    if (number.part === "exponent") {
      number.exponent = Math.min(number.exponent * 10 + byte - ZERO, MAX_EXPONENT);
    } else {
      addDigit(number, byte);
    }
  }
  scan.at = at;
}

/** Nothing can follow a zero that leads. */
function isZeroAlone({ part, integerDigits, significant }: LongNumber): boolean {
  return part === "integer" && integerDigits === 1 && significant === 0;
}

function addDigit(number: LongNumber, byte: number): void {
  if (number.part === "integer") number.integerDigits += 1;
  else number.fractionDigits += 1;
  if (byte === ZERO && number.significant === 0) return;
  if (number.significant < KEPT_DIGITS) number.digits[number.significant] = byte;
  else if (byte !== ZERO) number.isInexact = true;
  number.significant += 1;
}

/** Takes a point or an `e` if digits follow; whether the number goes on so, ends before it, or that is yet to be seen. */
function takePartMark(scan: Scan, number: LongNumber): "next" | "end" | "cut" {
  const { bytes, at, end, isLast } = scan;
  const left = end - at;
  if (left === 0) return isLast ? "end" : "cut";
  const byte = bytes[at] as number;
  const isPoint = byte === DOT && number.part === "integer";
  if (!isPoint && ((byte | 0x20) !== LOWER_E || number.part === "exponent")) return "end";
  if (!isLast && left < EXPONENT_LENGTH) return "cut";
  const hasSign = !isPoint && left > 1 && (bytes[at + 1] === PLUS || bytes[at + 1] === MINUS);
  const digits = at + (hasSign ? 2 : 1);
  if (digits >= end || !isDigit(bytes[digits] as number)) return "end";
  number.part = isPoint ? "fraction" : "exponent";
  number.isExponentNegative = hasSign && bytes[at + 1] === MINUS;
  scan.at = digits;
  return "next";
}

function writeNumber(scan: Scan, number: LongNumber): boolean {
  const { part, significant, integerDigits, fractionDigits, isNegative } = number;
  if (part === "integer") {
    if (integerDigits > MAX_DIGITS) return fail(scan, "digits", scan.openAt);
    const isZero = significant === 0;
    writeText(scan, isZero ? "0" : (isNegative ? "-" : "") + digitsOf(number));
    return true;
  }
  if (significant > MAX_FLOAT_DIGITS || fractionDigits > MAX_FLOAT_DIGITS) {
    return fail(scan, "float digits", scan.openAt);
  }
  writeText(scan, formatPythonFloat(toDouble(number)));
  return true;
}

function toDouble(number: LongNumber): number {
  const { isNegative, significant, isInexact, fractionDigits, exponent } = number;
  const left = Math.max(0, significant - KEPT_DIGITS);
  const scale = left - fractionDigits + (number.isExponentNegative ? -exponent : exponent);
  // One more digit says that the number is a little more than those that were kept.
  const digits = isInexact ? `${digitsOf(number)}1` : digitsOf(number);
  return Number(`${isNegative ? "-" : ""}${digits || "0"}e${isInexact ? scale - 1 : scale}`);
}

function digitsOf({ digits, significant }: LongNumber): string {
  return Buffer.from(digits.subarray(0, significant)).toString("latin1");
}

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
