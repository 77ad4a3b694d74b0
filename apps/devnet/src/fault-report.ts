import { formatCount, type Output, type Terminal } from "@flock-tools/cli";
import type { FaultPlan } from "@flock-tools/devnet";

/** How often a terminal shows the counts. */
const REDRAW_MS = 1000;
/** How often a log gets a line, if there is something new. */
const LINE_MS = 10_000;

type Injected = FaultPlan["injected"];

export interface WatchFaultsOptions {
  readonly plan: Pick<FaultPlan, "injected">;
  readonly output: Pick<Output, "note" | "status">;
  readonly terminal: Pick<Terminal, "canRedraw">;
  /** Calls back every `ms` milliseconds until the function that it returns is called; `setInterval` unless told. */
  readonly every?: (ms: number, callback: () => void) => () => void;
}

/** Shows how many faults there were so far: on the last line of a terminal, elsewhere as lines. Returns what ends it. */
export function watchFaults({
  plan,
  output,
  terminal,
  every = everyInterval,
}: WatchFaultsOptions): () => void {
  let shown = 0;
  const show = (): void => {
    const total = countFaults(plan.injected);
    if (total === shown) return;
    shown = total;
    const line = `faults so far: ${describeFaults(plan.injected)}`;
    if (terminal.canRedraw) output.status(line);
    else output.note(line);
  };
  const stop = every(terminal.canRedraw ? REDRAW_MS : LINE_MS, show);
  return () => {
    stop();
    output.status(undefined);
  };
}

/** The last word on the faults of a plan. */
export function summariseFaults({ seed, injected }: Pick<FaultPlan, "seed" | "injected">): string {
  return `faults injected with seed ${seed}: ${describeFaults(injected)}`;
}

/** `12 (hub:503 8, hub:drop 4)`, the most frequent first. */
function describeFaults(injected: Injected): string {
  const total = countFaults(injected);
  if (total === 0) return "none";
  const kinds = Object.entries(injected)
    .toSorted(([left, many], [right, more]) => more - many || left.localeCompare(right))
    .map(([name, count]) => `${name} ${formatCount(count)}`);
  return `${formatCount(total)} (${kinds.join(", ")})`;
}

function countFaults(injected: Injected): number {
  return Object.values(injected).reduce((sum, count) => sum + count, 0);
}

function everyInterval(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
}
