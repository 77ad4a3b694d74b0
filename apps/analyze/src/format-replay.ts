import { formatCount, padWidth, safe, type SafeText } from "@flock-tools/cli";
import type { Replay, ReplayOutcome } from "@flock-tools/flock";
import { limitRows } from "./limit-rows.ts";

const OUTCOMES: Readonly<Record<ReplayOutcome["outcome"], string>> = {
  lost: "lost",
  trained: "trained",
  passed: "passed",
  "never-drawn": "never drawn",
};

/** One replayed day: what became of the miners, and which pairs were met. */
export function formatReplay({ miners, steps }: Replay): SafeText[] {
  const counts = (Object.keys(OUTCOMES) as ReplayOutcome["outcome"][]).map((outcome) => {
    const count = miners.filter((miner) => miner.outcome === outcome).length;
    return safe`  ${padWidth(OUTCOMES[outcome], 12)}${padWidth(formatCount(count), 5, "right")}`;
  });
  const met = steps.flatMap(({ step, groups }) => groups.map((group) => ({ step, group })));
  const { shown, rest } = limitRows(met, "meetings");
  const lines = shown.map(({ step, group: { uids, shared, survivor } }) => {
    const [i, j] = uids;
    const loser = survivor === i ? j : i;
    return safe`  step ${padWidth(formatCount(step), 4, "right")}  ${i} meets ${j}: ${shared} rows shared, ${loser} loses`;
  });
  return [...counts, ...lines, ...rest];
}
