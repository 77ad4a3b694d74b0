import type { SyncOutcome, SyncReport, SyncTotals } from "@flock-tools/flock";

export interface ReportParts {
  readonly totals?: Partial<SyncTotals>;
  readonly miners?: readonly SyncOutcome[];
  readonly evaluationPool?: SyncReport["evaluationPool"];
}

/** A report of a run in which nothing happened, with `parts` in their places. */
export function createReport({ totals, miners = [], evaluationPool }: ReportParts): SyncReport {
  return {
    schema: 1,
    netuid: 96,
    block: { number: 7_000_000, hash: `0x${"11".repeat(32)}`, timestamp: 1_773_151_200_000 },
    totals: {
      total: 0,
      downloaded: 0,
      alreadyThere: 0,
      failed: {},
      skipped: {},
      stale: 0,
      rows: 0,
      bytes: 0,
      downloadedBytes: 0,
      seconds: 0.5,
      ...totals,
    },
    miners,
    unmatched: [],
    viewRoot: "/srv/data/miner_datasets",
    ...(evaluationPool === undefined ? {} : { evaluationPool }),
  };
}

/** An outcome of uid 7 that hostile text can be put into. */
export const FAILED: Extract<SyncOutcome, { status: "failed" }> = {
  uid: 7,
  hotkey: "5F",
  coldkey: "5C",
  repoId: "user/data",
  status: "failed",
  reason: "timeout",
  retryable: true,
  detail: "no answer\u001B[2J within 30 s",
};
