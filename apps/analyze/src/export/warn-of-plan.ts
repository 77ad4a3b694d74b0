import { formatCount } from "@flock-tools/cli";
import type { ExportPlan } from "@flock-tools/flock";
import type { ExportContext } from "./export-context.ts";

/** Says what a person would not expect of the rows to come. */
export function warnOfPlan(
  { output, commandLine, options }: Pick<ExportContext, "output" | "commandLine" | "options">,
  { unmatched, range, leftOut, miners }: ExportPlan,
): void {
  if (unmatched.length > 0) {
    output.warn(`not registered at this block: ${unmatched.join(", ")}`);
  }
  if (range.isEstimated) {
    const from = range.since === undefined ? "" : ` from block ${formatCount(range.since)} on`;
    const to = range.until === undefined ? "" : ` up to block ${formatCount(range.until)}`;
    output.warn(
      `the store has not seen the blocks of that time: commitments${from}${to} are taken, which may be some blocks off`,
    );
  }
  if (leftOut.some(({ verdict }) => verdict === "pool-missing")) {
    output.warn(
      `the evaluation pool is not at hand, so nobody can be called eligible: run ${commandLine("dl", ["--eval"])}`,
    );
  }
  const unfetched = leftOut.filter(({ reason }) => reason === "not-fetched").length;
  if (unfetched > 0) {
    output.warn(
      `${formatCount(unfetched)} data sets were never fetched: run ${commandLine("dl")} without a selection`,
    );
  }
  const unread = miners.filter(({ status }) => status !== "valid").length;
  if (unread > 0 && options.verbose) {
    output.warn(
      `${formatCount(unread)} files have rows that some Python cannot read: valid says which`,
    );
  }
}
