import { allocate, giveBackEnd, release } from "./heap.ts";
import { NODES_SHARE } from "./memory-plan.ts";
import type { Chunk, Search } from "./search.ts";

/** Texts and samples of the rows read so far, as long as they fit in memory. */
export interface Shelf {
  readonly chunks: Chunk[];
  readonly regions: Region[];
  /** Samples of all chunks. */
  sampled: number;
  /** Bytes taken. */
  used: number;
}

/** Texts are put in from below, samples from above. */
interface Region {
  readonly at: number;
  low: number;
  high: number;
}

const FIRST_REGION = 2 ** 20;
// From here on one region takes all: when it is given back, it has room for the nodes, and memory that was written to
// once is never given back to the system.
const LAST_SMALL_REGION = 2 ** 26;

export function createShelf(): Shelf {
  return { chunks: [], regions: [], sampled: 0, used: 0 };
}

/** The address of `length` free bytes for texts; `takeTexts` takes them. */
export function offerTexts(search: Search, shelf: Shelf, length: number): number {
  return regionWith(search, shelf, length).low;
}

/** Takes what was offered last up to `end`. */
export function takeTexts(shelf: Shelf, end: number): void {
  const region = shelf.regions.at(-1) as Region;
  const low = alignUp(end);
  shelf.used += low - region.low;
  region.low = low;
}

/** Keeps a copy of samples; returns its address. */
export function keepSamples(
  search: Search,
  shelf: Shelf,
  { from, end }: { readonly from: number; readonly end: number },
): number {
  const length = alignUp(end - from);
  const region = regionWith(search, shelf, length);
  region.high -= length;
  shelf.used += length;
  search.heap.bytes.copyWithin(region.high, from, end);
  return region.high;
}

/** Gives back the samples, which are asked for no more. */
export function dropSamples({ heap, shelf }: Search): void {
  for (const { at, low } of shelf?.regions ?? []) giveBackEnd(heap, at, low - at);
}

/** Gives everything back. */
export function clearShelf({ heap }: Search, shelf: Shelf): void {
  for (const { at } of shelf.regions.splice(0)) release(heap, at);
  shelf.chunks.length = 0;
}

function regionWith({ heap, budget }: Search, { regions }: Shelf, length: number): Region {
  const last = regions.at(-1);
  if (last !== undefined && last.high - last.low >= length) return last;
  const small = FIRST_REGION * 2 ** regions.length;
  const bytes = Math.max(length, small > LAST_SMALL_REGION ? budget * NODES_SHARE : small);
  const at = allocate(heap, bytes);
  const region = { at, low: at, high: at + Math.floor(bytes / 16) * 16 };
  regions.push(region);
  return region;
}

function alignUp(value: number): number {
  return Math.ceil(value / 16) * 16;
}
