import type { CommitHash, RepoId, Uid } from "@flock-tools/core";
import type { SyncPlan } from "./plan-sync.ts";
import type { SyncOutcome } from "./sync-outcome.ts";

/** One file on its way. */
export interface ActiveDownload {
  /** 0, 1, 2, ... in order of start; unique within a run. */
  readonly id: number;
  /** The miner it was started for, others may point at the same file; `undefined` for the evaluation pool. */
  readonly uid: Uid | undefined;
  readonly repoId: RepoId;
  readonly commit: CommitHash;
  /** Within the repository; hostile. */
  readonly path: string;
}

/** The run as a whole. */
export interface SyncProgress {
  /** Miners that have their outcome, and all that are planned. */
  readonly doneMiners: number;
  readonly totalMiners: number;
  /** Bytes of files that came in, those that an earlier run had left not among them. */
  readonly receivedBytes: number;
  /** Bytes of files whose size is known so far; it grows as downloads start. */
  readonly knownBytes: number;
}

/**
 * What a run tells while it goes on: `plan` once, then for each file `start`, any number of `progress`, and `end`
 * (whether it worked or not), and `outcome` once for each miner.
 */
export type SyncEvent =
  | { readonly type: "plan"; readonly plan: SyncPlan }
  | { readonly type: "start"; readonly download: ActiveDownload; readonly progress: SyncProgress }
  | {
      readonly type: "progress";
      readonly download: ActiveDownload;
      readonly received: number;
      readonly size: number | undefined;
      readonly progress: SyncProgress;
    }
  | { readonly type: "end"; readonly download: ActiveDownload; readonly progress: SyncProgress }
  | { readonly type: "outcome"; readonly outcome: SyncOutcome; readonly progress: SyncProgress };

/** Called synchronously; what it throws ends the run. */
export type SyncListener = (event: SyncEvent) => void;
