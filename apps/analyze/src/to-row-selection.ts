import type { RowSelection } from "@flock-tools/flock";
import type { SelectionOptions } from "./selection-options.ts";

/** The selection that the options ask for, `--where` apart. */
export function toRowSelection(options: SelectionOptions): RowSelection {
  const { uids, hotkey, coldkey, competition, since, until, minTurns, minChars } = options;
  const { maxChars, only, sample, seed, limit } = options;
  return {
    uids,
    hotkeys: hotkey,
    coldkeys: coldkey,
    competitions: competition,
    since,
    until,
    minTurns,
    minChars,
    maxChars,
    only,
    sample,
    seed,
    limit,
  };
}
