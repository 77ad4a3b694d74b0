import type { CommitHash, RepoId, Revision, Sha256 } from "@flock-tools/core";
import { listSnapshotFiles, type Store, type StoredFile } from "@flock-tools/store";
import { chooseFiles } from "../snapshot-paths.ts";

/** One snapshot that the cache is to hold. */
export interface HfCacheSnapshot {
  readonly repoId: RepoId;
  readonly commit: CommitHash;
  /** A branch, tag or shortened hash of which the Hub has said that it means `commit`. */
  readonly revision?: Revision | undefined;
}

/** A file that the cache could not take under its name. */
export interface HfCacheLeftOut {
  readonly repoId: RepoId;
  readonly commit: CommitHash;
  /** At most 256 characters; hostile. */
  readonly path: string;
  /** `no-place`: the file system has no such names, or something else is in the way. */
  readonly reason: "unsafe-path" | "no-place";
}

/** A file's content by its name in the cache. */
export interface HfCacheBlob {
  /** As huggingface_hub names it: by git's blob hash, or by the SHA-256 of an LFS file. */
  readonly etag: string;
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
}

/** What the cache is to hold of one repository. */
export interface HfCacheRepo {
  readonly repoId: RepoId;
  /** Below the cache: `datasets--<namespace>--<name>`. */
  readonly folder: string;
  readonly blobs: readonly HfCacheBlob[];
  readonly files: readonly (HfCacheBlob & { readonly commit: CommitHash; readonly path: string })[];
  readonly refs: ReadonlyMap<Revision, CommitHash>;
  readonly leftOut: readonly HfCacheLeftOut[];
}

/** What the store has of snapshots of one repository, as the cache names it. */
export function readHfCacheRepo(
  store: Store,
  repoId: RepoId,
  snapshots: readonly HfCacheSnapshot[],
): HfCacheRepo {
  const blobs = new Map<string, HfCacheBlob>();
  const files: (HfCacheBlob & { commit: CommitHash; path: string })[] = [];
  const refs = new Map<Revision, CommitHash>();
  const leftOut: HfCacheLeftOut[] = [];
  for (const commit of new Set(snapshots.map((snapshot) => snapshot.commit))) {
    const stored = listSnapshotFiles(store, { repoId, commit });
    const { chosen, leftOut: unsafe } = chooseFiles(stored, { maxBytes: Infinity });
    for (const { path } of unsafe) leftOut.push({ repoId, commit, path, reason: "unsafe-path" });
    for (const file of chosen) {
      const blob = toBlob(file);
      blobs.set(blob.etag, blob);
      files.push({ ...blob, commit, path: file.path });
    }
    // A ref to a commit of which nothing is there counts as damage (huggingface_hub, `_scan_cached_repo`).
    if (chosen.length === 0) continue;
    for (const snapshot of snapshots) {
      const { revision = commit } = snapshot;
      if (snapshot.commit === commit && revision !== commit) refs.set(revision, commit);
    }
  }
  const folder = ["datasets", ...repoId.split("/")].join("--");
  return { repoId, folder, blobs: [...blobs.values()], files, refs, leftOut };
}

function toBlob({ gitSha1, sha256, size }: StoredFile): HfCacheBlob {
  return { etag: gitSha1 ?? sha256, sha256, size };
}
