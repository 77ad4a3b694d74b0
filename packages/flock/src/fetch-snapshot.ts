import type { CommitHash, RepoId, Uid } from "@flock-tools/core";
import { RowCounter } from "@flock-tools/dataset";
import { fetchFile, type Hub, HubIntegrityError, listFiles } from "@flock-tools/hf";
import {
  type ClaimedPartial,
  commitFile,
  type CommitFileOptions,
  findSnapshotFile,
  markSnapshotComplete,
  openPartial,
  quarantineDownload,
  type SnapshotFileKey,
  type Store,
  type StoredFile,
} from "@flock-tools/store";
import type { LimitFunction } from "p-limit";
import { createStoreReader } from "./create-store-reader.ts";
import { QuarantinedError } from "./errors.ts";
import { explainHubError } from "./explain-hub-error.ts";
import type { FileScope } from "./plan-sync.ts";
import type { DownloadTracker, ProgressTracker } from "./progress-tracker.ts";
import { chooseFiles, DATA_FILE } from "./snapshot-paths.ts";
import type { LeftOutFile } from "./sync-outcome.ts";

/** What every fetch of one run shares. */
export interface FetchContext {
  readonly hub: Hub;
  readonly store: Store;
  /** Every request to the Hub goes through this one. */
  readonly limit: LimitFunction;
  /** Files on their way into the store, each of which holds the file open. */
  readonly commitLimit: LimitFunction;
  readonly tracker: ProgressTracker;
  readonly signal: AbortSignal;
  /** Largest file to take, inclusive. */
  readonly maxBytes: number;
  /** Whether to fetch what the store has, too. */
  readonly force: boolean;
  readonly onStored?: ((file: StoredFile) => void) | undefined;
}

/** One snapshot and the miner it is fetched for, if it is for one. */
export interface SnapshotKey {
  readonly uid: Uid | undefined;
  readonly repoId: RepoId;
  readonly commit: CommitHash;
}

export interface SnapshotFiles {
  readonly files: readonly StoredFile[];
  readonly leftOut: readonly LeftOutFile[];
  /** Bytes of those files that were not in the store; `undefined` if all of them were. */
  readonly newBytes: number | undefined;
}

/**
 * Brings a snapshot, or `data.jsonl` of it alone, into the store.
 *
 * @throws HubError of the first file that failed, after all of them have ended; StoreError; the abort reason
 */
export async function fetchSnapshot(
  context: FetchContext,
  key: SnapshotKey,
  scope: FileScope,
): Promise<SnapshotFiles> {
  if (scope === "all") return fetchAllFiles(context, key);
  return joinFiles([await fetchOneFile(context, key, DATA_FILE)], []);
}

async function fetchAllFiles(context: FetchContext, key: SnapshotKey): Promise<SnapshotFiles> {
  const { store, maxBytes, force } = context;
  const { repoId, commit } = key;
  const known = force ? undefined : createStoreReader(store, "all").have(repoId, commit);
  if (known !== undefined) return { files: known, leftOut: [], newBytes: undefined };
  const listed = await listSnapshot(context, { repoId, commit });
  const { chosen, leftOut } = chooseFiles(listed, { maxBytes });
  const files = await settleAll(chosen.map(({ path }) => fetchOneFile(context, key, path)));
  // A larger cap would bring more, so only then does the next run have to list again.
  if (files.length > 0 && leftOut.every(({ reason }) => reason !== "too-large")) {
    markSnapshotComplete(store, { repoId, commit });
  }
  return joinFiles(files, leftOut);
}

function joinFiles(files: readonly ObtainedFile[], leftOut: readonly LeftOutFile[]): SnapshotFiles {
  const brought = files.filter(({ isNew }) => isNew);
  return {
    files: files.map(({ file }) => file),
    leftOut,
    newBytes:
      brought.length === 0 ? undefined : brought.reduce((sum, { file }) => sum + file.size, 0),
  };
}

