import { type CommandContext, formatCount } from "@flock-tools/cli";
import { EVALUATION_POOL, type JudgementReport } from "@flock-tools/flock";

/** Says what the judgement lacks: a pool, one that is sure, data sets that nobody fetched. */
export function warnOfGaps(
  { output, commandLine }: Pick<CommandContext<object>, "output" | "commandLine">,
  { pool, ruleSet, miners, block }: JudgementReport,
): void {
  const { repoId } = ruleSet.pool;
  if (ruleSet.membership && pool.status === "missing") {
    const isFetched = block !== undefined && repoId === EVALUATION_POOL.repoId;
    const how = isFetched
      ? `run ${commandLine("dl", ["--eval"])}`
      : `give it with --pool, it is ${repoId} at ${ruleSet.pool.revision}`;
    output.warn(`the evaluation pool is not at hand, so nobody can be called eligible: ${how}`);
  }
  if (pool.certainty === "assumed") {
    output.warn(
      "which commit the evaluation pool was at is not known for that block: the one that was seen is taken",
    );
  }
  const unfetched = miners.filter(({ missing }) => missing === "not-fetched").length;
  if (unfetched > 0) {
    output.warn(
      `${formatCount(unfetched)} data sets were never fetched: run ${commandLine("dl")} without a selection`,
    );
  }
}
