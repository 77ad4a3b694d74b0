import type { BlockRef, Netuid } from "@flock-tools/core";
import type { EvaluationPoolOutcome } from "./fetch-evaluation-pool.ts";
import type { SyncPlan } from "./plan-sync.ts";
import type { FailReason, SkipReason, SyncOutcome } from "./sync-outcome.ts";

export interface SyncTotals {
  /** Selected miners; the sum of the four that follow. */
  readonly total: number;
  readonly downloaded: number;
  readonly alreadyThere: number;
  /** By reason; reasons that did not occur are not there. */
  readonly failed: Readonly<Partial<Record<FailReason, number>>>;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Commitments of hotkeys that are not registered any more. */
  readonly stale: number;
  /** Of all data sets that are there now. */
  readonly rows: number;
  /** Of all data sets that are there now. */
  readonly bytes: number;
  /** What this run brought; a snapshot that several miners point at counts once here, and for each of them in `bytes`. */
  readonly downloadedBytes: number;
  readonly seconds: number;
}

/** What a run came to: plain data, ready for JSON. */
export interface SyncReport {
  readonly schema: 1;
  readonly netuid: Netuid;
  readonly block: BlockRef;
  readonly totals: SyncTotals;
  /** By rising uid. */
  readonly miners: readonly SyncOutcome[];
  /** Uids, hotkeys and coldkeys that were asked for but are not registered, e.g. `uid 300`. */
  readonly unmatched: readonly string[];
  /** Where the `miner_<uid>` folders are; absolute. */
  readonly viewRoot: string;
  /** If it was asked for. */
  readonly evaluationPool?: EvaluationPoolOutcome;
}

/** Sums up the outcomes of a plan. Pure. */
export function createReport({
  plan,
  outcomes,
  viewRoot,
  evaluationPool,
  seconds,
}: {
  readonly plan: SyncPlan;
  readonly outcomes: readonly SyncOutcome[];
  readonly viewRoot: string;
  readonly evaluationPool?: EvaluationPoolOutcome | undefined;
  readonly seconds: number;
}): SyncReport {
  return {
    schema: 1,
    netuid: plan.netuid,
    block: plan.block,
    totals: { ...sumOutcomes(outcomes), stale: plan.stale, seconds },
    miners: outcomes,
    unmatched: plan.unmatched,
    viewRoot,
    ...(evaluationPool === undefined ? {} : { evaluationPool }),
  };
}

function sumOutcomes(outcomes: readonly SyncOutcome[]): Omit<SyncTotals, "stale" | "seconds"> {
  const totals = { downloaded: 0, alreadyThere: 0, rows: 0, bytes: 0 };
  const broughtBySnapshot = new Map<string, number>();
  const failed: Partial<Record<FailReason, number>> = {};
  const skipped: Partial<Record<SkipReason, number>> = {};
  for (const outcome of outcomes) {
    if (outcome.status === "failed") failed[outcome.reason] = (failed[outcome.reason] ?? 0) + 1;
    else if (outcome.status === "skipped") {
      skipped[outcome.reason] = (skipped[outcome.reason] ?? 0) + 1;
    } else {
      totals.rows += outcome.rows;
      totals.bytes += outcome.bytes;
      if (outcome.status === "already-there") totals.alreadyThere += 1;
      else {
        totals.downloaded += 1;
        broughtBySnapshot.set(`${outcome.repoId}@${outcome.commit}`, outcome.newBytes ?? 0);
      }
    }
  }
  const downloadedBytes = [...broughtBySnapshot.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { total: outcomes.length, ...totals, downloadedBytes, failed, skipped };
}
