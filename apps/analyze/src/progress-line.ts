import type { CommandContext } from "@flock-tools/cli";
import type { Clock } from "@flock-tools/core";

/** The most often a terminal is redrawn, and how often a log gets a line. */
const REDRAW_MS = 100;
const LINE_MS = 10_000;

/** Shows how far a job is, as often as a person can read it: on a terminal in place, elsewhere as a line every 10 seconds. */
export function createProgressLine(
  { output, terminal, options }: Pick<CommandContext<object>, "output" | "terminal" | "options">,
  clock: Clock = Date.now,
): (describe: () => string) => void {
  let shownAt = terminal.canRedraw ? -Infinity : clock();
  return (describe) => {
    const now = clock();
    if (now - shownAt < (terminal.canRedraw ? REDRAW_MS : LINE_MS)) return;
    shownAt = now;
    if (terminal.canRedraw) output.status(describe());
    else if (!options.quiet) terminal.line(describe());
  };
}
