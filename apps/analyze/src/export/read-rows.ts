import { type ExportRows, readExportRows } from "@flock-tools/flock";
import { createNearProgress } from "../near-progress.ts";
import { toRowSelection } from "../to-row-selection.ts";
import type { ExportJob } from "./export-context.ts";
import { warnOfPlan } from "./warn-of-plan.ts";
import { createWhereFilter } from "./where-filter.ts";

// Of the search for duplicates; what is read and written takes less than 500 MB more.
const SEARCH_MEMORY = 2 ** 30;
const TRUNCATED =
  "there are more near pairs than can be held: nearest_uid and similarity of some rows may be those of a less similar row, or missing; cluster_id and is_first are complete";

/**
 * The rows that the options ask for.
 *
 * @throws as `readExportRows` does
 */
export async function readRows({ context, store, progress }: ExportJob): Promise<ExportRows> {
  const { options, output, signal } = context;
  const { withDupes } = options;
  const found = await readExportRows(store, {
    selection: toRowSelection(options),
    dupes: withDupes !== undefined && {
      ...(withDupes !== true && { threshold: withDupes }),
      maxMemory: SEARCH_MEMORY,
      onProgress: createNearProgress(context),
      onTruncated: () => output.warn(TRUNCATED),
    },
    filter: createWhereFilter(context),
    onProgress: progress.onRead,
    signal,
  });
  warnOfPlan(context, found.plan);
  return found;
}
