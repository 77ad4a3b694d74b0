import { type Envelope, formatEnvelope } from "@flock-tools/cli";
import type { TextClusters } from "./near-files-clusters.ts";
import { formatClustersCsv, formatContainedCsv, formatPairsCsv } from "./near-files-csv.ts";
import type { Excerpts } from "./near-files-excerpts.ts";
import type { NearFile } from "./near-files-input.ts";
import type { NearFilesReport } from "./near-files-report.ts";
import type { NearLayout } from "./near-files-source.ts";
import { writeFiles } from "./report-files.ts";

export interface WriteNearFilesOptions {
  readonly folder: string;
  readonly report: NearFilesReport;
  /** What `near.json` is to hold: the same as `--json` prints. */
  readonly envelope: Envelope;
  readonly files: readonly NearFile[];
  readonly textOf: Excerpts;
  readonly groups: TextClusters;
  readonly layout: NearLayout;
  readonly firstOf: Uint32Array;
}

/**
 * Writes `near.json`, `clusters.csv` and, if they were asked for, `pairs.csv` and `contained.csv`, each in one piece.
 *
 * @throws FlockError REPORT_NOT_WRITABLE
 */
export async function writeNearFiles(options: WriteNearFilesOptions): Promise<void> {
  const { folder, report, envelope, groups } = options;
  const { pairs, contained, clustersOnly, containment } = report;
  await writeFiles(folder, {
    "pairs.csv": clustersOnly ? undefined : formatPairsCsv(pairs, options),
    "contained.csv": containment === undefined ? undefined : formatContainedCsv(contained, options),
    "clusters.csv": formatClustersCsv(groups, options),
    "near.json": formatEnvelope(envelope),
  });
}
