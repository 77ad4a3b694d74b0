import type { FetchProgress } from "@flock-tools/hf";
import type { ActiveDownload, SyncListener, SyncProgress } from "./sync-event.ts";
import type { SyncOutcome } from "./sync-outcome.ts";

/** Keeps the sums of a run and tells the listener. */
export interface ProgressTracker {
  startDownload(about: Omit<ActiveDownload, "id">): DownloadTracker;
  finishMiner(outcome: SyncOutcome): void;
}

export interface DownloadTracker {
  update(progress: FetchProgress): void;
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
      let last = { fresh: 0, size: 0 };
      onEvent({ type: "start", download, progress: sum() });
      return {
        update({ received, resumed, size }) {
          const next = { fresh: received - resumed, size: size ?? received };
          receivedBytes += next.fresh - last.fresh;
          knownBytes += next.size - last.size;
          last = next;
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
