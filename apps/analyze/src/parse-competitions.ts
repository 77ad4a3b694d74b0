import { UsageError } from "@flock-tools/core";

/**
 * Competition ids as miners commit them, separated by commas, each once and in the order given.
 *
 * @throws UsageError if one of them is empty
 */
export function parseCompetitions(text: string): readonly string[] {
  const ids = text.split(",").map((id) => id.trim());
  if (!ids.includes("")) return [...new Set(ids)];
  throw new UsageError("must be competition ids, separated by commas: one of them is empty", {
    next: `write ids like 1,2, or --where "competition_id = ''"`,
  });
}
