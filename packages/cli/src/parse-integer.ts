import { UsageError } from "@flock-tools/core";
import { quoteInput } from "./quote-input.ts";

export interface IntegerBounds {
  /** Inclusive. */
  readonly min: number;
  /** Inclusive. */
  readonly max: number;
}

/**
 * A parser of decimal integers from `min` to `max`.
 *
 * @throws UsageError from the parser, for text that is anything else
 */
export function parseInteger({ min, max }: IntegerBounds): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(`must be an integer from ${min} to ${max}: got ${quoteInput(text)}`);
  };
}
