import { type Envelope, formatEnvelope } from "@flock-tools/cli";
import type { SharedRow } from "@flock-tools/flock";
import { type CsvColumn, formatCsv } from "./format-csv.ts";
import { CONTAINED_COLUMNS, columnsOfSide, toText } from "./near-csv-columns.ts";
import type { NearTwin } from "./pair-near.ts";
import type { PairReport } from "./pair-report.ts";
import { writeFiles } from "./report-files.ts";

const SHARED_COLUMNS: readonly CsvColumn<SharedRow>[] = [
  ["rows_of_a", ({ inA }) => inA.join(" ")],
  ["rows_of_b", ({ inB }) => inB.join(" ")],
  ["identical", ({ isIdentical }) => isIdentical],
  ["in_pool", ({ isInPool }) => isInPool],
  ["canonical", ({ canonical }) => canonical],
];

const TWIN_COLUMNS: readonly CsvColumn<NearTwin>[] = [
  ["jaccard", ({ jaccard }) => toText(jaccard)],
  ["percent", ({ percent }) => percent],
  ...columnsOfSide<NearTwin>("a", ({ inA }) => inA),
  ...columnsOfSide<NearTwin>("b", ({ inB }) => inB),
  ["from", ({ from }) => from],
  ["changes", ({ diff }) => diff?.changes],
  ["removed", ({ diff }) => diff && joinParts(diff.parts, "removed")],
  ["added", ({ diff }) => diff && joinParts(diff.parts, "added")],
];

type Parts = NonNullable<NearTwin["diff"]>["parts"];

function joinParts(parts: Parts, kind: "removed" | "added"): string {
  return parts.flatMap((part) => (part.kind === kind ? [part.text] : [])).join(" | ");
}

export interface WritePairFilesOptions {
  readonly folder: string;
  readonly report: PairReport;
  /** What `pair.json` is to hold: the same as `--json` prints. */
  readonly envelope: Envelope;
}

/**
 * Writes `pair.json`, `shared-rows.csv`, `near-twins.csv` and `contained-rows.csv`.
 *
 * @throws FlockError REPORT_NOT_WRITABLE
 */
export async function writePairFiles({
  folder,
  report: { rows, near },
  envelope,
}: WritePairFilesOptions): Promise<void> {
  await writeFiles(folder, {
    "shared-rows.csv": formatCsv(SHARED_COLUMNS, rows),
    "near-twins.csv": formatCsv(TWIN_COLUMNS, near.twins),
    "contained-rows.csv": formatCsv(CONTAINED_COLUMNS, near.contained),
    "pair.json": formatEnvelope(envelope),
  });
}
