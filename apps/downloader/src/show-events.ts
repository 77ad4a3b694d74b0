import { createProgress, formatBytes, formatCount, type Printable, safe } from "@flock-tools/cli";
import {
  type ActiveDownload,
  DATA_FILE,
  type SyncEvent,
  type SyncListener,
  type SyncOutcome,
} from "@flock-tools/flock";
import type { DownloadContext } from "./session.ts";

export interface EventView {
  readonly onEvent: SyncListener;
  /** Erases the progress, and says how many failures were not shown. */
  finish(): void;
  /** Erases the progress alone; safe to call again. */
  stop(): void;
}

// More failures than this say nothing new; the summary counts them, and --verbose and --json have them all.
const MAX_FAILURE_LINES = 20;

/** Shows a run as it goes on: the progress, a line for each failure, and with `--verbose` one for each uid. */
export function showEvents({ options, terminal, output }: DownloadContext): EventView {
  const { verbose, quiet, logFormat } = options;
  const progress = createProgress({
    terminal,
    noun: "miners",
    quiet: quiet || logFormat === "json",
  });
  let failed = 0;
  const showOutcome = (outcome: SyncOutcome): void => {
    const isFailure = outcome.status === "failed";
    if (isFailure) failed += 1;
    if (verbose) terminal.line(formatOutcome(outcome));
    else if (isFailure && failed <= MAX_FAILURE_LINES) output.warn(toText(outcome));
  };
  const onEvent = (event: SyncEvent): void => {
    switch (event.type) {
      case "plan":
        return;
      case "start":
        progress.start(event.download.id, labelOf(event.download));
        break;
      case "progress":
        progress.advance(event.download.id, event);
        break;
      case "end":
        progress.end(event.download.id);
        break;
      case "outcome":
        showOutcome(event.outcome);
        break;
      default:
        event satisfies never;
    }
    const { doneMiners, totalMiners, receivedBytes } = event.progress;
    progress.setTotals({ done: doneMiners, total: totalMiners, failed, bytes: receivedBytes });
  };
  const finish = (): void => {
    progress.stop();
    const hidden = verbose ? 0 : failed - MAX_FAILURE_LINES;
    if (hidden > 0)
      output.warn(`${formatCount(hidden)} more have failed: --verbose shows them all`);
  };
  return { onEvent, finish, stop: () => progress.stop() };
}

function labelOf({ uid, repoId, path }: ActiveDownload): string {
  const whose = uid === undefined ? "evaluation pool" : `uid ${uid}`;
  return `${whose} ${repoId}${path === DATA_FILE ? "" : `/${path}`}`;
}

/** A failure as one line: whose, what and why. */
function toText(outcome: Extract<SyncOutcome, { status: "failed" }>): string {
  const { uid, repoId = "", reason, detail } = outcome;
  return `uid ${uid} ${repoId}: ${reason}: ${detail}`;
}

/** What became of one miner, as one line. */
export function formatOutcome(outcome: SyncOutcome): Printable {
  const whose = safe`uid ${outcome.uid}${outcome.repoId === undefined ? "" : ` ${outcome.repoId}`}`;
  switch (outcome.status) {
    case "downloaded":
    case "already-there": {
      const { status, rows, bytes, files } = outcome;
      const several = files === 1 ? "" : `, ${formatCount(files)} files`;
      return safe`${whose}: ${status}, ${formatCount(rows)} rows, ${formatBytes(bytes)}${several}`;
    }
    case "failed":
    case "skipped": {
      const { status, reason, detail } = outcome;
      return safe`${whose}: ${status}, ${reason}${detail === undefined ? "" : `: ${detail}`}`;
    }
    default:
      return outcome satisfies never;
  }
}
