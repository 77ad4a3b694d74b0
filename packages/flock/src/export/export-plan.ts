import type {
  BlockNumber,
  BlockRef,
  Coldkey,
  CommitHash,
  Hotkey,
  Netuid,
  RepoId,
  Revision,
  Sha256,
  Uid,
} from "@flock-tools/core";
import type { MinerFile } from "../judgement/judgement-input.ts";
import type { VerdictReason } from "../judgement/verdict.ts";
import type { BlockRange } from "./find-block-range.ts";

/** A miner whose rows are read, and the file that they are in. What it committed is hostile. */
export interface ExportMiner {
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  readonly coldkey: Coldkey;
  readonly repoId: RepoId;
  readonly competitionId: string;
  /** As committed. */
  readonly revision: Revision;
  /** What that stands for. */
  readonly commit: CommitHash;
  readonly commitmentBlock: BlockNumber;
  /** The first observed block at which this commitment was seen. */
  readonly firstSeenBlock: BlockNumber;
  /** Of the whole file. */
  readonly sha256: Sha256;
  /** All rows of the file, good and bad; at least so many of a file with more than 10,000,000. */
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  /** What Python makes of the file as a whole. */
  readonly status: MinerFile["status"];
}

/** A miner that was asked for but whose rows are not read. */
export interface LeftOutMiner {
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  readonly coldkey: Coldkey;
  /** As committed, like the competition: hostile; undefined without a commitment that can be read. */
  readonly repoId: RepoId | undefined;
  readonly competitionId: string | undefined;
  readonly commitmentBlock: BlockNumber | undefined;
  /**
   * A short code: what `readJudgementInput` says of a miner without a file, such as `no-commitment`,
   * `invalid-commitment`, `gated` or `not-fetched`; or `not-eligible`.
   */
  readonly reason: string;
  /** Of those that are not eligible: why. */
  readonly verdict: VerdictReason | undefined;
}

/** What an export would read; plain data. */
export interface ExportPlan {
  readonly netuid: Netuid;
  /** The newest that was observed: the commitments are those in force at it. */
  readonly block: BlockRef;
  /** Name of the rules that decide who is eligible. */
  readonly ruleSet: string;
  /** Of commitments: what was asked for by `since` and `until`. */
  readonly range: BlockRange;
  /** By rising uid. */
  readonly miners: readonly ExportMiner[];
  /** By rising uid. */
  readonly leftOut: readonly LeftOutMiner[];
  /** What was asked for by name but is not there, e.g. `uid 300`. */
  readonly unmatched: readonly string[];
  /** Of all files of `miners`, a file of several miners counted for each. */
  readonly rows: number;
  readonly bytes: number;
  /** Rows that come out at most. */
  readonly mostRows: number;
}
