import { UsageError } from "@flock-tools/core";
import { parseChoice } from "@flock-tools/cli/start";

/** A verdict that a run can be told to fail on. */
export type FailOn = "duplicate" | "invalid";

const parseOne = parseChoice<FailOn>(["duplicate", "invalid"]);

/**
 * Verdicts separated by commas.
 *
 * @throws UsageError that names the one that is unknown
 */
export function parseFailOn(text: string): readonly FailOn[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.every((part) => part === "")) throw new UsageError("must be verdicts: got nothing");
  return [...new Set(parts.map(parseOne))];
}
