import type { BlockNumber, Netuid } from "@flock-tools/core";
import type { Observation } from "@flock-tools/store";
import type { SourcedMiner } from "../judgement-source.ts";
import { selectMiners } from "../select-miners.ts";
import type { RowSelection } from "./row-selection.ts";

export interface SelectExportMinersOptions {
  readonly netuid: Netuid;
  /** What the miners were read from. */
  readonly observation: Observation;
  readonly miners: readonly SourcedMiner[];
  readonly selection: RowSelection;
  /** Blocks of `since` and `until`, inclusive. */
  readonly range: {
    readonly since: BlockNumber | undefined;
    readonly until: BlockNumber | undefined;
  };
}

export interface SelectedExportMiners {
  /** By rising uid. */
  readonly miners: readonly SourcedMiner[];
  /** What was asked for by name but is not there, e.g. `uid 300` or `competition 7`. */
  readonly unmatched: readonly string[];
}

/**
 * The miners that a selection asks for, those without a data set among them. Pure.
 *
 * @throws UsageError SELECTION_EMPTY as `selectMiners` does
 */
export function selectExportMiners({
  netuid,
  observation,
  miners,
  selection: { uids, hotkeys, coldkeys, competitions },
  range,
}: SelectExportMinersOptions): SelectedExportMiners {
  const { neurons, unmatched } = selectMiners(
    { netuid, ...observation },
    { uids, hotkeys, coldkeys, committedSince: range.since, committedUntil: range.until },
  );
  const chosen = new Set(neurons.map(({ uid }) => uid));
  const known = new Set(miners.map(({ competitionId }) => competitionId));
  const unknown = (competitions ?? []).filter((id) => !known.has(id));
  return {
    miners: miners.filter(
      ({ uid, competitionId }) =>
        chosen.has(uid) &&
        (competitions === undefined ||
          (competitionId !== undefined && competitions.includes(competitionId))),
    ),
    unmatched: [...unmatched, ...unknown.map((id) => `competition ${id}`)],
  };
}
