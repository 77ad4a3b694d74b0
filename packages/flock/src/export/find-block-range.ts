import { type BlockNumber, type BlockRef, UsageError } from "@flock-tools/core";
import type { Moment, RowSelection } from "./row-selection.ts";

/** Blocks between two moments, both inclusive. */
export interface BlockRange {
  readonly since: BlockNumber | undefined;
  readonly until: BlockNumber | undefined;
  /** Whether a bound was reckoned from a date and may be some blocks off. */
  readonly isEstimated: boolean;
}

// subtensor, runtime/src/lib.rs, `MILLISECS_PER_BLOCK`.
const BLOCK_TIME_MS = 12_000;

/**
 * The blocks that a selection asks for. The times of observed blocks are known; that of a block between two of them is
 * reckoned from both, and before the first from the chain's pace of 12 seconds. Pure.
 *
 * @param blocks observed ones, oldest first
 * @throws UsageError if the first block is behind the last
 */
export function findBlockRange(
  { since, until }: Pick<RowSelection, "since" | "until">,
  blocks: readonly BlockRef[],
): BlockRange {
  const first = since && findBound(since, blocks, "first");
  const last = until && findBound(until, blocks, "last");
  if (first !== undefined && last !== undefined && first.block > last.block) {
    throw new UsageError(
      `the first block must not be later than the last: got blocks ${first.block} and ${last.block}`,
      { next: "exchange --since and --until" },
    );
  }
  return {
    since: first?.block,
    until: last?.block,
    isEstimated: first?.isEstimated === true || last?.isEstimated === true,
  };
}

interface Bound {
  readonly block: BlockNumber;
  readonly isEstimated: boolean;
}

function findBound(moment: Moment, blocks: readonly BlockRef[], side: "first" | "last"): Bound {
  if (moment.type === "block") return { block: moment.block, isEstimated: false };
  if (side === "last") return findBlockAt(moment.to, blocks);
  const { block, isEstimated } = findBlockAt(moment.from - 1, blocks);
  return { block: block + 1, isEstimated };
}

/** The last block whose time is at or before `time`. */
function findBlockAt(time: number, blocks: readonly BlockRef[]): Bound {
  const before = blocks.findLast(({ timestamp }) => timestamp <= time);
  const after = blocks.find(({ timestamp }) => timestamp > time);
  if (after === undefined) return { block: before?.number ?? 0, isEstimated: false };
  if (before === undefined) {
    const back = Math.ceil((after.timestamp - time) / BLOCK_TIME_MS);
    return { block: Math.max(0, after.number - back), isEstimated: true };
  }
  const share = (time - before.timestamp) / (after.timestamp - before.timestamp);
  const block = before.number + Math.floor(share * (after.number - before.number));
  // Of two blocks next to each other there is nothing in between.
  return { block, isEstimated: after.number - before.number > 1 && time !== before.timestamp };
}
