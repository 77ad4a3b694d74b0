import type {
  BlockNumber,
  Coldkey,
  CommitHash,
  Hotkey,
  RepoId,
  Revision,
  Sha256,
  Uid,
} from "@flock-tools/core";

/** Nothing to be done about it here: the miner has not published what can be fetched. */
export type SkipReason =
  | "no-commitment"
  | "invalid-commitment"
  | "undecodable-commitment"
  | "repo-not-found"
  | "gated"
  | "forbidden"
  | "revision-not-found"
  | "file-not-found"
  | "too-large"
  | "unsafe-path";

/** It should have worked. `no-space`: it does not fit on the disk. */
export type FailReason =
  | "rate-limited"
  | "timeout"
  | "network"
  | "server-error"
  | "bad-answer"
  | "integrity"
  | "no-space";

/** A file of a snapshot that was left out. */
export interface LeftOutFile {
  /** At most 256 characters; hostile. */
  readonly path: string;
  readonly reason: LeftOutReason;
}

/** `too-many`: the snapshot has more than 1,000 others. */
export type LeftOutReason = "unsafe-path" | "too-large" | "too-many";

/** What a fetch of one snapshot left in the store. */
export interface FetchedSnapshot {
  /** Files that the miner's view holds: 1 unless whole snapshots are wanted. */
  readonly files: number;
  /** Of `data.jsonl`; 0 if a whole snapshot has none. */
  readonly rows: number;
  /** Of all files. */
  readonly bytes: number;
  /** Of the files that this run brought, once for all miners that point at them; only where it brought any. */
  readonly newBytes?: number;
  /** Of `data.jsonl`. */
  readonly sha256?: Sha256;
  /** Only where whole snapshots are wanted; the first 100. */
  readonly leftOut?: readonly LeftOutFile[];
  /** How many were left out, by reason; reasons that did not occur are not there. */
  readonly leftOutCounts?: Readonly<Partial<Record<LeftOutReason, number>>>;
}

export interface OutcomeBase {
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  readonly coldkey: Coldkey;
  readonly committedAt?: BlockNumber;
  readonly repoId?: RepoId;
  readonly competitionId?: string;
  readonly revision?: Revision;
  readonly commit?: CommitHash;
}

export interface PresentOutcome extends OutcomeBase, FetchedSnapshot {
  readonly status: "downloaded" | "already-there";
}

export interface FailedOutcome extends OutcomeBase {
  readonly status: "failed";
  readonly reason: FailReason;
  /** Whether the same run later may succeed without anybody changing anything. */
  readonly retryable: boolean;
  /** The error's message, one line. */
  readonly detail: string;
  /** Where bytes that were wrong twice are kept for a person to look at: a path in the data folder, with `/`. */
  readonly quarantine?: string;
}

export interface SkippedOutcome extends OutcomeBase {
  readonly status: "skipped";
  readonly reason: SkipReason;
  /** More about the reason, one line; may hold text that a miner wrote. */
  readonly detail?: string;
}

/** What became of one miner. */
export type SyncOutcome = PresentOutcome | FailedOutcome | SkippedOutcome;
