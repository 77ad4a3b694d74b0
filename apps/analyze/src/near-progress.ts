import { type CommandContext, formatCount } from "@flock-tools/cli";
import type { Clock } from "@flock-tools/core";

/** How far a search is; as `findNear` of @flock-tools/neardup tells it. */
interface SearchProgress {
  readonly phase: "read" | "match" | "verify";
  readonly pass: number;
  readonly rows: number;
  readonly totalRows: number | undefined;
  readonly pairs: number;
}

/** The most often a terminal is redrawn, and how often a log gets a line. */
const REDRAW_MS = 100;
const LINE_MS = 10_000;

const PHASES = {
  read: "reading rows",
  match: "comparing rows",
  verify: "checking pairs",
} as const satisfies Record<SearchProgress["phase"], string>;

/** A listener that shows a search's progress: on a terminal in place, elsewhere as a line every 10 seconds. */
export function createNearProgress(
  { output, terminal, options }: Pick<CommandContext<object>, "output" | "terminal" | "options">,
  clock: Clock = Date.now,
): (progress: SearchProgress) => void {
  let shownAt = terminal.canRedraw ? -Infinity : clock();
  return (progress) => {
    const now = clock();
    if (now - shownAt < (terminal.canRedraw ? REDRAW_MS : LINE_MS)) return;
    shownAt = now;
    const line = describeProgress(progress);
    if (terminal.canRedraw) output.status(line);
    else if (!options.quiet) terminal.line(line);
  };
}

function describeProgress({ phase, pass, rows, totalRows, pairs }: SearchProgress): string {
  const of = totalRows === undefined ? "" : ` of ${formatCount(totalRows)}`;
  const again = pass > 1 ? ` (pass ${formatCount(pass)})` : "";
  const found = pairs > 0 ? `, ${formatCount(pairs)} near pairs` : "";
  return `${PHASES[phase]}${again}: ${formatCount(rows)}${of}${found}`;
}
