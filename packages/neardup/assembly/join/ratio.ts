// Shares are compared as integers: a ratio is numerator / denominator, both at most 1e9, so that
// its product with the size of a set (less than 2^31) fits 63 bits.

/** The least integer >= size * numerator / denominator. */
@inline
export function shareOf(size: u64, numerator: u64, denominator: u64): u32 {
  return <u32>((size * numerator + denominator - 1) / denominator);
}

/** How many elements two sets of sizeA and sizeB must share for their Jaccard similarity to reach the ratio. */
@inline
export function pairShare(sizeA: u32, sizeB: u32, numerator: u64, denominator: u64): u32 {
  // shared / (a + b - shared) >= p / q  <=>  shared >= p (a + b) / (p + q)
  return shareOf(<u64>sizeA + <u64>sizeB, numerator, numerator + denominator);
}

/**
 * How many of the first elements of a set of `size`, in the order that all sets are sorted by, must be looked at:
 * another set that has none of them shares less than the ratio of this set.
 */
@inline
export function prefixSize(size: u32, numerator: u64, denominator: u64): u32 {
  return size - shareOf(size, numerator, denominator) + 1;
}
