/** A fraction in (0, 1], in its lowest terms; both are integers from 1 to 1,000,000,000. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

const MAX_DECIMALS = 9;
// What String() makes of a finite number >= 0, and what a person writes for one.
const DECIMAL = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The exact fraction that a decimal says: 0.8 and "0.80" are 4/5. A number stands for the shortest decimal that reads
 * back as it, the one that JavaScript prints.
 *
 * @param name what messages call the value
 * @throws {TypeError} if it is neither a number nor a string
 * @throws {RangeError} if it is no decimal, has more than 9 decimals, or is not in (0, 1]
 */
export function parseRatio(value: number | string, name: string): Ratio {
  if (typeof value !== "number" && typeof value !== "string") {
    throw new TypeError(`${name} must be a number or a string: got ${typeof value}`);
  }
  const ratio = toRatio(String(value));
  if (ratio === undefined) {
    const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
    throw new RangeError(
      `${name} must be a decimal > 0 and <= 1 with at most ${MAX_DECIMALS} decimals: got ${shown}`,
    );
  }
  return ratio;
}

/**
 * Whether `part / whole >= ratio`, by integers.
 *
 * @param part an integer >= 0
 * @param whole an integer >= 0; 0 / 0 reaches nothing
 */
export function reachesRatio(part: number, whole: number, ratio: Ratio): boolean {
  if (whole === 0) return false;
  const left = part * ratio.denominator;
  const right = whole * ratio.numerator;
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left >= right;
  return BigInt(part) * BigInt(ratio.denominator) >= BigInt(whole) * BigInt(ratio.numerator);
}

function toRatio(text: string): Ratio | undefined {
  const [, units, fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  if (units === undefined) return undefined;
  const digits = (units + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const decimals = fraction.length - Number(exponent) - (digits.length - significant.length);
  if (significant === "" || decimals > MAX_DECIMALS) return undefined;
  // With more digits than decimals, or a decimal point to the right of the last digit, the value is 1 or more.
  const isOne = significant === "1" && decimals === 0;
  if (!isOne && significant.length > decimals) return undefined;
  const numerator = Number(significant);
  const denominator = 10 ** decimals;
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
