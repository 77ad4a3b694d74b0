import type { BlockNumber, BlockRef } from "@flock-tools/core";
import type { DailyWindow } from "./judgement/rule-set.ts";

/** A moment: a block, or milliseconds since the Unix epoch. */
export type AsOf = { readonly block: BlockNumber } | { readonly time: number };

export interface JudgedBlock {
  readonly block: BlockRef;
  /**
   * - `as-of`: the newest that was seen at or before the moment that was asked for.
   * - `submission-window`: the newest that was seen in the last submission window that has closed.
   * - `newest`: the newest of all: nothing was seen in that window, or there is none.
   */
  readonly chosenBy: "as-of" | "submission-window" | "newest";
}

export interface ChooseJudgedBlockOptions {
  /** Oldest first. */
  readonly blocks: readonly BlockRef[];
  readonly asOf?: AsOf | undefined;
  readonly window?: DailyWindow | undefined;
  /** Milliseconds since the Unix epoch: which window is the last that has closed. */
  readonly now: number;
}

const DAY_MS = 86_400_000;

/** Which of the observed blocks to judge: undefined if there is none, or none so old as was asked for. Pure. */
export function chooseJudgedBlock({
  blocks,
  asOf,
  window,
  now,
}: ChooseJudgedBlockOptions): JudgedBlock | undefined {
  if (asOf !== undefined) {
    const block = blocks.findLast(({ number, timestamp }) =>
      "block" in asOf ? number <= asOf.block : timestamp <= asOf.time,
    );
    return block && { block, chosenBy: "as-of" };
  }
  const [from, until] = window === undefined ? [0, 0] : findLastClosed(window, now);
  const seen = blocks.findLast(({ timestamp }) => timestamp >= from && timestamp < until);
  if (seen !== undefined) return { block: seen, chosenBy: "submission-window" };
  const newest = blocks.at(-1);
  return newest && { block: newest, chosenBy: "newest" };
}

/** The last window that ended at or before `now`, in milliseconds since the Unix epoch: inclusive, exclusive. */
function findLastClosed({ from, until }: DailyWindow, now: number): [number, number] {
  const end = toMilliseconds(until);
  const start = toMilliseconds(from);
  const closed = now - ((((now - end) % DAY_MS) + DAY_MS) % DAY_MS);
  const length = (end - start + DAY_MS) % DAY_MS || DAY_MS;
  return [closed - length, closed];
}

function toMilliseconds(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
}
