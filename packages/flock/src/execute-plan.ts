import type { AbortOptions, BlockNumber, BlockRef, CommitHash } from "@flock-tools/core";
import { getCommitHash, type Hub } from "@flock-tools/hf";
import {
  type DiskSpace,
  recordBranchHead,
  recordResolution,
  type Store,
  StoreError,
  type StoredFile,
} from "@flock-tools/store";
import pLimit from "p-limit";
import { createStoreReader } from "./create-store-reader.ts";
import { explainHubError } from "./explain-hub-error.ts";
import { type FetchContext, fetchSnapshot, type SnapshotFiles } from "./fetch-snapshot.ts";
import { createMinerViews, type MinerViews } from "./miner-views.ts";
import type { PinnedTarget, PlanItem, SyncPlan, Target } from "./plan-sync.ts";
import { createProgressTracker, type ProgressTracker } from "./progress-tracker.ts";
import { shareFate } from "./share-fate.ts";
import { DATA_FILE } from "./snapshot-paths.ts";
import { createSpaceGuard, explainNoSpace } from "./space-guard.ts";
import type { SyncListener } from "./sync-event.ts";
import type {
  FetchedSnapshot,
  LeftOutFile,
  LeftOutReason,
  OutcomeBase,
  SyncOutcome,
} from "./sync-outcome.ts";

export interface ExecutePlanOptions extends AbortOptions {
  readonly hub: Hub;
  readonly store: Store;
  /** The newest finalized block, at which branches are looked at. Default: the block of the plan. */
  readonly head?: BlockRef | undefined;
  /** Requests at a time, >= 1. Default: 16. */
  readonly concurrency?: number | undefined;
  /** Largest file to take, in bytes, inclusive. Default: 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Where the `miner_<uid>` folders are. Default: `miner_datasets` in the store's folder. */
  readonly viewRoot?: string | undefined;
  /** How the system is asked for the room on a disk. */
  readonly readSpace?: ((folder: string) => DiskSpace) | undefined;
  readonly onEvent?: SyncListener | undefined;
  /** Of the run that this is part of, whose numbers go on. Default: one of its own, which tells `onEvent`. */
  readonly tracker?: ProgressTracker | undefined;
  /** Called for each JSONL file that was fetched, when it is in the store. */
  readonly onStored?: ((file: StoredFile) => void) | undefined;
}

export const DEFAULT_CONCURRENCY = 16;
/** Enough to share transactions and few enough for macOS, where a process may have 256 files open. */
const COMMITS_AT_A_TIME = 64;
export const DEFAULT_MAX_BYTES: number = 2 ** 30;

/**
 * Does what the plan says, and gives one outcome for each of its items, in their order.
 *
 * A revision is resolved once and a snapshot fetched once, however many miners point at it. A data set that cannot be
 * had is an outcome; the run ends early only for what concerns all of it: a refused token, the disk, an abort. Bytes
 * that came in by then are kept for the next run.
 *
 * A miner's view is written as soon as its files are in the store. A miner that has no data set under its current
 * commitment loses the view of a former one: an older data set in its place would be taken for the current one. What
 * was fetched stays in the store.
 *
 * It looks at the room on the disks before it writes what it knows the size of: a file that does not fit is a failure of
 * its miner, copies of what is there that do not fit end the run.
 *
 * @throws HubError HUB_UNAUTHORIZED, StoreError, the abort reason
 */
export async function executePlan(
  plan: SyncPlan,
  { signal: outer, ...options }: ExecutePlanOptions,
): Promise<SyncOutcome[]> {
  return shareFate(outer, (signal) => {
    const run = createRun(plan, { ...options, signal });
    return plan.items.map((item) => executeItem(run, item));
  });
}

interface Run {
  readonly plan: SyncPlan;
  readonly context: FetchContext;
  readonly views: MinerViews;
  readonly have: ReturnType<typeof createStoreReader>["have"];
  readonly resolveOnce: (target: Target) => Promise<CommitHash>;
  readonly fetchOnce: (uid: number, target: PinnedTarget) => Promise<SnapshotFiles>;
  /** The same for what the store only seems to have. */
  readonly fetchAgainOnce: (uid: number, target: PinnedTarget) => Promise<SnapshotFiles>;
}

