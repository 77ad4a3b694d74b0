import { formatCount, padWidth, safe, type SafeText } from "@flock-tools/cli";
import type { Replay, ReplayGroup, ReplayOutcome } from "@flock-tools/flock";
import { type FormatOptions, limitRows } from "./limit-rows.ts";

const OUTCOMES: Readonly<Record<ReplayOutcome["outcome"], string>> = {
  lost: "lost",
  trained: "trained",
  passed: "passed",
  "never-drawn": "never drawn",
};

/** One replayed day: what became of the miners, and which pairs were met when. */
export function formatReplay(
  { miners, steps }: Replay,
  { most }: Pick<FormatOptions, "most">,
): SafeText[] {
  const counts = (Object.keys(OUTCOMES) as ReplayOutcome["outcome"][]).map((outcome) => {
    const count = miners.filter((miner) => miner.outcome === outcome).length;
    return safe`  ${padWidth(OUTCOMES[outcome], 12)}${padWidth(formatCount(count), 5, "right")}`;
  });
  const { shown, rest } = limitRows(listMeetings({ steps }), { most, noun: "pairs" });
  return [...counts, ...shown.map(formatMeeting), ...rest];
}

/** A pair, when it was met first, and how often. */
interface Meeting {
  readonly step: number;
  readonly group: ReplayGroup;
  times: number;
}

function listMeetings({ steps }: Pick<Replay, "steps">): Meeting[] {
  const found = new Map<string, Meeting>();
  for (const { step, groups } of steps) {
    for (const group of groups) {
      const name = group.uids.toSorted((a, b) => a - b).join("-");
      const known = found.get(name);
      if (known === undefined) found.set(name, { step, group, times: 1 });
      else known.times += 1;
    }
  }
  return [...found.values()];
}

function formatMeeting({ step, group: { uids, shared, survivor }, times }: Meeting): SafeText {
  const [i, j] = uids;
  const again = times > 1 ? ` (met ${times} times)` : "";
  const at = padWidth(formatCount(step), 4, "right");
  return safe`  step ${at}  ${i} meets ${j}: ${shared} rows shared, ${survivor === i ? j : i} loses${again}`;
}
