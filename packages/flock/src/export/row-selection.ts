import type { BlockNumber, Coldkey, Hotkey, Uid } from "@flock-tools/core";

/** A point on the chain, by height or by time; dates in milliseconds since the Unix epoch, both ends inclusive. */
export type Moment =
  | { readonly type: "block"; readonly block: BlockNumber }
  | { readonly type: "date"; readonly from: number; readonly to: number };

/**
 * Which rows by what they are worth.
 *
 * - `valid`: rows that every Python reads.
 * - `eligible`: all rows of miners whom the rules in force find eligible at the newest observed block.
 * - `unique`: of rows that are the same as Python prints them, or by their bytes where it prints nothing, the first one by
 *   the commitment's block, then by uid, then by its place in the file.
 */
export type RowWorth = "valid" | "eligible" | "unique";

/**
 * Which rows to take. Each part that is given narrows the choice; within a list any match will do. They are applied in
 * this order: miners (`uids`, `hotkeys`, `coldkeys`, `competitions`, `since`, `until`), what rows say (`minTurns`,
 * `minChars`, `maxChars`), `only`, a filter of the caller's such as an SQL expression, `sample`, `limit`.
 */
export interface RowSelection {
  readonly uids?: readonly Uid[] | undefined;
  readonly hotkeys?: readonly Hotkey[] | undefined;
  readonly coldkeys?: readonly Coldkey[] | undefined;
  /** As committed. */
  readonly competitions?: readonly string[] | undefined;
  /** Commitments of this block or day, or later. */
  readonly since?: Moment | undefined;
  /** Commitments of this block or day, or earlier. */
  readonly until?: Moment | undefined;
  /** Messages at least; a row without a list of messages is left out. */
  readonly minTurns?: number | undefined;
  /** Code points of all contents at least; likewise. */
  readonly minChars?: number | undefined;
  /** Code points of all contents at most; likewise. */
  readonly maxChars?: number | undefined;
  readonly only?: RowWorth | undefined;
  /** So many rows drawn at random, each as likely as any other, in the order that they had; all if there are fewer. */
  readonly sample?: number | undefined;
  /** Decides the draw. Default 0. */
  readonly seed?: bigint | number | string | undefined;
  /** The first so many. */
  readonly limit?: number | undefined;
}
