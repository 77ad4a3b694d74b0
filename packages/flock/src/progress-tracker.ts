import type { ActiveDownload, SyncListener, SyncProgress } from "./sync-event.ts";
import type { SyncOutcome } from "./sync-outcome.ts";

/** Keeps the sums of a run and tells the listener. */
export interface ProgressTracker {
  startDownload(about: Omit<ActiveDownload, "id">): DownloadTracker;
  finishMiner(outcome: SyncOutcome): void;
}

export interface DownloadTracker {
  /** `received` counts from the start of the file. */
  update(received: number, size: number | undefined): void;
  end(): void;
}

export function createProgressTracker(
  totalMiners: number,
  onEvent: SyncListener = () => {},
): ProgressTracker {
  let nextId = 0;
  let doneMiners = 0;
  let receivedBytes = 0;
  let knownBytes = 0;
  const sum = (): SyncProgress => ({ doneMiners, totalMiners, receivedBytes, knownBytes });

  return {
    startDownload(about) {
      const download = { id: nextId, ...about };
      nextId += 1;
      let last = { received: 0, size: 0 };
      onEvent({ type: "start", download, progress: sum() });
      return {
        update(received, size) {
          receivedBytes += received - last.received;
          knownBytes += (size ?? received) - last.size;
          last = { received, size: size ?? received };
          onEvent({ type: "progress", download, received, size, progress: sum() });
        },
        end() {
          onEvent({ type: "end", download, progress: sum() });
        },
      };
    },
    finishMiner(outcome) {
      doneMiners += 1;
      onEvent({ type: "outcome", outcome, progress: sum() });
    },
  };
}