/** The files of a snapshot, in one slot of the budget however many pages there are. */
export function listSnapshot(
  { hub, limit, signal }: Pick<FetchContext, "hub" | "limit" | "signal">,
  { repoId, commit }: { readonly repoId: RepoId; readonly commit: CommitHash },
): Promise<{ path: string; size: number }[]> {
  return limit(async () => {
    signal.throwIfAborted();
    const listed: { path: string; size: number }[] = [];
    for await (const { path, size } of listFiles(hub, { repoId, revision: commit, signal })) {
      listed.push({ path: shorten(path), size });
    }
    return listed;
  });
}

// A longer one cannot be a file's name here, and of what is left out this much is shown.
const [MAX_PATH, MAX_SHOWN] = [512, 256];

/**
 * A path, or the beginning of one that is too long, with a NUL that keeps it from being taken for a file: a listing may
 * have a hundred thousand. As a copy, since a slice would keep the whole in memory.
 */
function shorten(path: string): string {
  if (path.length <= MAX_PATH) return path;
  return Buffer.from(`${path.slice(0, MAX_SHOWN)}\0`).toString();
}

/** A file that is in the store now. */
export interface ObtainedFile {
  readonly file: StoredFile;
  /** Whether it was fetched just now. */
  readonly isNew: boolean;
}

/**
 * Brings one file into the store, unless it is there when its turn comes: another process may have been faster. Only the
 * network's part takes a slot of the budget: the next download starts while the disk is still at work on this one.
 *
 * @throws HubError, StoreError, the abort reason
 */
export async function fetchOneFile(
  context: FetchContext,
  { uid, ...snapshot }: SnapshotKey,
  path: string,
): Promise<ObtainedFile> {
  const { limit, commitLimit, store, signal, force, tracker } = context;
  const file = { ...snapshot, path };
  const found = await limit(async () => {
    signal.throwIfAborted();
    const known = force ? undefined : findSnapshotFile(store, file);
    return known ?? fetchToPartial(context, file, tracker.startDownload({ uid, ...file }));
  });
  if (!("partial" in found)) return { file: found, isNew: false };
  try {
    const stored = await commitLimit(() => commitFile(store, found));
    if (stored.rows !== undefined) context.onStored?.(stored);
    return { file: stored, isNew: true };
  } catch (error) {
    found.partial.release();
    throw error;
  }
}

async function fetchToPartial(
  context: FetchContext,
  file: SnapshotFileKey,
  download: DownloadTracker,
): Promise<CommitFileOptions> {
  try {
    return await fetchCounted(context, file, download);
  } finally {
    download.end();
  }
}

async function fetchCounted(
  { hub, store, signal, maxBytes }: FetchContext,
  file: SnapshotFileKey,
  download: DownloadTracker,
): Promise<CommitFileOptions> {
  const partial = openPartial(store, file);
  let rows = new RowCounter();
  try {
    const { sha256, size, gitSha1 } = await fetchFile(hub, {
      ...file,
      partial,
      maxBytes,
      signal,
      onProgress: (progress) => download.update(progress),
      onChunk: (chunk) => rows.push(chunk),
      onRestart: () => {
        rows = new RowCounter();
      },
    });
    // Lines of anything else mean nothing.
    const counted = file.path.endsWith(".jsonl") ? rows.finish() : undefined;
    return { ...file, partial, sha256, size, gitSha1, rows: counted };
  } catch (error) {
    throw await giveUp(store, { ...file, partial }, error);
  }
}

/** Gives the partial up as what happened to it asks for; returns what to throw. */
async function giveUp(
  store: Store,
  { partial, ...file }: SnapshotFileKey & { readonly partial: ClaimedPartial },
  error: unknown,
): Promise<unknown> {
  if (error instanceof HubIntegrityError && error.wrong !== undefined) {
    const { sha256 } = error.wrong;
    try {
      const kept = await quarantineDownload(store, { ...file, partial, sha256 });
      return new QuarantinedError(error, kept);
    } catch {
      // That these bytes cannot be kept is no reason for the other miners to go without theirs.
      partial.release();
      return error;
    }
  }
  // Bytes are worth keeping unless the Hub has said that there is no such file to go on with.
  if (explainHubError(error)?.status === "skipped") partial.discard();
  else partial.release();
  return error;
}

/** Like `Promise.all`, but leaves nothing running behind when one fails. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
