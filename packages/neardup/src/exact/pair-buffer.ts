import type { Listing } from "../listing.ts";
import type { Found } from "./matcher.ts";
import { PAIRS_SHARE } from "./memory-plan.ts";
import type { Search } from "./search.ts";

/** A pair as it is listed: `a` and `b` are in the order of the list. */
export interface Item {
  readonly a: number;
  readonly b: number;
  readonly sizeA: number;
  readonly sizeB: number;
  readonly shared: number;
}

/** Keeps the first pairs in ascending (a, b) of those that come in any order. */
export interface PairBuffer {
  /** How many it keeps. */
  readonly limit: number;
  /** Pairs up to this one are left out: they were listed before. */
  readonly after: Key;
  items: Item[];
  /** The last pair that is kept, once there were too many. */
  last: Key | undefined;
}

export interface Key {
  readonly a: number;
  readonly b: number;
}

// As a JavaScript object, in a list of up to twice as many as are kept.
const PAIR_BYTES = 256;

/** As many pairs as may still be listed, one more that shows that there are more, and not more than fit. */
export function bufferLimit<T>({ budget }: Search, { limit, count }: Listing<T>): number {
  return Math.min(limit - count + 1, Math.ceil((budget * PAIRS_SHARE) / PAIR_BYTES));
}

/** An empty buffer for the first `limit` pairs (>= 1) after `after`. */
export function createPairBuffer({
  limit,
  after,
}: Pick<PairBuffer, "limit" | "after">): PairBuffer {
  return { limit, after, items: [], last: undefined };
}

export function addToBuffer(buffer: PairBuffer, item: Item): void {
  const { after, last, limit } = buffer;
  if (compareKeys(item, after) <= 0) return;
  if (last !== undefined && compareKeys(item, last) > 0) return;
  buffer.items.push(item);
  if (buffer.items.length >= 2 * limit + 1024) cutBuffer(buffer);
}

/** The pairs kept, in order. */
export function sortBuffer(buffer: PairBuffer): readonly Item[] {
  cutBuffer(buffer);
  return buffer.items;
}

function cutBuffer(buffer: PairBuffer): void {
  buffer.items.sort(compareKeys);
  if (buffer.items.length <= buffer.limit) return;
  buffer.items = buffer.items.slice(0, buffer.limit);
  buffer.last = buffer.items.at(-1);
}

/** Orders by `a`, then by `b`. */
export function compareKeys(one: Key, other: Key): number {
  return one.a - other.a || one.b - other.b;
}

/** A pair of a node of a block and a row after it. */
export function toLater({ found, foundSize, row, size, shared }: Found): Item {
  return { a: found, b: row, sizeA: foundSize, sizeB: size, shared };
}

/** A pair of two nodes of a block, where the partners of the lower one were looked for. */
export function toWithin({ found, foundSize, row, size, shared }: Found): Item {
  return { a: row, b: found, sizeA: size, sizeB: foundSize, shared };
}
