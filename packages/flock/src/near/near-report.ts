import type { BlockNumber, Coldkey, CommitHash, Hotkey, RepoId, Uid } from "@flock-tools/core";
import type { NearEngine } from "@flock-tools/neardup";
import type { CommitOrder } from "../judgement/compare-pairs.ts";
import type { GroupMember } from "../judgement/find-groups.ts";
import type { RowKey } from "../judgement/judgement-input.ts";
import type { NearScope } from "./near-rows.ts";

/** Where a row stands, and since when its miner points at it. What is undefined is not known, or of the pool. */
export interface NearPlace {
  /** Undefined: a row of the evaluation pool. */
  readonly uid: Uid | undefined;
  /** From 0. */
  readonly row: number;
  readonly commitmentBlock: BlockNumber | undefined;
  readonly repoId: RepoId | undefined;
  readonly commit: CommitHash | undefined;
  readonly path: string | undefined;
}

/** One of two rows. */
export interface NearSide extends NearPlace {
  /** What it has in common with all rows that Python prints alike. */
  readonly canonical: RowKey;
  /** Whether the evaluation pool has it; undefined without a pool. */
  readonly isInPool: boolean | undefined;
  /** Rows that have the same shingles, this one among them, in all that was compared. */
  readonly alike: number;
}

/**
 * Two rows that are near each other. Of all rows that have the same shingles as either, these two are named: the one
 * that was there first, and the first of the others that is somebody else's.
 */
export interface NearRowPair {
  /** The one that was there first; of two of which nobody knows, the one with the lower uid. */
  readonly a: NearSide;
  readonly b: NearSide;
  /** Of a to b; the pool is earlier than everybody. */
  readonly order: Exclude<CommitOrder, "later">;
  /** By how many blocks a's miner committed earlier; undefined if not known, or of the pool. */
  readonly blocksEarlier: number | undefined;
  readonly isSameColdkey: boolean;
  /** Shingles shared and of both together, as an exact fraction: `412/500`; `1/1` if the sets are equal. */
  readonly jaccard: string;
  /** The same, 0 to 100. */
  readonly percent: number;
}

/** A row most of which is in another one that is larger, or as large, without the two being near. */
export interface ContainedRowPair {
  readonly row: NearSide;
  readonly container: NearSide;
  /** Of row to container. */
  readonly order: CommitOrder;
  /** By how many blocks the container's miner committed earlier; negative if later. */
  readonly blocksEarlier: number | undefined;
  readonly isSameColdkey: boolean;
  /** Shingles shared and of the row, as an exact fraction. */
  readonly containment: string;
  /** The same, 0 to 100. */
  readonly percent: number;
}

/** Rows of one kind: Python prints them alike. */
export interface NearClusterRow {
  readonly canonical: RowKey;
  readonly isInPool: boolean | undefined;
  /** By who was there first. */
  readonly places: readonly Pick<NearPlace, "uid" | "row">[];
}

/** Different rows that are near each other, directly or through others of them. */
export interface NearRowCluster {
  /** Rows in all places. */
  readonly size: number;
  /** Ascending. */
  readonly uids: readonly Uid[];
  /** Whether the pool has rows of it. */
  readonly isInPool: boolean | undefined;
  /** The row that was there first, of those committed in one block that of the lowest uid; undefined if nobody knows. */
  readonly first: NearPlace | undefined;
  /** The different ones, two or more. */
  readonly rows: readonly NearClusterRow[];
}

/** How many rows of one have a twin in the other: a row that is near, or the same. */
export interface NearMinerPair {
  /** Who was there first, if that is known, else the lower uid; undefined: the evaluation pool. */
  readonly a: Uid | undefined;
  readonly b: Uid;
  /** Different rows of a that have a twin in b. */
  readonly twinsOfA: number;
  /** Different rows of b that have a twin in a. */
  readonly twinsOfB: number;
  /** Different rows that both have as Python prints them. */
  readonly identical: number;
  /** Of b's rows with a twin in a, those that the pool does not have; undefined without a pool. */
  readonly twinsOfBOutsidePool: number | undefined;
  /** Of a to b. */
  readonly order: Exclude<CommitOrder, "later">;
  readonly blocksEarlier: number | undefined;
  readonly isSameColdkey: boolean;
  /** Whether either of them has more twins in the other than the rules allow shared rows. Always false with the pool. */
  readonly isLinked: boolean;
}

