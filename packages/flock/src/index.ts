export { createReport, type SyncReport, type SyncTotals } from "./create-report.ts";
export { createStoreReader } from "./create-store-reader.ts";
export {
  DEFAULT_CONCURRENCY,
  DEFAULT_MAX_BYTES,
  executePlan,
  type ExecutePlanOptions,
} from "./execute-plan.ts";
export {
  EVALUATION_POOL,
  type EvaluationPoolOutcome,
  fetchEvaluationPool,
  type FetchEvaluationPoolOptions,
} from "./fetch-evaluation-pool.ts";
export { findFlock, type FindFlockOptions } from "./find-flock.ts";
export {
  type FileError,
  type IndexedStore,
  type IndexProgress,
  indexStore,
  type IndexStoreOptions,
} from "./index-store.ts";
export {
  type MeasuredItem,
  measurePlan,
  type MeasurePlanOptions,
  type PlanSizes,
} from "./measure-plan.ts";
export {
  type InvalidCommitment,
  type InvalidReason,
  parseCommitment,
  type ParsedCommitment,
  type ValidCommitment,
} from "./parse-commitment.ts";
export {
  type FileScope,
  type PinnedTarget,
  type PlanItem,
  type PlanReader,
  planSync,
  type PlanSyncOptions,
  type SyncPlan,
  type Target,
} from "./plan-sync.ts";
export { type FlockSearch, rankSubnets } from "./rank-subnets.ts";
export { type ScoredSubnet, scoreSubnet, type Verdict } from "./score-subnet.ts";
export { type SelectedMiners, type Selection, selectMiners } from "./select-miners.ts";
export { DATA_FILE } from "./snapshot-paths.ts";
export type { ActiveDownload, SyncEvent, SyncListener, SyncProgress } from "./sync-event.ts";
export type {
  FailedOutcome,
  FailReason,
  FetchedSnapshot,
  LeftOutFile,
  OutcomeBase,
  PresentOutcome,
  SkippedOutcome,
  SkipReason,
  SyncOutcome,
} from "./sync-outcome.ts";
export { syncSubnet, type SyncSubnetOptions } from "./sync-subnet.ts";
