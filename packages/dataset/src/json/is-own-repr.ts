import { DOT, MINUS, ZERO } from "./characters.ts";

// Decimals of so many digits are told apart by doubles (C, float.h, DBL_DIG), so none has a shorter one beside it.
const SURE_DIGITS = 15;
// No double needs more.
const MOST_DIGITS = 17;
// Digits of a number below 2 ** 30; the rest is below 1e8.
const HEAD_DIGITS = 9;
// From 1e16 on, and below 1e-4, Python writes an exponent.
const MOST_ZEROS = 3;
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
// Veltkamp's constant: it cuts a double into two halves of which products are exact.
const SPLITTER = 2 ** 27 + 1;
// What the sums below may be wrong by is far less; where it matters, the slow way decides.
const DOUBT = 1e-6;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Whether a number without an exponent, `bytes[start, end)`, is just what Python's `repr` writes for the double that is
 * nearest to it. False if that is not so, or is not seen at once. Where it is, nothing needs to be converted: that takes
 * an eighth of the time of converting it twice.
 */
export function isOwnRepr(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let at = first;
  let count = 0;
  let head = 0;
  let tail = 0;
  let point = end;
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === DOT) {
      point = at;
    } else if (count > 0 || byte !== ZERO) {
      if (count < HEAD_DIGITS) head = head * 10 + byte - ZERO;
      else tail = tail * 10 + byte - ZERO;
      count += 1;
      if (count > MOST_DIGITS) return false;
    }
  }
  const places = end - point - 1;
  if (places < 1) return false;
  // What ends with a zero is shorter, but for the one that keeps a whole number a float.
  if (bytes[end - 1] === ZERO && places > 1) return false;
  if (count <= SURE_DIGITS) return count === 0 || places - count <= MOST_ZEROS;
  if (places > 22 || places - count > MOST_ZEROS || point - first > 16) return false;
  return isShortest({ head, tail, tailDigits: count - HEAD_DIGITS, places });
}

interface Decimal {
  /** The first nine digits. */
  readonly head: number;
  readonly tail: number;
  /** 7 or 8. */
  readonly tailDigits: number;
  /** Digits behind the point. */
  readonly places: number;
}

/**
 * All in units of the last digit: whether a decimal of 16 or 17 digits is the one that is nearest to its double, and no
 * shorter one has the same double. Sums and products of doubles are followed together with what their rounding loses
 * (T. J. Dekker, A floating-point technique for extending the available precision, 1971).
 */
function isShortest({ head, tail, tailDigits, places }: Decimal): boolean {
  const scale = POWERS[places] as number;
  const high = head * (POWERS[tailDigits] as number);
  const sum = high + tail;
  const lost = tail - (sum - high);
  let value = sum / scale;
  let rest = sum - value * scale + (lost - lostByProduct(value, scale));
  const nearer = value + rest / scale;
  if (nearer !== value) {
    value = nearer;
    rest = sum - value * scale + (lost - lostByProduct(value, scale));
  }
  double[0] = value;
  const exponent = (words[HIGH] as number) >>> 20;
  // The double below a power of two is nearer than the one above.
  if (((words[HIGH] as number) & 0xf_ffff) === 0 && words[1 - HIGH] === 0) return false;
  words[HIGH] = (exponent - 53) << 20;
  words[1 - HIGH] = 0;
  const halfStep = double[0] * scale - DOUBT;
  const off = Math.abs(rest);
  if (off >= halfStep || off >= 0.5 - DOUBT) return false;
  const overTen = (tail % 10) - rest;
  return Math.min(overTen, 10 - overTen) > halfStep + 2 * DOUBT;
}

/** What `a * b` lacks to the exact product. */
function lostByProduct(a: number, b: number): number {
  const aHigh = highHalf(a);
  const bHigh = highHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - a * b + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

function highHalf(value: number): number {
  const split = SPLITTER * value;
  return split - (split - value);
}
