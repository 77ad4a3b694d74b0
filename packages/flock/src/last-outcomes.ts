import type { BlockNumber, Hotkey } from "@flock-tools/core";
import { listRunOutcomes, listRuns, type RunOutcome, type Store } from "@flock-tools/store";

// A run without a selection has an outcome for everybody, so looking further back brings hardly anyone.
const RUNS_LOOKED_AT = 20;

/** What the last of the runs at or before `block` that looked at a miner came to, by hotkey. */
export function findLastOutcomes(
  store: Store,
  { block }: { readonly block: BlockNumber },
): ReadonlyMap<Hotkey, RunOutcome> {
  const found = new Map<Hotkey, RunOutcome>();
  // Newest first; the sort is stable, so of two runs at one block the later one comes first.
  const runs = listRuns(store)
    .filter((run) => (run.block ?? Infinity) <= block)
    .toSorted((a, b) => (b.block ?? 0) - (a.block ?? 0));
  for (const { runId } of runs.slice(0, RUNS_LOOKED_AT)) {
    for (const outcome of listRunOutcomes(store, runId)) {
      if (!found.has(outcome.hotkey)) found.set(outcome.hotkey, outcome);
    }
  }
  return found;
}
