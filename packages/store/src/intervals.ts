import type { BlockNumber } from "@flock-tools/core";

/** That `key` was there at every observed block from `first` to `last`, both inclusive and observed. */
export interface Interval {
  readonly id: number;
  readonly key: string;
  readonly first: BlockNumber;
  readonly last: BlockNumber;
}

/** A block and the observed ones next to it. */
export interface ObservedBlock {
  readonly block: BlockNumber;
  /** The newest observed block before `block`. */
  readonly previous: BlockNumber | undefined;
  /** The oldest observed block after `block`. */
  readonly next: BlockNumber | undefined;
  /** Whether `block` is not yet among the observed ones. */
  readonly isNew: boolean;
}

export type IntervalChange =
  | { readonly type: "open"; readonly key: string }
  | {
      readonly type: "resize";
      readonly id: number;
      readonly first: BlockNumber;
      readonly last: BlockNumber;
    }
  | { readonly type: "remove"; readonly id: number }
  /** A second interval with the key of `id`. */
  | {
      readonly type: "copy";
      readonly id: number;
      readonly first: BlockNumber;
      readonly last: BlockNumber;
    };

/**
 * What to change so that `intervals` also say that exactly `keys` were there at one block.
 *
 * The intervals are a form of the set of facts (block, key): the maximal runs, among the observed blocks, of those that
 * have the key. Recording adds facts to that set and takes none away, so the order of recording and its repetition make
 * no difference.
 *
 * @param intervals at least all that contain the block or end at a neighbour of it
 */
export function planIntervals(
  { block, previous, next, isNew }: ObservedBlock,
  intervals: readonly Interval[],
  keys: ReadonlySet<string>,
): IntervalChange[] {
  const changes: IntervalChange[] = [];
  const covered = new Set<string>();
  const before = new Map<string, Interval>();
  const after = new Map<string, Interval>();
  for (const interval of intervals) {
    if (interval.first <= block && block <= interval.last) {
      if (keys.has(interval.key)) covered.add(interval.key);
      else if (isNew) changes.push(...split(interval, previous, next));
    } else if (interval.last === previous) before.set(interval.key, interval);
    else if (interval.first === next) after.set(interval.key, interval);
  }
  for (const key of keys) {
    if (covered.has(key)) continue;
    const left = before.get(key);
    const right = after.get(key);
    if (left !== undefined) {
      changes.push({ type: "resize", id: left.id, first: left.first, last: right?.last ?? block });
      if (right !== undefined) changes.push({ type: "remove", id: right.id });
    } else if (right !== undefined) {
      changes.push({ type: "resize", id: right.id, first: block, last: right.last });
    } else changes.push({ type: "open", key });
  }
  return changes;
}

// An interval that contains a new block begins and ends at other observed blocks, so both neighbours are in it.
function split(
  { id, first, last }: Interval,
  previous: BlockNumber | undefined,
  next: BlockNumber | undefined,
): IntervalChange[] {
  if (previous === undefined || next === undefined) return [];
  return [
    { type: "resize", id, first, last: previous },
    { type: "copy", id, first: next, last },
  ];
}
