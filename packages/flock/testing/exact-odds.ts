/** n over k. */
export function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let index = 1n; index <= BigInt(Math.min(k, n - k)); index += 1n) {
    result = (result * (BigInt(n) - index + 1n)) / index;
  }
  return result;
}

/** Decimal logarithm of a fraction of whole numbers of any size. */
export function fractionLog10([top, bottom]: readonly [bigint, bigint]): number {
  const shift = bottom.toString().length - top.toString().length + 25;
  const scaled = shift > 0 ? (top * 10n ** BigInt(shift)) / bottom : top / bottom;
  const digits = scaled.toString();
  return Math.log10(Number(`0.${digits}`)) + digits.length - Math.max(shift, 0);
}

/** A fraction of whole numbers of any size as the number next to it, more or less. */
export function toNumber([top, bottom]: readonly [bigint, bigint]): number {
  const shift = Math.max(0, bottom.toString().length - top.toString().length + 25);
  const digits = ((top * 10n ** BigInt(shift)) / bottom).toString();
  return Number(`0.${digits}e${digits.length - shift}`);
}
