import type { CommitHash, RepoId, Uid } from "@flock-tools/core";
import { RowCounter } from "@flock-tools/dataset";
import { fetchFile, type Hub, listFiles } from "@flock-tools/hf";
import {
  commitFile,
  findSnapshotFile,
  markSnapshotComplete,
  openPartial,
  type Store,
  type StoredFile,
} from "@flock-tools/store";
import type { LimitFunction } from "p-limit";
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
  readonly tracker: ProgressTracker;
  readonly signal: AbortSignal;
  /** Largest file to take, inclusive. */
  readonly maxBytes: number;
  /** Whether to fetch what the store has, too. */
  readonly force: boolean;
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
}

/**
 * Fetches a snapshot, or `data.jsonl` of it alone, into the store.
 *
 * @throws HubError of the first file that failed, after all of them have ended; StoreError; the abort reason
 */
export async function fetchSnapshot(
  context: FetchContext,
  key: SnapshotKey,
  scope: FileScope,
): Promise<SnapshotFiles> {
  if (scope === "all") return fetchAllFiles(context, key);
  return { files: [await fetchOneFile(context, key, DATA_FILE)], leftOut: [] };
}

async function fetchAllFiles(context: FetchContext, key: SnapshotKey): Promise<SnapshotFiles> {
  const { store, maxBytes, force } = context;
  const { repoId, commit } = key;
  const listed = await listSnapshot(context, { repoId, commit });
  const { chosen, leftOut } = chooseFiles(listed, { maxBytes });
  const files = await settleAll(
    chosen.map(async ({ path }) => {
      const found = force ? undefined : findSnapshotFile(store, { repoId, commit, path });
      return found ?? fetchOneFile(context, key, path);
    }),
  );
  // A larger cap would bring more, so only then does the next run have to list again.
  if (files.length > 0 && leftOut.every(({ reason }) => reason !== "too-large")) {
    markSnapshotComplete(store, { repoId, commit });
  }
  return { files, leftOut };
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
      listed.push({ path, size });
    }
    return listed;
  });
}

/**
 * Fetches one file into the store, within the budget.
 *
 * @throws HubError, StoreError, the abort reason
 */
export function fetchOneFile(
  context: FetchContext,
  key: SnapshotKey,
  path: string,
): Promise<StoredFile> {
  const { limit, signal, tracker } = context;
  return limit(async () => {
    signal.throwIfAborted();
    const download = tracker.startDownload({ ...key, path });
    try {
      return await fetchIntoStore(context, { ...key, path }, download);
    } finally {
      download.end();
    }
  });
}

async function fetchIntoStore(
  { hub, store, signal, maxBytes }: FetchContext,
  { repoId, commit, path }: { repoId: RepoId; commit: CommitHash; path: string },
  download: DownloadTracker,
): Promise<StoredFile> {
  const partial = openPartial(store, { repoId, commit, path });
  let rows = new RowCounter();
  try {
    const { sha256, size, gitSha1 } = await fetchFile(hub, {
      repoId,
      commit,
      path,
      partial,
      maxBytes,
      signal,
      onProgress: ({ received, size: total }) => download.update(received, total),
      onChunk: (chunk) => rows.push(chunk),
      onRestart: () => {
        rows = new RowCounter();
      },
    });
    return await commitFile(store, {
      partial,
      repoId,
      commit,
      path,
      sha256,
      size,
      gitSha1,
      // Lines of anything else mean nothing.
      rows: path.endsWith(".jsonl") ? rows.finish() : undefined,
    });
  } catch (error) {
    // Bytes are worth keeping unless the Hub has said that there is no such file to go on with.
    if (explainHubError(error)?.status === "skipped") partial.discard();
    else partial.release();
    throw error;
  }
}

/** Like `Promise.all`, but leaves nothing running behind when one fails. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
