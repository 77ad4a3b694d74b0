import { UsageError } from "@flock-tools/core";
import { quoteInput } from "./quote-input.ts";

/**
 * A parser that takes one of `choices` as it is written.
 *
 * @throws UsageError from the parser, with the list of choices
 */
export function parseChoice<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new UsageError(`must be one of ${choices.join(", ")}: got ${quoteInput(text)}`);
  };
}
