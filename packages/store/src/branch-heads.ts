import type { BlockNumber, CommitHash, RepoId, Revision } from "@flock-tools/core";
import { checkCommitHash } from "./resolutions.ts";
import { isStorableText, type SqlRow } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** A branch of one repository. */
export interface BranchKey {
  readonly repoId: RepoId;
  /** E.g. `main`. */
  readonly branch: Revision;
}

/** Where a branch was seen. */
export interface BranchHead {
  /** The chain's block at the time. */
  readonly block: BlockNumber;
  readonly commit: CommitHash;
}

/**
 * Notes that the Hub said, while the chain was at `block`, that a branch is at `commit`. At one block the last word stays.
 *
 * @throws RangeError unless `commit` is a whole commit hash
 */
export function recordBranchHead(
  store: Store,
  { repoId, branch, block, commit }: BranchKey & BranchHead,
): void {
  checkCommitHash(commit);
  store.internals.sqlite.run(
    `INSERT INTO branch_heads (repo_id, branch, block, commit_hash) VALUES (?, ?, ?, ?)
     ON CONFLICT (repo_id, branch, block) DO UPDATE SET commit_hash = excluded.commit_hash`,
    [repoId, branch, block, commit],
  );
}

/** The last that was seen of a branch at or before `block`. */
export function findBranchHead(
  { internals: { sqlite } }: Store,
  { repoId, branch, block }: BranchKey & { readonly block: BlockNumber },
): BranchHead | undefined {
  if (!isStorableText(repoId) || !isStorableText(branch)) return undefined;
  const [row] = sqlite.all(
    `SELECT block, commit_hash FROM branch_heads
     WHERE repo_id = ? AND branch = ? AND block <= ? ORDER BY block DESC LIMIT 1`,
    [repoId, branch, block],
  );
  return row && toHead(row);
}

/** All that was seen of a branch, oldest first. */
export function listBranchHeads(
  { internals: { sqlite } }: Store,
  { repoId, branch }: BranchKey,
): readonly BranchHead[] {
  if (!isStorableText(repoId) || !isStorableText(branch)) return [];
  return sqlite
    .all(
      "SELECT block, commit_hash FROM branch_heads WHERE repo_id = ? AND branch = ? ORDER BY block",
      [repoId, branch],
    )
    .map(toHead);
}

function toHead(row: SqlRow): BranchHead {
  return { block: row["block"] as number, commit: row["commit_hash"] as string };
}
