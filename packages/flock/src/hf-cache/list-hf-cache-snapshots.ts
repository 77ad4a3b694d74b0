import type { EvaluationPoolOutcome } from "../fetch-evaluation-pool.ts";
import type { SyncOutcome } from "../sync-outcome.ts";
import type { HfCacheSnapshot } from "./hf-cache-repo.ts";

/** The snapshots that a run has found or brought, each once for each revision that it was asked for by. */
export function listHfCacheSnapshots({
  miners,
  evaluationPool,
}: {
  readonly miners: readonly SyncOutcome[];
  readonly evaluationPool?: EvaluationPoolOutcome | undefined;
}): readonly HfCacheSnapshot[] {
  const found = new Map<string, HfCacheSnapshot>();
  const outcomes = evaluationPool === undefined ? miners : [...miners, evaluationPool];
  for (const { status, repoId, commit, revision } of outcomes) {
    if (status !== "downloaded" && status !== "already-there") continue;
    if (repoId === undefined || commit === undefined) continue;
    found.set(`${repoId}@${commit}@${revision}`, { repoId, commit, revision });
  }
  return [...found.values()];
}
