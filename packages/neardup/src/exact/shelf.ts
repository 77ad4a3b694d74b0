import { allocate, release, shrink } from "./heap.ts";
import type { Chunk, Search } from "./search.ts";

/** Texts and samples of the rows read so far, as long as they fit in memory. */
export interface Shelf {
  readonly chunks: Chunk[];
  readonly texts: Slabs;
  readonly samples: Slabs;
  /** Samples of all chunks. */
  sampled: number;
}

/** Memory filled from the bottom, a slab at a time. */
interface Slabs {
  readonly slabBytes: number;
  readonly slabs: number[];
  next: number;
  end: number;
  /** Bytes written. */
  used: number;
}

const FIRST_SLAB = 2 ** 18;
const TEXT_SLAB = 8 * 2 ** 20;
// Larger: the upper bound for the samples of one chunk is many times what it takes.
const SAMPLE_SLAB = 32 * 2 ** 20;

export function createShelf(): Shelf {
  return {
    chunks: [],
    texts: createSlabs(TEXT_SLAB),
    samples: createSlabs(SAMPLE_SLAB),
    sampled: 0,
  };
}

function createSlabs(slabBytes: number): Slabs {
  return { slabBytes, slabs: [], next: 0, end: 0, used: 0 };
}

/** The address of `length` free bytes; they are taken by `takeTo`. */
export function offer({ heap }: Search, slabs: Slabs, length: number): number {
  if (slabs.next + length > slabs.end) {
    // A small search stays small: only a large one pays for large slabs.
    const growing = Math.min(slabs.slabBytes, FIRST_SLAB * 2 ** slabs.slabs.length);
    const bytes = Math.max(growing, length);
    const last = slabs.slabs.at(-1);
    if (last !== undefined) shrink(heap, last, slabs.next - last);
    slabs.next = allocate(heap, bytes);
    slabs.end = slabs.next + bytes;
    slabs.slabs.push(slabs.next);
  }
  return slabs.next;
}

/** Takes what was offered up to `end`. */
export function takeTo(slabs: Slabs, end: number): void {
  const next = Math.ceil(end / 16) * 16;
  slabs.used += next - slabs.next;
  slabs.next = next;
}

/** Gives back the samples, which are asked for no more. */
export function dropSamples(search: Search): void {
  if (search.shelf !== undefined) clearSlabs(search, search.shelf.samples);
}

export function clearSlabs({ heap }: Search, slabs: Slabs): void {
  for (const at of slabs.slabs.splice(0)) release(heap, at);
  Object.assign(slabs, { next: 0, end: 0, used: 0 });
}
