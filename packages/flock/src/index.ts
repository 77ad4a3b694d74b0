export {
  type AsOf,
  chooseJudgedBlock,
  type ChooseJudgedBlockOptions,
  type JudgedBlock,
} from "./choose-judged-block.ts";
export {
  createJudgementReport,
  type CreateJudgementReportOptions,
  type JudgementReport,
  type ReportedConviction,
  type ReportedGroup,
  type ReportedGroupMember,
  type ReportedMiner,
} from "./create-judgement-report.ts";
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
export type { ExportMiner, ExportPlan, LeftOutMiner } from "./export/export-plan.ts";
export type { BlockRange } from "./export/find-block-range.ts";
export { type HubFile, planHubLayout } from "./export/hub-layout.ts";
export {
  createHubReadme,
  type CreateHubReadmeOptions,
  type WrittenHubFile,
} from "./export/hub-layout-readme.ts";
export { planExport, type PlanExportOptions } from "./export/plan-export.ts";
export {
  type ExportProgress,
  type ExportRows,
  readExportRows,
  type ReadExportRowsOptions,
} from "./export/read-export-rows.ts";
export type { Moment, RowSelection, RowWorth } from "./export/row-selection.ts";
export type { RowTwinSettings } from "./export/row-twins.ts";
export { findFlock, type FindFlockOptions } from "./find-flock.ts";
export { type FileClaim, findRowUses, type RowFile, type RowUse } from "./find-row-uses.ts";
export { checkHfCacheFolder } from "./hf-cache/check-hf-cache-folder.ts";
export type { HfCacheLeftOut, HfCacheSnapshot } from "./hf-cache/hf-cache-repo.ts";
export { listHfCacheSnapshots } from "./hf-cache/list-hf-cache-snapshots.ts";
export {
  type HfCacheReport,
  writeHfCache,
  type WriteHfCacheOptions,
} from "./hf-cache/write-hf-cache.ts";
export { indexStore } from "./index-store.ts";
export { checkPin, type Pin } from "./judgement/check-pin.ts";
export type { CommitOrder } from "./judgement/compare-pairs.ts";
export { type DetectionOddsOptions, getDetectionOdds } from "./judgement/detection-odds.ts";
export {
  findGroups,
  type FindGroupsOptions,
  type GroupLink,
  type GroupMember,
  type MinerGroup,
} from "./judgement/find-groups.ts";
export { judge } from "./judgement/judge.ts";
export {
  type JudgedMiner,
  type JudgementInput,
  type MinerFile,
  type NoFile,
  type RowDigest,
  type RowKey,
  toMinerFile,
} from "./judgement/judgement-input.ts";
export { listPairs, type MinerPair } from "./judgement/list-pairs.ts";
export { listSharedRows, type SharedRow } from "./judgement/list-shared-rows.ts";
export { createNumpyRandom, type NumpyRandom } from "./judgement/numpy-random.ts";
export { getUniformOdds, type Odds, type Overlap } from "./judgement/overlap-odds.ts";
export { parseRuleSet } from "./judgement/parse-rule-set.ts";
export {
  type LossReason,
  type Replay,
  replay,
  type ReplayGroup,
  type ReplayLoss,
  type ReplayOptions,
  type ReplayOutcome,
  type ReplayStep,
} from "./judgement/replay.ts";
export type { PoolSummary } from "./judgement/roster.ts";
export {
  type DailyWindow,
  getRuleSetAt,
  RULE_SETS,
  type RuleSet,
  type TimeOfDay,
} from "./judgement/rule-set.ts";
export type {
  Conviction,
  ConvictingPair,
  Judgement,
  MinerVerdict,
  MinerVerdictKind,
  VerdictReason,
} from "./judgement/verdict.ts";
export type { JudgementSource, PoolSource, SourcedMiner } from "./judgement-source.ts";
export {
  type MeasuredItem,
  measurePlan,
  type MeasurePlanOptions,
  type PlanSizes,
} from "./measure-plan.ts";
export { createMix, type CreateMixOptions } from "./mix/create-mix.ts";
export type { MixLineage } from "./mix/describe-lineage.ts";
export type {
  Mix,
  MixCounts,
  MixDedupe,
  MixMiner,
  MixRow,
  MixSettings,
  MixSplit,
  MixSplitName,
  MixValidation,
} from "./mix/mix.ts";
export type { MixOptions } from "./mix/resolve-mix-options.ts";
export type { FolderFile } from "./mix/file-writer.ts";
export {
  MIX_FILES,
  type MixWriteProgress,
  writeMix,
  type WriteMixOptions,
  type WrittenMix,
} from "./mix/write-mix.ts";
export { createNearReport, type CreateNearReportOptions } from "./near/create-near-report.ts";
export type {
  ContainedRowPair,
  NearClusterRow,
  NearMinerCluster,
  NearMinerLink,
  NearMinerMember,
  NearMinerPair,
  NearPlace,
  NearReport,
  NearRowCluster,
  NearRowPair,
  NearSide,
  NearTotals,
} from "./near/near-report.ts";
export type { NearScope } from "./near/near-rows.ts";
export { readMinerTexts, type ReadMinerTextsOptions } from "./near/read-miner-texts.ts";
export type { NearSearchSettings } from "./near/search-near.ts";
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
export { readBlock, type ReadBlockOptions } from "./read-block.ts";
export {
  readJudgementFiles,
  type ReadJudgementFilesOptions,
  readJudgementFolder,
  type ReadJudgementFolderOptions,
} from "./read-judgement-files.ts";
export { readJudgementInput, type ReadJudgementInputOptions } from "./read-judgement-input.ts";
export type { FileError } from "./scan-file.ts";
export {
  type BlobMend,
  type FoundDamage,
  type MendedBlob,
  type MendedCopy,
  type MendReport,
  mendStore,
  type MendStoreOptions,
} from "./repair/mend-store.ts";
export { type ScoredSubnet, scoreSubnet, type Verdict } from "./score-subnet.ts";
export { type SelectedMiners, type Selection, selectMiners } from "./select-miners.ts";
export type { IndexedRows, IndexProgress, RowIndexerOptions } from "./row-indexer.ts";
export { DATA_FILE } from "./snapshot-paths.ts";
export type { ActiveDownload, SyncEvent, SyncListener, SyncProgress } from "./sync-event.ts";
export type {
  FailedOutcome,
  FailReason,
  FetchedSnapshot,
  LeftOutFile,
  LeftOutReason,
  OutcomeBase,
  PresentOutcome,
  SkippedOutcome,
  SkipReason,
  SyncOutcome,
} from "./sync-outcome.ts";
export { syncSubnet, type SyncSubnetOptions } from "./sync-subnet.ts";
