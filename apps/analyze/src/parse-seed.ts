import { UsageError } from "@flock-tools/core";

// NumPy takes seeds of any size; more digits than this are a slip of the hand.
const MAX_DIGITS = 40;

/**
 * A seed as NumPy takes it: an integer >= 0.
 *
 * @throws UsageError for anything else
 */
export function parseSeed(text: string): bigint {
  if (/^\d+$/.test(text) && text.length <= MAX_DIGITS) return BigInt(text);
  throw new UsageError(`must be an integer >= 0 of at most ${MAX_DIGITS} digits`, {
    next: "write a seed like 42",
  });
}
