export { openBlob, readBlob } from "./blobs.ts";
export { commitFile, type CommitFileOptions } from "./commit-file.ts";
export { digestStore } from "./digest.ts";
export { StoreError, type StoreErrorCode } from "./errors.ts";
export {
  type CommitmentInterval,
  findObservation,
  listCommitments,
  listObservedBlocks,
  type Observation,
  recordObservation,
} from "./observations.ts";
export { openStore, type OpenStoreOptions } from "./open-store.ts";
export {
  type ClaimedPartial,
  openPartial,
  type SnapshotFileKey,
  sweepPartials,
} from "./partials.ts";
export { readStoreIdentity, type StoreIdentity } from "./read-identity.ts";
export { findResolution, recordResolution, type RevisionKey } from "./resolutions.ts";
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
  findSnapshotFile,
  isSnapshotComplete,
  listSnapshotFiles,
  markSnapshotComplete,
  type SnapshotKey,
  type StoredFile,
} from "./snapshots.ts";
export type { Store } from "./store.ts";
export {
  removeView,
  type ViewFile,
  type ViewFolder,
  writeView,
  type WriteViewOptions,
} from "./view.ts";
export { isSafeViewPath, type SelectedViewPaths, selectSafeViewPaths } from "./view-path.ts";
