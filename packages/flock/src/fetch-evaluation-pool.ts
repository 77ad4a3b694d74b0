import { join, resolve } from "node:path";
import {
  type AbortOptions,
  type BlockRef,
  type CommitHash,
  isCommitHash,
  type RepoId,
  type Revision,
  type Sha256,
} from "@flock-tools/core";
import { getCommitHash, type Hub } from "@flock-tools/hf";
import { findSnapshotFile, recordBranchHead, type Store, writeView } from "@flock-tools/store";
import pLimit from "p-limit";
import { DEFAULT_MAX_BYTES } from "./execute-plan.ts";
import { explainHubError } from "./explain-hub-error.ts";
import {
  type FetchContext,
  fetchOneFile,
  listSnapshot,
  type ObtainedFile,
  type SnapshotKey,
} from "./fetch-snapshot.ts";
import { createProgressTracker, type ProgressTracker } from "./progress-tracker.ts";
import { chooseFiles, DATA_FILE } from "./snapshot-paths.ts";
import type { SyncListener } from "./sync-event.ts";
import type { FailedOutcome, SkippedOutcome } from "./sync-outcome.ts";

/** The competition's pool since 2026-02 (FLock-subnet, `flockoff/constants.py`): at `main`, as the validator reads it. */
export const EVALUATION_POOL: { readonly repoId: RepoId; readonly revision: Revision } = {
  repoId: "flock-io/flock-off-s1-competition",
  revision: "main",
};

interface PoolSource {
  readonly repoId: RepoId;
  readonly revision: Revision;
  readonly commit?: CommitHash;
}

/** What became of the pool; `no-jsonl` and `several-jsonl` say that the repository does not hold one data set. */
export type EvaluationPoolOutcome = PoolSource &
  (
    | {
        readonly status: "downloaded" | "already-there";
        /** Within the repository; hostile. */
        readonly path: string;
        readonly rows: number;
        readonly bytes: number;
        readonly sha256: Sha256;
        /** Where it was written; absolute. */
        readonly file: string;
      }
    | Pick<FailedOutcome, "status" | "reason" | "retryable" | "detail" | "quarantine">
    | (Pick<SkippedOutcome, "status" | "detail"> & {
        readonly reason: SkippedOutcome["reason"] | "no-jsonl" | "several-jsonl";
      })
  );

export interface FetchEvaluationPoolOptions extends AbortOptions {
  readonly hub: Hub;
  readonly store: Store;
  /** Where the chain is, to remember which commit the pool was at by then. Default: that is not remembered. */
  readonly block?: BlockRef | undefined;
  /** Default: {@link EVALUATION_POOL}. */
  readonly repoId?: RepoId | undefined;
  readonly revision?: Revision | undefined;
  /** Where the folder `eval_data` is. Default: the store's folder. */
  readonly viewRoot?: string | undefined;
  /** Largest file to take, in bytes, inclusive. Default: 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Fetch it even if the store has it. Default: false. */
  readonly force?: boolean | undefined;
  readonly onEvent?: SyncListener | undefined;
  /** Of the run that this is part of, whose numbers go on. Default: one of its own, which tells `onEvent`. */
  readonly tracker?: ProgressTracker | undefined;
}

const FOLDER = "eval_data";

/**
 * Fetches the evaluation pool and writes it to `eval_data/data.jsonl`. The file is `data.jsonl`, or else the one
 * `*.jsonl` of the repository, whatever its name. If there is none to be had, a pool that was written before stays:
 * the outcome says of which commit the file is, or that nothing was written.
 *
 * @throws HubError HUB_UNAUTHORIZED, StoreError, the abort reason
 */
export async function fetchEvaluationPool(
  options: FetchEvaluationPoolOptions,
): Promise<EvaluationPoolOutcome> {
  const { repoId = EVALUATION_POOL.repoId, revision = EVALUATION_POOL.revision } = options;
  const context = createContext(options);
  let about: PoolSource = { repoId, revision };
  try {
    const commit = await getPoolCommit(context, { repoId, revision, block: options.block });
    about = { ...about, commit };
    const found = await findPoolFile(context, { uid: undefined, repoId, commit });
    if (typeof found === "string") return { ...about, status: "skipped", reason: found };
    const { isNew, file } = found;
    return {
      ...about,
      status: isNew ? "downloaded" : "already-there",
      path: file.path,
      rows: file.rows ?? 0,
      bytes: file.size,
      sha256: file.sha256,
      file: await writePool(context, { root: options.viewRoot, sha256: file.sha256 }),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    const failure = explainHubError(error);
    if (failure === undefined) throw error;
    return { ...about, ...failure };
  }
}

function createContext({
  hub,
  store,
  maxBytes = DEFAULT_MAX_BYTES,
  force = false,
  signal = new AbortController().signal,
  onEvent,
  tracker = createProgressTracker(0, onEvent),
}: FetchEvaluationPoolOptions): FetchContext {
  const limit = pLimit(1);
  return { hub, store, limit, commitLimit: limit, tracker, signal, maxBytes, force };
}

async function getPoolCommit(
  { hub, store, signal }: FetchContext,
  { repoId, revision, block }: PoolSource & Pick<FetchEvaluationPoolOptions, "block">,
): Promise<CommitHash> {
  if (isCommitHash(revision)) return revision;
  const commit = await getCommitHash(hub, { repoId, revision, signal });
  if (block !== undefined) {
    recordBranchHead(store, { repoId, branch: revision, block: block.number, commit });
  }
  return commit;
}

type FoundPool = ObtainedFile | "no-jsonl" | "several-jsonl";

async function findPoolFile(context: FetchContext, key: SnapshotKey): Promise<FoundPool> {
  const { store, force } = context;
  const known = force ? undefined : findSnapshotFile(store, { ...key, path: DATA_FILE });
  if (known !== undefined) return { isNew: false, file: known };
  const path = await choosePoolPath(context, key);
  if (path === undefined) return "no-jsonl";
  if (path.several) return "several-jsonl";
  return fetchOneFile(context, key, path.path);
}

async function choosePoolPath(
  context: FetchContext,
  key: SnapshotKey,
): Promise<{ path: string; several: boolean } | undefined> {
  const listed = await listSnapshot(context, key);
  // The cap is for the download to apply, so that a pool above it is `too-large` and not missing.
  const { chosen } = chooseFiles(listed, { maxBytes: Infinity });
  const [first, second] = chosen.filter(({ path }) => path.endsWith(".jsonl"));
  if (first === undefined) return undefined;
  return { path: first.path, several: first.path !== DATA_FILE && second !== undefined };
}

async function writePool(
  { store, signal }: FetchContext,
  { root = store.dataDir, sha256 }: { root: string | undefined; sha256: Sha256 },
): Promise<string> {
  await writeView(store, { root, folder: FOLDER, files: [{ path: DATA_FILE, sha256 }], signal });
  return join(resolve(root), FOLDER, DATA_FILE);
}
