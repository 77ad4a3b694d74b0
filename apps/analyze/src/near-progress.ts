import { type CommandContext, formatCount } from "@flock-tools/cli";
import type { Clock } from "@flock-tools/core";
import { createProgressLine } from "./progress-line.ts";

/** How far a search is; as `findNear` of @flock-tools/neardup tells it. */
interface SearchProgress {
  readonly phase: "read" | "match" | "verify";
  readonly pass: number;
  readonly rows: number;
  readonly totalRows: number | undefined;
  readonly pairs: number;
}

const PHASES = {
  read: "reading rows",
  match: "comparing rows",
  verify: "checking pairs",
} as const satisfies Record<SearchProgress["phase"], string>;

/** A listener that shows a search's progress: on a terminal in place, elsewhere as a line every 10 seconds. */
export function createNearProgress(
  context: Pick<CommandContext<object>, "output" | "terminal" | "options">,
  clock: Clock = Date.now,
): (progress: SearchProgress) => void {
  const show = createProgressLine(context, clock);
  return (progress) => show(() => describeProgress(progress));
}

function describeProgress({ phase, pass, rows, totalRows, pairs }: SearchProgress): string {
  const of = totalRows === undefined ? "" : ` of ${formatCount(totalRows)}`;
  const again = pass > 1 ? ` (pass ${formatCount(pass)})` : "";
  const found = pairs > 0 ? `, ${formatCount(pairs)} near pairs` : "";
  return `${PHASES[phase]}${again}: ${formatCount(rows)}${of}${found}`;
}
