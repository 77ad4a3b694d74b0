import { type ExportRows, readExportRows } from "@flock-tools/flock";
import { createNearProgress } from "../near-progress.ts";
import { toRowSelection } from "../to-row-selection.ts";
import type { ExportJob } from "./export-context.ts";
import { warnOfPlan } from "./warn-of-plan.ts";
import { createWhereFilter } from "./where-filter.ts";

/**
 * The rows that the options ask for.
 *
 * @throws as `readExportRows` does
 */
export async function readRows({ context, store, progress }: ExportJob): Promise<ExportRows> {
  const { options, signal } = context;
  const { withDupes } = options;
  const found = await readExportRows(store, {
    selection: toRowSelection(options),
    dupes: withDupes !== undefined && {
      ...(withDupes !== true && { threshold: withDupes }),
      onProgress: createNearProgress(context),
    },
    filter: createWhereFilter(context),
    onProgress: progress.onRead,
    signal,
  });
  warnOfPlan(context, found.plan);
  return found;
}
