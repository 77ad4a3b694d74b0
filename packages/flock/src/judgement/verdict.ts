import type { BlockNumber, Coldkey, Hotkey, Uid } from "@flock-tools/core";
import type { Pin } from "./check-pin.ts";
import type { CommitOrder } from "./compare-pairs.ts";
import type { PoolSummary } from "./roster.ts";

export type MinerVerdictKind = "eligible" | "duplicate" | "invalid" | "undecidable" | "no-data";

/**
 * Why.
 *
 * - eligible: `ok`, or `no-rows` for a file without rows, which passes every check.
 * - duplicate: `shared-rows`.
 * - invalid: `void-file`, `pool-void`, `repeated-rows`, `outside-pool`, `pin-short`, `pin-not-a-prefix`.
 * - undecidable: `undecidable-file`, `unknown-rows`, `pool-missing`, `pool-undecidable`, `order-unknown` (shares too many
 *   rows with a miner of whom it is not known who committed first), `undecidable-partner`.
 * - no-data: `no-file`.
 */
export type VerdictReason =
  | "ok"
  | "no-rows"
  | "shared-rows"
  | "void-file"
  | "pool-void"
  | "repeated-rows"
  | "outside-pool"
  | "pin-short"
  | "pin-not-a-prefix"
  | "undecidable-file"
  | "unknown-rows"
  | "pool-missing"
  | "pool-undecidable"
  | "order-unknown"
  | "undecidable-partner"
  | "no-file";

/** A miner to which another one loses, or may lose. */
export interface Conviction {
  readonly uid: Uid;
  /** Distinct rows that count and that both have. */
  readonly shared: number;
  /** Whether the other committed earlier. */
  readonly order: CommitOrder;
  /** False where that hangs on what is not known. */
  readonly isCertain: boolean;
}

export interface MinerVerdict {
  readonly uid: Uid;
  readonly hotkey: Hotkey | undefined;
  readonly coldkey: Coldkey | undefined;
  readonly commitmentBlock: BlockNumber | undefined;
  readonly verdict: MinerVerdictKind;
  readonly reason: VerdictReason;
  /** The verdict in words, one sentence. */
  readonly sentence: string;
  readonly rowsThatCount: number;
  /** Distinct rows that count and stand in the pool; undefined without a pool. */
  readonly inPool: number | undefined;
  /** Rows that count beyond the first of their kind. */
  readonly repeated: number;
  readonly pin: Pin;
  /** The first of `convictions`. */
  readonly convictedBy: Conviction | undefined;
  /** Certain ones first, then by rows shared, most first, then by uid. */
  readonly convictions: readonly Conviction[];
}

/** Two miners that the validator puts into one group when it compares them. */
export interface ConvictingPair {
  /** The one that committed earlier; if neither did, the lower uid. */
  readonly first: Uid;
  readonly second: Uid;
  readonly shared: number;
  readonly order: "earlier" | "same-block" | "unknown";
  /** Whether only one of the two gets as far as to look for the other, which makes the pair harder to meet. */
  readonly isOneWay: boolean;
  readonly isCertain: boolean;
}

export interface Judgement {
  readonly ruleSet: string;
  readonly block: BlockNumber | undefined;
  readonly pool: PoolSummary;
  /** By uid, ascending. */
  readonly miners: readonly MinerVerdict[];
  /** By rows shared, most first. */
  readonly pairs: readonly ConvictingPair[];
  readonly totals: Readonly<Record<MinerVerdictKind, number>>;
}
