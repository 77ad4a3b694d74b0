import { type BlockNumber, type CommitHash, isCommitHash } from "@flock-tools/core";
import {
  findBranchHead,
  findResolution,
  listBranchHeads,
  listSnapshotCommits,
  listSnapshotFiles,
  type Store,
} from "@flock-tools/store";
import type { CountedFile, PoolSource } from "./judgement-source.ts";
import type { RuleSet } from "./judgement/rule-set.ts";
import { readStoredFile } from "./read-stored-file.ts";
import { DATA_FILE } from "./snapshot-paths.ts";

/** The pool of a rule set as it was when the chain was at `block`, as far as the store can tell. */
export function findPool(
  store: Store,
  { pool, block }: Pick<RuleSet, "pool"> & { readonly block: BlockNumber },
): { readonly source: PoolSource; readonly pool: CountedFile | undefined } {
  const found = findPoolCommit(store, { pool, block });
  const { repoId } = pool;
  const files = listSnapshotFiles(store, { repoId, commit: found.commit ?? "" });
  const jsonl = files.filter(({ path }) => path.endsWith(".jsonl"));
  const chosen = jsonl.find(({ path }) => path === DATA_FILE) ?? jsonl[0];
  const file = chosen && readStoredFile(store, chosen.sha256);
  return {
    source: {
      repoId,
      revision: pool.revision,
      ...found,
      sha256: chosen?.sha256,
      rowCount: file?.rowCount,
    },
    pool: file,
  };
}

type PoolCommit = Pick<PoolSource, "certainty" | "seenAt"> & {
  readonly commit?: CommitHash | undefined;
};

function findPoolCommit(
  store: Store,
  { pool, block }: Pick<RuleSet, "pool"> & { readonly block: BlockNumber },
): PoolCommit {
  const { repoId, revision } = pool;
  const pinned = isCommitHash(revision) ? revision : findResolution(store, { repoId, revision });
  if (pinned !== undefined) return { certainty: "pinned", commit: pinned };
  const seen = findBranchHead(store, { repoId, branch: revision, block });
  if (seen !== undefined) return { certainty: "seen", commit: seen.commit, seenAt: seen.block };
  const [later] = listBranchHeads(store, { repoId, branch: revision });
  if (later !== undefined) {
    return { certainty: "assumed", commit: later.commit, seenAt: later.block };
  }
  const [only, ...others] = listSnapshotCommits(store, { repoId });
  if (only === undefined || others.length > 0) return { certainty: "unknown" };
  return { certainty: "assumed", commit: only };
}
