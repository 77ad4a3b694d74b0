import type { CommitHash, RepoId, Sha256 } from "@flock-tools/core";
import { hasBlob } from "./blobs.ts";
import type { SnapshotFileKey } from "./partials.ts";
import { isStorableText, type SqlRow } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** One file of a snapshot whose bytes are in the store. */
export interface StoredFile {
  /** As the repository names it: hostile until `isSafeViewPath` says otherwise. */
  readonly path: string;
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
  /** The git blob hash, where it was known. */
  readonly gitSha1: string | undefined;
  /** Rows that count, where they were counted. */
  readonly rows: number | undefined;
}

/** One repository at one commit. */
export interface SnapshotKey {
  readonly repoId: RepoId;
  readonly commit: CommitHash;
}

const COLUMNS = "path, sha256, size, git_sha1, rows";

/** The file, if the catalog knows it and its blob is there with that size. */
export function findSnapshotFile(
  store: Store,
  { repoId, commit, path }: SnapshotFileKey,
): StoredFile | undefined {
  if (![repoId, commit, path].every(isStorableText)) return undefined;
  const [row] = store.internals.sqlite.all(
    `SELECT ${COLUMNS} FROM snapshot_files WHERE repo_id = ? AND commit_hash = ? AND path = ?`,
    [repoId, commit, path],
  );
  const file = row && toStoredFile(row);
  return file !== undefined && hasBlob(store, file) ? file : undefined;
}

/** The snapshot's files whose blobs are there with their sizes, sorted by path (by code point). */
export function listSnapshotFiles(store: Store, key: SnapshotKey): readonly StoredFile[] {
  return listKnownFiles(store, key).filter((file) => hasBlob(store, file));
}

/**
 * Notes that all files that are wanted of a snapshot are in the store, as `isSnapshotComplete` will say from now on.
 *
 * @throws RangeError when none is
 */
export function markSnapshotComplete(store: Store, key: SnapshotKey): void {
  const { sqlite } = store.internals;
  sqlite.transaction(() => {
    const files = listKnownFiles(store, key).length;
    if (files === 0)
      throw new RangeError(`no file of ${key.repoId} at ${key.commit} is in the store`);
    sqlite.run(
      `INSERT INTO snapshots (repo_id, commit_hash, files) VALUES (?, ?, ?)
       ON CONFLICT (repo_id, commit_hash) DO UPDATE SET files = max(files, excluded.files)`,
      [key.repoId, key.commit, files],
    );
  });
}

/** Whether the snapshot was marked complete and every blob of it is still there with its size. */
export function isSnapshotComplete(store: Store, key: SnapshotKey): boolean {
  if (![key.repoId, key.commit].every(isStorableText)) return false;
  const [row] = store.internals.sqlite.all(
    "SELECT files FROM snapshots WHERE repo_id = ? AND commit_hash = ?",
    [key.repoId, key.commit],
  );
  return row !== undefined && listSnapshotFiles(store, key).length >= Number(row["files"]);
}

/** One file of one snapshot by its name. */
export interface BlobUse extends SnapshotKey {
  /** As the repository names it. */
  readonly path: string;
}

/** Every snapshot in which a blob is, and under which name; sorted by repository, commit and path. */
export function listBlobUses({ internals: { sqlite } }: Store, sha256: Sha256): readonly BlobUse[] {
  return sqlite
    .all(
      `SELECT repo_id, commit_hash, path FROM snapshot_files WHERE sha256 = ?
       ORDER BY repo_id, commit_hash, path`,
      [sha256],
    )
    .map((row) => ({
      repoId: row["repo_id"] as string,
      commit: row["commit_hash"] as string,
      path: row["path"] as string,
    }));
}

/** Every snapshot of a repository of which a file is known, by commit hash. */
export function listSnapshotCommits(
  { internals: { sqlite } }: Store,
  { repoId }: Pick<SnapshotKey, "repoId">,
): readonly CommitHash[] {
  if (!isStorableText(repoId)) return [];
  return sqlite
    .all("SELECT DISTINCT commit_hash FROM snapshot_files WHERE repo_id = ? ORDER BY commit_hash", [
      repoId,
    ])
    .map((row) => row["commit_hash"] as string);
}

function listKnownFiles(store: Store, { repoId, commit }: SnapshotKey): StoredFile[] {
  return store.internals.sqlite
    .all(
      `SELECT ${COLUMNS} FROM snapshot_files WHERE repo_id = ? AND commit_hash = ? ORDER BY path`,
      [repoId, commit],
    )
    .map(toStoredFile);
}

function toStoredFile(row: SqlRow): StoredFile {
  return {
    path: row["path"] as string,
    sha256: row["sha256"] as string,
    size: row["size"] as number,
    gitSha1: (row["git_sha1"] as string | null) ?? undefined,
    rows: (row["rows"] as number | null) ?? undefined,
  };
}
