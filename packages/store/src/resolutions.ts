import { type CommitHash, isCommitHash, type RepoId, type Revision } from "@flock-tools/core";
import { isStorableText } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** A ref of one repository. */
export interface RevisionKey {
  readonly repoId: RepoId;
  readonly revision: Revision;
}

/** The commit that a revision is known to mean for good: itself for a whole hash, else what `recordResolution` kept. */
export function findResolution(
  store: Store,
  { repoId, revision }: RevisionKey,
): CommitHash | undefined {
  if (isCommitHash(revision)) return revision;
  if (!isHashPrefix(revision) || !isStorableText(repoId)) return undefined;
  const [row] = store.internals.sqlite.all(
    "SELECT commit_hash FROM resolutions WHERE repo_id = ? AND revision = ?",
    [repoId, revision],
  );
  return row?.["commit_hash"] as CommitHash | undefined;
}

/**
 * Keeps what a shortened commit hash was resolved to; the first answer stays. Branches and tags move, so anything that is
 * not a prefix of `commit` is not kept, and a whole hash needs no keeping.
 *
 * @throws RangeError unless `commit` is a whole commit hash
 */
export function recordResolution(
  store: Store,
  { repoId, revision, commit }: RevisionKey & { readonly commit: CommitHash },
): void {
  checkCommitHash(commit);
  if (!isHashPrefix(revision) || !commit.startsWith(revision)) return;
  store.internals.sqlite.run(
    "INSERT INTO resolutions (repo_id, revision, commit_hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    [repoId, revision, commit],
  );
}

// Seven is the shortest that FLock's validator accepts (FLock-subnet, flockoff/validator/validator_utils.py).
function isHashPrefix(revision: Revision): boolean {
  return /^[0-9a-f]{7,39}$/.test(revision);
}

/** @throws RangeError unless `text` is a whole commit hash */
export function checkCommitHash(text: string): void {
  if (isCommitHash(text)) return;
  throw new RangeError(`commit must be 40 lower-case hex digits: got ${JSON.stringify(text)}`);
}
