import { formatCount, safe, type SafeText } from "@flock-tools/cli";
import type { ExportPlan, LeftOutMiner } from "@flock-tools/flock";

/** Which subnet at which block, in one line. */
export function formatBlock({ netuid, block }: Pick<ExportPlan, "netuid" | "block">): SafeText {
  const time = new Date(block.timestamp).toISOString().slice(0, 16).replace("T", " ");
  return safe`netuid ${netuid}, block ${formatCount(block.number)} (${time} UTC)`;
}

/** Who is not read, by reason, the most frequent first; nothing if nobody is. */
export function formatLeftOut({
  leftOut,
}: {
  readonly leftOut: readonly Pick<LeftOutMiner, "reason">[];
}): SafeText[] {
  if (leftOut.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { reason } of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts]
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([reason, count]) => `${formatCount(count)} ${reason}`);
  return [safe`  left out  ${formatCount(leftOut.length)} miners: ${reasons.join(", ")}`];
}
