import { NeardupError } from "../errors.ts";
import { MAX_PAGES } from "./kernel.ts";
import type { Memory } from "./webassembly.ts";

/** The kernel's memory, given out in spans. */
export interface Heap {
  readonly memory: Memory;
  /** All of the memory; another object once it has grown. */
  bytes: Uint8Array;
  words: Uint32Array;
  /** Where the part begins that was never given out, and is zero. */
  fresh: number;
  /** Spans given back, ascending, none next to another. */
  free: Span[];
  /** Lengths of the spans given out, by address. */
  readonly given: Map<number, number>;
}

interface Span {
  readonly at: number;
  readonly length: number;
}

const PAGE = 65_536;
const ALIGNMENT = 64;

/** Gives out the memory from `base` on. */
export function createHeap(memory: Memory, base: number): Heap {
  const fresh = alignUp(base);
  return { memory, ...viewsOf(memory), fresh, free: [], given: new Map() };
}

/**
 * Gives out `length` bytes at a multiple of 64. What is not written to takes no physical memory as long as it is fresh:
 * upper bounds cost nothing.
 *
 * @returns the address
 * @throws {NeardupError} if there is not so much
 */
export function allocate(heap: Heap, length: number): number {
  const wanted = alignUp(Math.max(length, 1));
  const index = heap.free.findIndex((span) => span.length >= wanted);
  const span = heap.free[index];
  if (span === undefined) return allocateFresh(heap, wanted);
  const rest = span.length - wanted;
  heap.free.splice(index, 1, ...(rest > 0 ? [{ at: span.at + wanted, length: rest }] : []));
  heap.given.set(span.at, wanted);
  return span.at;
}

/** The same with all bytes zero. */
export function allocateZeroed(heap: Heap, length: number): number {
  const { fresh } = heap;
  const at = allocate(heap, length);
  if (at < fresh) heap.bytes.fill(0, at, at + length);
  return at;
}

/** Gives back the end of a span, from `length` on. */
export function giveBackEnd(heap: Heap, at: number, length: number): void {
  const given = heap.given.get(at) as number;
  const kept = alignUp(Math.max(length, 1));
  if (kept >= given) return;
  heap.given.set(at, kept);
  addFree(heap, { at: at + kept, length: given - kept });
}

/** Gives a span back. */
export function release(heap: Heap, at: number): void {
  const length = heap.given.get(at) as number;
  heap.given.delete(at);
  addFree(heap, { at, length });
}

function allocateFresh(heap: Heap, length: number): number {
  const at = heap.fresh;
  const end = at + length;
  const missing = Math.ceil((end - heap.bytes.length) / PAGE);
  if (missing > 0) {
    if (end > MAX_PAGES * PAGE) {
      throw new NeardupError("NEARDUP_MEMORY", "the search needs more than 4 GiB at once", {
        next: "split the texts that are many megabytes long, or raise the threshold",
      });
    }
    heap.memory.grow(missing);
    Object.assign(heap, viewsOf(heap.memory));
  }
  heap.fresh = end;
  heap.given.set(at, length);
  return at;
}

function addFree(heap: Heap, span: Span): void {
  const index = heap.free.findIndex(({ at }) => at > span.at);
  const next = index < 0 ? heap.free.length : index;
  const before = heap.free[next - 1];
  const after = heap.free[next];
  const joinsBefore = before !== undefined && before.at + before.length === span.at;
  const joinsAfter = after !== undefined && span.at + span.length === after.at;
  const at = joinsBefore ? before.at : span.at;
  const end = joinsAfter ? after.at + after.length : span.at + span.length;
  const start = joinsBefore ? next - 1 : next;
  const gone = Number(joinsBefore) + Number(joinsAfter);
  heap.free.splice(start, gone, { at, length: end - at });
}

function viewsOf({ buffer }: Memory): Pick<Heap, "bytes" | "words"> {
  return { bytes: new Uint8Array(buffer), words: new Uint32Array(buffer) };
}

function alignUp(value: number): number {
  return Math.ceil(value / ALIGNMENT) * ALIGNMENT;
}
