import { join, resolve } from "node:path";
import { type AbortOptions, isCommitHash, isRepoId, type RepoId } from "@flock-tools/core";
import { isSafeViewPath, type Store } from "@flock-tools/store";
import pLimit from "p-limit";
import { toHfCacheError } from "../errors.ts";
import { shareFate } from "../share-fate.ts";
import { type HfCacheSnapshot, readHfCacheRepo } from "./hf-cache-repo.ts";
import { openHfCache } from "./open-hf-cache.ts";
import { type HfCacheRepoResult, writeHfCacheRepo } from "./write-hf-cache-repo.ts";

export interface WriteHfCacheOptions extends AbortOptions {
  /** The cache, `HF_HUB_CACHE` to huggingface_hub; made if it is not there. */
  readonly folder: string;
  readonly snapshots: readonly HfCacheSnapshot[];
  /** Whether names in a snapshot are links to blobs, else copies. Default: links where the file system has them. */
  readonly symlinks?: boolean | undefined;
}

/** What came of it: plain data, ready for JSON. */
export interface HfCacheReport extends HfCacheRepoResult {
  /** Absolute. */
  readonly folder: string;
}

// Copies are bound by the disk; more at a time only holds more files open.
const REPOS_AT_A_TIME = 8;

/**
 * Lays snapshots out as the cache of huggingface_hub, as far as the store has their files, so that Python finds them
 * without a request: `datasets--<namespace>--<name>/{blobs/<etag>, snapshots/<commit>/<path>, refs/<revision>}`
 * (huggingface_hub, `file_download.py`).
 *
 * A cache that is there is added to. Each file is checked by its hash: what is right stays, be it a copy, a link or a
 * link to a link; a blob or a name with other bytes than those of its hash is replaced. Blobs come before the names and
 * names before the refs, each in one step, so that whoever reads meanwhile finds nothing half-made.
 *
 * @throws FlockError HF_CACHE_NOT_WRITABLE, HF_CACHE_FULL; StoreError STORE_BLOB_MISSING, STORE_CORRUPT; RangeError for
 * what is no repository id, commit or revision; the abort reason
 */
export async function writeHfCache(
  store: Store,
  options: WriteHfCacheOptions,
): Promise<HfCacheReport> {
  const { snapshots, signal: outer } = options;
  outer?.throwIfAborted();
  const folder = resolve(options.folder);
  const repos = groupByRepo(snapshots);
  if (repos.size === 0) return sumUp(folder, []);
  try {
    const opened = await openHfCache(store, folder);
    const { symlinks = opened.symlinks } = options;
    const limit = pLimit(REPOS_AT_A_TIME);
    const results = await shareFate(outer, (signal) =>
      [...repos].map(([repoId, wanted]) =>
        limit(async () => {
          signal.throwIfAborted();
          const repo = readHfCacheRepo(store, repoId, wanted);
          const path = join(folder, repo.folder);
          return writeHfCacheRepo({ store, path, symlinks, signal }, repo);
        }),
      ),
    );
    return sumUp(folder, results);
  } catch (error) {
    outer?.throwIfAborted();
    throw toHfCacheError(error, folder);
  }
}

function groupByRepo(
  snapshots: readonly HfCacheSnapshot[],
): ReadonlyMap<RepoId, readonly HfCacheSnapshot[]> {
  const repos = new Map<RepoId, HfCacheSnapshot[]>();
  for (const snapshot of snapshots) {
    checkSnapshot(snapshot);
    const known = repos.get(snapshot.repoId);
    if (known === undefined) repos.set(snapshot.repoId, [snapshot]);
    else known.push(snapshot);
  }
  return repos;
}

function sumUp(folder: string, results: readonly HfCacheRepoResult[]): HfCacheReport {
  const sum = (of: "snapshots" | "files" | "newFiles" | "newBytes"): number =>
    results.reduce((total, result) => total + result[of], 0);
  return {
    folder,
    snapshots: sum("snapshots"),
    files: sum("files"),
    newFiles: sum("newFiles"),
    newBytes: sum("newBytes"),
    leftOut: results.flatMap(({ leftOut }) => leftOut),
  };
}

function checkSnapshot({ repoId, commit, revision = "main" }: HfCacheSnapshot): void {
  if (!isRepoId(repoId)) throw new RangeError(`not a repository id: ${JSON.stringify(repoId)}`);
  if (!isCommitHash(commit)) throw new RangeError(`not a commit hash: ${JSON.stringify(commit)}`);
  if (isSafeViewPath(revision)) return;
  throw new RangeError(`cannot be a revision: ${JSON.stringify(revision)}`);
}