/** A miner that a member of a cluster is linked to. */
export interface NearMinerLink {
  readonly uid: Uid;
  /** Different rows of the member that have a twin in the other. */
  readonly twins: number;
  /** Different rows of the other that have a twin in the member. */
  readonly twinsOfOther: number;
  readonly identical: number;
  /** Of the other to the member. */
  readonly order: CommitOrder;
  /** By how many blocks the other committed earlier; negative if later, undefined if not known. */
  readonly blocksEarlier: number | undefined;
  readonly isSameColdkey: boolean;
  /** Of the member's rows with a twin in the other, those without a twin in any earlier link that was before this one. */
  readonly hadFirst: number;
}

export interface NearMinerMember {
  readonly uid: Uid;
  readonly hotkey: Hotkey | undefined;
  readonly coldkey: Coldkey | undefined;
  readonly commitmentBlock: BlockNumber | undefined;
  readonly blocksAfterFirst: number | undefined;
  /** As in `findGroups`. */
  readonly role: GroupMember["role"];
  /** Links to earlier ones, by twins, most first. */
  readonly sources: readonly NearMinerLink[];
  /** All others, likewise. */
  readonly others: readonly NearMinerLink[];
}

/** Miners that are linked by rows with twins, directly or through others; no judgement. */
export interface NearMinerCluster {
  /** By commitment block, unknown ones last, then by uid. */
  readonly members: readonly NearMinerMember[];
  readonly isOneColdkey: boolean;
}

/** All that was found of rows that are near each other; plain data. */
export interface NearReport {
  /** Version of this shape. */
  readonly schema: 1;
  readonly scope: NearScope;
  readonly engine: NearEngine;
  readonly threshold: string;
  /** Undefined: contained rows were not searched for. */
  readonly containment: string | undefined;
  readonly includeSystem: boolean;
  /** More rows with a twin than this link two miners: what the rule set allows of shared rows. */
  readonly linkedAbove: number;
  readonly totals: NearTotals;
  /**
   * Whether there may be more than is listed.
   *
   * - `links`: the twins of miners are counted from so many pairs that some may be missing: the numbers may be too low.
   */
  readonly truncated: {
    readonly pairs: boolean;
    readonly contained: boolean;
    readonly links: boolean;
  };
  /** The nearest first; empty if only clusters were asked for. */
  readonly pairs: readonly NearRowPair[];
  /** By share, most first; empty if only clusters were asked for. */
  readonly contained: readonly ContainedRowPair[];
  /** The largest first. Clusters of rows that are all the same are left out: the judgement lists those. */
  readonly rowClusters: readonly NearRowCluster[];
  /** Those that have twins beyond identical rows, and those that are linked: by twins, most first. */
  readonly minerPairs: readonly NearMinerPair[];
  /** Those with links by more than identical rows first, then the largest. */
  readonly minerClusters: readonly NearMinerCluster[];
}

export interface NearTotals {
  /** Rows that count, of all that were compared, those of the pool left out. */
  readonly rows: number;
  readonly miners: number;
  /** Rows of the pool that were compared. */
  readonly poolRows: number;
  /** Different rows of all of them, as Python prints them. */
  readonly differentRows: number;
  /** Of the different ones, those that have no text to compare. */
  readonly withoutText: number;
  /** Those whose text has no word. */
  readonly withoutWords: number;
  /** Rows above 16,000,000 bytes, and rows of which it is not known whether Python reads them: not compared. */
  readonly rowsLeftOut: number;
  /** Near pairs in the scope, as far as they were counted. */
  readonly pairs: number;
  /** Near pairs outside of the scope, such as those within one miner's own file: left out. */
  readonly pairsLeftOut: number;
  readonly contained: number;
  readonly rowClusters: number;
  readonly minerPairs: number;
  readonly minerClusters: number;
}
