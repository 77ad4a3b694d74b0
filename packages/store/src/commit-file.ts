import type { Sha256 } from "@flock-tools/core";
import { placeBlob } from "./blobs.ts";
import { toStoreError } from "./errors.ts";
import { isSha256 } from "./layout.ts";
import type { ClaimedPartial, SnapshotFileKey } from "./partials.ts";
import type { StoredFile } from "./snapshots.ts";
import { checkCommitHash } from "./resolutions.ts";
import { isStorableText } from "./sqlite.ts";
import type { Store } from "./store.ts";

export interface CommitFileOptions extends SnapshotFileKey {
  /** Holds the whole file; given up by this function when it succeeds. */
  readonly partial: ClaimedPartial;
  /** Of all bytes of the file, as checked by the caller. */
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
  /** The git blob hash: 40 lower-case hex digits. */
  readonly gitSha1?: string | undefined;
  /** Rows that count; undefined where nobody counted. */
  readonly rows?: number | undefined;
}

/**
 * Takes a verified file into the store: first its bytes under their hash, then its row in the catalog, each durable
 * before the next, so that a crash at any point leaves nothing half-written that could be taken for whole. The size is
 * checked here, the hash is the caller's word. Files that are committed at once share one catalog transaction.
 *
 * @throws StoreError STORE_WRONG_SIZE (the partial is kept), STORE_DISK_FULL, STORE_NOT_WRITABLE, STORE_BUSY or STORE_IO
 * @throws RangeError for a malformed commit, hash, size or path
 */
export async function commitFile(store: Store, options: CommitFileOptions): Promise<StoredFile> {
  checkOptions(options);
  const { partial, repoId, commit, path, sha256, size, gitSha1, rows } = options;
  const { sqlite, commits, layout } = store.internals;
  try {
    await placeBlob(store, { from: partial.path, sha256, size });
  } catch (error) {
    throw toStoreError(error, layout.dataDir);
  }
  await commits.add(() => {
    sqlite.run(
      `INSERT INTO snapshot_files (repo_id, commit_hash, path, sha256, size, git_sha1, rows)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (repo_id, commit_hash, path) DO UPDATE SET
         sha256 = excluded.sha256, size = excluded.size,
         git_sha1 = CASE WHEN sha256 = excluded.sha256
           THEN coalesce(excluded.git_sha1, git_sha1) ELSE excluded.git_sha1 END,
         rows = CASE WHEN sha256 = excluded.sha256
           THEN coalesce(excluded.rows, rows) ELSE excluded.rows END`,
      [repoId, commit, path, sha256, size, gitSha1 ?? null, rows ?? null],
    );
  });
  partial.discard();
  return { path, sha256, size, gitSha1, rows };
}

function checkOptions({
  repoId,
  commit,
  path,
  sha256,
  size,
  gitSha1,
  rows,
}: CommitFileOptions): void {
  checkCommitHash(commit);
  if (!isSha256(sha256)) throw new RangeError("sha256 must be 64 lower-case hex digits");
  if (!isStorableText(path) || path === "") throw new RangeError("path must be text without NUL");
  if (!isStorableText(repoId)) throw new RangeError("repoId must be text without NUL");
  if (!Number.isSafeInteger(size) || size < 0)
    throw new RangeError(`size must be an integer >= 0: got ${size}`);
  if (rows !== undefined && (!Number.isSafeInteger(rows) || rows < 0)) {
    throw new RangeError(`rows must be an integer >= 0: got ${rows}`);
  }
  if (gitSha1 !== undefined && !/^[0-9a-f]{40}$/.test(gitSha1)) {
    throw new RangeError(`gitSha1 must be 40 lower-case hex digits: got ${gitSha1}`);
  }
}
