import { formatBytes, formatCount } from "@flock-tools/cli";
import type { ExportProgress } from "@flock-tools/flock";
import type { WriteProgress } from "@flock-tools/tabular";
import { createProgressLine } from "../progress-line.ts";
import type { ExportContext } from "./export-context.ts";

const PHASES = { draw: "drawing rows", read: "reading rows" } as const;

/** Shows how far reading is. */
export function createReadingProgress(context: ExportContext): (progress: ExportProgress) => void {
  const show = createProgressLine(context);
  return ({ phase, rows, totalRows, bytes, totalBytes }) =>
    show(
      () =>
        `${PHASES[phase]}: ${formatCount(rows)} of ${formatCount(totalRows)}, ${formatBytes(bytes)} of ${formatBytes(totalBytes)}`,
    );
}

/** Shows how far writing is, once reading does not: what is read is written soon after. */
export function createWritingProgress(context: ExportContext): (progress: WriteProgress) => void {
  const show = createProgressLine(context);
  return ({ phase, rows, bytes }) => {
    if (phase === "read") return;
    show(() => `writing: ${formatCount(rows)} rows, ${formatBytes(bytes)}`);
  };
}
