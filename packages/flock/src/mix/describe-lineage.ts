import type { BlockNumber, CommitHash, Hotkey, RepoId, Sha256, Uid } from "@flock-tools/core";
import type { MixRow, MixSplitName } from "./mix.ts";

/** Where one line of a mix is from: a line of `lineage.jsonl`. */
export interface MixLineage {
  readonly split: MixSplitName;
  /** Of the split's file, from 1. */
  readonly line: number;
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  /** Repository and competition as committed: hostile. */
  readonly namespace: RepoId;
  readonly competition_id: string;
  /** The commit that the row was read from. */
  readonly revision: CommitHash;
  readonly commitment_block: BlockNumber;
  /** In its file, from 0. */
  readonly row_index: number;
  /** Of the line's bytes without its end. */
  readonly row_sha256: Sha256;
  readonly canonical_sha256: Sha256;
  /** Number of its cluster of twins, from 0: all rows of a cluster are in one split. */
  readonly cluster: number;
  /** Twins that were dropped for it. */
  readonly dropped_twins: number;
}

export function describeLineage(
  { miner, row, rawSha256, canonicalSha256, cluster, droppedTwins }: MixRow,
  { split, line }: Pick<MixLineage, "split" | "line">,
): MixLineage {
  return {
    split,
    line,
    uid: miner.uid,
    hotkey: miner.hotkey,
    namespace: miner.repoId,
    competition_id: miner.competitionId,
    revision: miner.commit,
    commitment_block: miner.commitmentBlock,
    row_index: row,
    row_sha256: rawSha256,
    canonical_sha256: canonicalSha256,
    cluster,
    dropped_twins: droppedTwins,
  };
}
