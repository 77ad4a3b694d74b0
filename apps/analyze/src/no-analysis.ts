import type { CommandContext } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { shortenText } from "./shorten-text.ts";

/**
 * `pnpm analyze` without the name of an analysis, or with one that there is not.
 *
 * @throws UsageError always
 */
export function refuseAnalysis({ words: [name], commandLine }: CommandContext<object>): never {
  const given = name === undefined ? "got nothing" : `got ${shortenText(name, 40)}`;
  throw new UsageError(`say what to analyze, dupes, near, pair, row or sql: ${given}`, {
    next: commandLine("analyze", [name === undefined ? "dupes" : "--help"]),
  });
}
