import type {
  BlockHash,
  BlockNumber,
  BlockRef,
  CommitHash,
  Hotkey,
  Netuid,
  RepoId,
  Sha256,
  Uid,
} from "@flock-tools/core";
import type { LeftOutMiner } from "../export/export-plan.ts";

/**
 * What counts as a duplicate.
 *
 * - `exact`: rows that Python prints alike.
 * - `near`: these, and all that hangs together by a similarity at the threshold or above it.
 * - `none`: nothing; equal rows then stay on the same side of the split.
 */
export type MixDedupe = "exact" | "near" | "none";

/** Of the rows that are kept: a share from 0 to 1, exclusive, or a number. */
export type MixValidation = { readonly share: number } | { readonly rows: number };

/** How a mix was made; the same settings make the same mix of the same store. */
export interface MixSettings {
  readonly dedupe: MixDedupe;
  /** Least Jaccard similarity of twins, as it was given. */
  readonly threshold: string;
  /** Whether the system prompt is part of the text that is compared. */
  readonly includeSystem: boolean;
  readonly quota: number | undefined;
  /** A decimal number. */
  readonly seed: string;
  readonly validation: MixValidation;
}

/** A miner whose rows were mixed, and what became of them. */
export interface MixMiner {
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  /** As committed, like the competition: hostile. */
  readonly repoId: RepoId;
  readonly competitionId: string;
  readonly commit: CommitHash;
  readonly commitmentBlock: BlockNumber;
  readonly counts: MixCounts;
}

/** What became of rows: all but the last two were left out, in this order. */
export interface MixCounts {
  /** Rows that the selection took. */
  readonly rows: number;
  /** On which some Python raises. */
  readonly invalid: number;
  /** Longer than 16,000,000 bytes, or printed by Python as more: too long to be compared. */
  readonly tooLong: number;
  /** Twins of a row that came first. */
  readonly duplicates: number;
  readonly overQuota: number;
  readonly train: number;
  readonly validation: number;
}

/** A row of a mix, and where it is from. */
export interface MixRow {
  readonly miner: MixMiner;
  /** Of the miner's whole file. */
  readonly fileSha256: Sha256;
  /** In its file, from 0. */
  readonly row: number;
  /** Of the first byte of its line in the file, and bytes of the line without its end. */
  readonly offset: number;
  readonly length: number;
  readonly rawSha256: Sha256;
  readonly canonicalSha256: Sha256;
  /** Number of its cluster of twins, from 0, by who had the first row of it. */
  readonly cluster: number;
  /** Twins that were dropped for it. */
  readonly droppedTwins: number;
}

export type MixSplitName = "train" | "validation";

/** One file of a mix. */
export interface MixSplit {
  readonly name: MixSplitName;
  /** At least 1. */
  readonly rows: number;
  /** In the order of the file's lines. */
  readonly list: () => Iterable<MixRow>;
}

/** Rows of many miners, chosen, shuffled and split, ready to be written. */
export interface Mix {
  readonly netuid: Netuid;
  readonly genesis: BlockHash;
  /** At which the commitments were in force. */
  readonly block: BlockRef;
  readonly settings: MixSettings;
  readonly counts: MixCounts;
  /** Clusters of twins among the rows that are kept. */
  readonly clusters: number;
  /** Rows of the largest of them. */
  readonly largestCluster: number;
  /** Rows that are kept and have no text, or one without a word: only equal rows are their twins. */
  readonly withoutText: number;
  /** By rising uid. */
  readonly miners: readonly MixMiner[];
  /** By rising uid. */
  readonly leftOut: readonly LeftOutMiner[];
  /** `train`, then `validation` unless nothing was asked for. */
  readonly splits: readonly MixSplit[];
}
