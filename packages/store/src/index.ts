export { createAsidePath, sweepAsides } from "./aside.ts";
export { openBlob, readBlob } from "./blobs.ts";
export {
  type BranchHead,
  type BranchKey,
  findBranchHead,
  listBranchHeads,
  recordBranchHead,
} from "./branch-heads.ts";
export {
  collectGarbage,
  type CollectGarbageOptions,
  type FileSum,
  type Garbage,
} from "./collect-garbage.ts";
export { commitFile, type CommitFileOptions } from "./commit-file.ts";
export { copyBlob, type CopyBlobOptions } from "./copy-blob.ts";
export { digestStore } from "./digest.ts";
export { StoreError, type StoreErrorCode } from "./errors.ts";
export {
  checkFreeSpace,
  type DiskSpace,
  findMissingSpace,
  type MissingSpace,
  sharesBlocks,
  type SpaceNeed,
} from "./free-space.ts";
export { findRows, type FindRowsOptions, type RowOccurrence } from "./find-rows.ts";
export {
  type CommitmentInterval,
  findObservation,
  listCommitments,
  listObservedBlocks,
  type Observation,
  readSubnetAt,
  recordObservation,
} from "./observations.ts";
export { hashFile } from "./hash-file.ts";
export { openStore, type OpenStoreOptions } from "./open-store.ts";
export {
  MAX_KEPT_ROWS,
  type PackedRows,
  packRows,
  type RowChunk,
  type RowPacker,
  type RowStatus,
  type StoredRow,
} from "./pack-rows.ts";
export {
  type ClaimedPartial,
  openPartial,
  type SnapshotFileKey,
  sweepPartials,
} from "./partials.ts";
export {
  quarantineDownload,
  type QuarantineDownloadOptions,
  sweepWrongDownloads,
} from "./quarantine-download.ts";
export { listQuarantine, quarantineBlobs, type QuarantinedBlob } from "./quarantine.ts";
export { readStoreIdentity, type StoreIdentity } from "./read-identity.ts";
export { readRowBytes, type ReadRowBytesOptions, type RowRange } from "./read-row-bytes.ts";
export { restoreBlobs } from "./restore-blobs.ts";
export { findResolution, recordResolution, type RevisionKey } from "./resolutions.ts";
export {
  type BlobRef,
  createRowIndexPacker,
  listUnindexedFiles,
  readRowIndex,
  type ReadRowIndexOptions,
  type RowIndexEntry,
  type RowIndexVerdict,
  type StoredRowIndex,
  writeRowIndex,
  writeRowIndexes,
} from "./row-index.ts";
export {
  finishRun,
  listRunOutcomes,
  listRuns,
  type Run,
  type RunId,
  type RunOutcome,
  startRun,
} from "./runs.ts";
export {
  type BlobUse,
  findSnapshotFile,
  isSnapshotComplete,
  listBlobUses,
  listSnapshotCommits,
  listSnapshotFiles,
  markSnapshotComplete,
  type SnapshotKey,
  type StoredFile,
} from "./snapshots.ts";
export type { Store } from "./store.ts";
export { useStoreAlone } from "./use-alone.ts";
export {
  type BlobDamage,
  type DamagedBlob,
  type StoreVerification,
  type VerifyProgress,
  verifyStore,
  type VerifyStoreOptions,
} from "./verify-store.ts";
export {
  type ChangedCopy,
  rewriteViews,
  type ViewVerification,
  verifyViews,
  type VerifyViewsOptions,
} from "./verify-views.ts";
export { removeView, type ViewFolder, writeView, type WriteViewOptions } from "./view.ts";
export type { ViewFile } from "./view-files.ts";
export { isSafeViewPath, type SelectedViewPaths, selectSafeViewPaths } from "./view-path.ts";
