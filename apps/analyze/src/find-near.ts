import { type CommandContext, formatCount } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { createNearReport, type NearReport } from "@flock-tools/flock";
import { createNearProgress } from "./near-progress.ts";
import { NEAR_SEARCH_OPTIONS } from "./near-options.ts";
import type { OpenSource } from "./open-source.ts";
import type { DupesOptions } from "./options.ts";

type DupesContext = CommandContext<DupesOptions>;

/** The flags of options that mean nothing without `--near`. */
const NEAR_FLAGS: Readonly<Record<string, string>> = {
  scope: "--scope",
  includeSystem: "--include-system",
  ...Object.fromEntries(
    Object.entries(NEAR_SEARCH_OPTIONS).map(([key, { flags }]) => [key, flags.split(" ")[0] ?? ""]),
  ),
};

/**
 * Refuses options of a search that is not asked for: who writes `--threshold 50` may well mean the rules' threshold of
 * shared rows, and would take what is printed for the answer.
 *
 * @throws UsageError NEAR_NOT_ASKED
 */
export function checkNearOptions({
  options,
  sources,
  rerun,
}: Pick<DupesContext, "options" | "sources" | "rerun">): void {
  if (options.near) return;
  const given = Object.keys(NEAR_FLAGS).find((key) => sources[key] === "flag");
  if (given === undefined) return;
  throw new UsageError(
    `${NEAR_FLAGS[given] ?? given} is about near duplicates, which need --near`,
    {
      code: "NEAR_NOT_ASKED",
      next: `${rerun} --near`,
    },
  );
}

/** Searches as the options say, and tells how far it is. */
export async function findNear(
  context: DupesContext,
  { source, store }: OpenSource,
): Promise<NearReport> {
  const { options, output, signal } = context;
  const { containment, engine, scope, threshold } = options;
  output.status("looking for near duplicates");
  const report = await createNearReport(source, {
    store,
    signal,
    scope,
    engine,
    threshold,
    containment: containment === "off" ? undefined : containment,
    includeSystem: options.includeSystem,
    clustersOnly: options.clustersOnly,
    maxPairs: options.maxPairs,
    maxMemory: options.maxMemory,
    threads: options.threads,
    onProgress: createNearProgress(context),
  });
  output.status(undefined);
  warnOfLimits(context, report);
  return report;
}

/** Says what a result lacks. */
function warnOfLimits(
  { output, options }: Pick<DupesContext, "output" | "options">,
  { truncated, pairs, contained, engine, scope, totals }: NearReport,
): void {
  const how = "a higher --threshold finds fewer, --max-pairs lists more, --clusters-only none";
  if (truncated.pairs && !options.clustersOnly) {
    output.warn(`only ${formatCount(pairs.length)} of the near pairs are listed: ${how}`);
  }
  if (truncated.contained && !options.clustersOnly) {
    output.warn(
      `only ${formatCount(contained.length)} of the contained rows are listed: --max-pairs lists more`,
    );
  }
  if (truncated.links) {
    output.warn(
      "there are so many near pairs that not all were counted: the twins of miners may be more than it says",
    );
  }
  if (engine === "minhash") {
    output.warn("minhash only samples: near pairs may be missing, those that are listed are right");
  }
  if (scope !== "miners" && totals.poolRows === 0) {
    output.warn("the evaluation pool is not at hand, so no row was held against it");
  }
}