function createRun(
  plan: SyncPlan,
  options: Omit<ExecutePlanOptions, "signal"> & { signal: AbortSignal },
): Run {
  const { hub, store, signal, viewRoot, head = plan.block } = options;
  const space = createSpaceGuard(options);
  space.checkPlan(plan);
  const tracker = options.tracker ?? createProgressTracker(plan.items.length, options.onEvent);
  const context: FetchContext = {
    hub,
    store,
    signal,
    limit: pLimit(options.concurrency ?? DEFAULT_CONCURRENCY),
    commitLimit: pLimit(COMMITS_AT_A_TIME),
    tracker: space.watch(tracker),
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    force: plan.force,
    onStored: options.onStored,
  };
  const resolutions = new Map<string, Promise<CommitHash>>();
  const snapshots = new Map<string, Promise<SnapshotFiles>>();
  const again = new Map<string, Promise<SnapshotFiles>>();
  return {
    plan,
    context,
    views: createMinerViews(store, { root: viewRoot, signal }),
    have: createStoreReader(store, plan.files).have,
    resolveOnce: (target) =>
      getOrCreate(resolutions, `${target.repoId}@${target.revision}`, () =>
        resolveTarget(context, target, head.number),
      ),
    fetchOnce: (uid, { repoId, commit }) =>
      getOrCreate(snapshots, `${repoId}@${commit}`, () =>
        fetchSnapshot(context, { uid, repoId, commit }, plan.files),
      ),
    fetchAgainOnce: (uid, { repoId, commit }) =>
      getOrCreate(again, `${repoId}@${commit}`, () =>
        fetchSnapshot({ ...context, force: true }, { uid, repoId, commit }, plan.files),
      ),
  };
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

async function executeItem(run: Run, item: PlanItem): Promise<SyncOutcome> {
  const { signal, tracker } = run.context;
  signal.throwIfAborted();
  const outcome = await show(run, item, await obtain(run, item));
  tracker.finishMiner(outcome);
  return outcome;
}

/** Makes the miner's folder; a blob that turns out to be damaged then, or to be gone, is fetched again, once. */
async function show(
  run: Run,
  item: PlanItem,
  { outcome, files, isAgain = false }: Obtained & { readonly isAgain?: boolean },
): Promise<SyncOutcome> {
  if (files === undefined) {
    await run.views.remove(item.uid);
    return outcome;
  }
  try {
    await run.views.write(item.uid, files);
    return outcome;
  } catch (error) {
    const commit = "commit" in outcome ? outcome.commit : undefined;
    if (isAgain || commit === undefined || !isDamage(error) || !("target" in item)) throw error;
    const target = { ...item.target, commit };
    const again = await obtainTarget(run, { ...item, action: "again", target });
    return show(run, item, { ...again, isAgain: true });
  }
}

function isDamage(error: unknown): boolean {
  if (!(error instanceof StoreError)) return false;
  return error.code === "STORE_CORRUPT" || error.code === "STORE_BLOB_MISSING";
}

interface Obtained {
  readonly outcome: SyncOutcome;
  /** What the miner's view is to hold, if anything. */
  readonly files?: SnapshotFiles["files"];
}

async function obtain(run: Run, item: PlanItem): Promise<Obtained> {
  const miner = describeMiner(item);
  switch (item.action) {
    case "none":
      return { outcome: { ...miner, status: "skipped", reason: item.reason } };
    case "invalid":
      return {
        outcome: { ...miner, status: "skipped", reason: item.reason, detail: item.detail },
      };
    case "have":
      return describePresent({ ...miner, ...item.target }, { files: item.files });
    case "fetch":
    case "resolve":
      return obtainTarget(run, item);
    default:
      return item satisfies never;
  }
}

type ItemToFetch = Extract<PlanItem, { action: "fetch" }>;

type WantedItem =
  | ItemToFetch
  | Extract<PlanItem, { action: "resolve" }>
  /** What the store has of it cannot be used. */
  | (Omit<ItemToFetch, "action"> & { readonly action: "again" });

async function obtainTarget(run: Run, item: WantedItem): Promise<Obtained> {
  const { repoId } = item.target;
  let about: OutcomeBase = { ...describeMiner(item), ...describeTarget(item.target) };
  let commit: CommitHash | undefined;
  try {
    commit = item.action === "resolve" ? await run.resolveOnce(item.target) : item.target.commit;
    about = { ...about, commit };
    const fetch = item.action === "again" ? run.fetchAgainOnce : run.fetchOnce;
    return describePresent(about, await fetch(item.uid, { ...item.target, commit }));
  } catch (error) {
    run.context.signal.throwIfAborted();
    const failure = explainHubError(error) ?? explainNoSpace(error);
    if (failure === undefined) throw error;
    // What was to be fetched again and could not be is there all the same.
    const files = commit && item.action !== "again" ? run.have(repoId, commit) : undefined;
    return { outcome: { ...about, ...failure }, ...(files && { files }) };
  }
}

async function resolveTarget(
  { hub, store, limit, signal }: FetchContext,
  { repoId, revision, revisionKind }: Target,
  block: BlockNumber,
): Promise<CommitHash> {
  const commit = await limit(async () => {
    signal.throwIfAborted();
    return getCommitHash(hub, { repoId, revision, signal });
  });
  // The store keeps it only if the commit starts with it: a branch may bear a name of hex digits, and that one moves.
  if (revisionKind === "prefix") recordResolution(store, { repoId, revision, commit });
  if (revisionKind === "branch") {
    recordBranchHead(store, { repoId, branch: revision, block, commit });
  }
  return commit;
}

function describeMiner({
  uid,
  hotkey,
  coldkey,
  committedAt,
}: Pick<PlanItem, "uid" | "hotkey" | "coldkey" | "committedAt">): OutcomeBase {
  return { uid, hotkey, coldkey, ...(committedAt === undefined ? {} : { committedAt }) };
}

function describeTarget({
  repoId,
  competitionId,
  revision,
}: Target): Pick<OutcomeBase, "repoId" | "competitionId" | "revision"> {
  return { repoId, competitionId, revision };
}

function describePresent(
  about: OutcomeBase,
  { files, leftOut = [], newBytes }: Partial<SnapshotFiles> & Pick<SnapshotFiles, "files">,
): Obtained {
  if (files.length === 0) {
    const reason = leftOut.some((file) => file.reason === "too-large")
      ? "too-large"
      : leftOut.length > 0
        ? "unsafe-path"
        : "file-not-found";
    return { outcome: { ...about, status: "skipped", reason } };
  }
  const data = files.find(({ path }) => path === DATA_FILE);
  const snapshot: FetchedSnapshot = {
    files: files.length,
    rows: data?.rows ?? 0,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    ...(newBytes === undefined ? {} : { newBytes }),
    ...(data === undefined ? {} : { sha256: data.sha256 }),
    ...(leftOut.length === 0 ? {} : summariseLeftOut(leftOut)),
  };
  const status = newBytes === undefined ? "already-there" : "downloaded";
  return { outcome: { ...about, status, ...snapshot }, files };
}

/** A report holds this many for each miner: a repository may have a hundred thousand, and a subnet many such. */
const MAX_LEFT_OUT = 100;

function summariseLeftOut(
  leftOut: readonly LeftOutFile[],
): Pick<FetchedSnapshot, "leftOut" | "leftOutCounts"> {
  const leftOutCounts: Partial<Record<LeftOutReason, number>> = {};
  for (const { reason } of leftOut) leftOutCounts[reason] = (leftOutCounts[reason] ?? 0) + 1;
  return { leftOut: leftOut.slice(0, MAX_LEFT_OUT), leftOutCounts };
}
