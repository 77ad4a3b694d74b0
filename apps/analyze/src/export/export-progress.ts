import { formatBytes, formatCount } from "@flock-tools/cli";
import type { Clock } from "@flock-tools/core";
import type { ExportProgress } from "@flock-tools/flock";
import type { WriteProgress } from "@flock-tools/tabular";
import { createProgressLine } from "../progress-line.ts";
import type { ExportContext } from "./export-context.ts";

/** Shows how far an export is. */
export interface ProgressListeners {
  readonly onRead: (progress: ExportProgress) => void;
  readonly onWrite: (progress: WriteProgress) => void;
}

const PHASES = { draw: "drawing rows", read: "reading rows" } as const;

/** Listeners that share a line: of reading, and of writing once all is read, as what is read is written soon after. */
export function createExportProgress(
  context: Pick<ExportContext, "output" | "terminal" | "options">,
  clock: Clock = Date.now,
): ProgressListeners {
  const show = createProgressLine(context, clock);
  let isRead = false;
  return {
    onRead: ({ phase, rows, totalRows, bytes, totalBytes }) => {
      isRead = phase === "read" && rows === totalRows;
      show(
        () =>
          `${PHASES[phase]}: ${formatCount(rows)} of ${formatCount(totalRows)}, ${formatBytes(bytes)} of ${formatBytes(totalBytes)}`,
      );
    },
    onWrite: ({ phase, rows, bytes }) => {
      if (!isRead || phase === "read") return;
      show(() => `writing: ${formatCount(rows)} rows, ${formatBytes(bytes)}`);
    },
  };
}
