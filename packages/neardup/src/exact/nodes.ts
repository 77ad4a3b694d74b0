import type { Ratio } from "../ratio.ts";
import { allocate, allocateZeroed, release } from "./heap.ts";
import type { Lane } from "./lane.ts";
import { regionsFor } from "./lane-rooms.ts";
import { beginJob, finishJobs, type Jobs } from "./lanes.ts";
import { type Entries, readEntries } from "./read-entries.ts";
import { markCopy } from "./rows.ts";
import { keepPace, roomFor, type Search } from "./search.ts";
import { NODE, NODE_BYTES, readStruct, STORE, writeStruct } from "./structs.ts";

/** What a shingle takes: a key of 4 bytes, and what assembly/join/prefix-index.ts reserves for its posting. */
export const SHINGLE_BYTES: number = 4 + 12;

/** A block of nodes in the kernel's memory: texts and sets of shingles. */
export interface Block {
  /** Address of the Store. */
  readonly at: number;
  readonly data: number;
  readonly top: number;
  readonly identities: number;
}

/** Which rows become nodes. */
export interface LoadPlan {
  /** For each row 1 or 0. */
  readonly wanted: Uint8Array;
  /** Rows below this one are passed over. */
  readonly from: number;
  /** At most so many nodes are expected. */
  readonly most: number;
  /** Bytes for the nodes and their index. */
  readonly bytes: number;
  /** Of the index to come. */
  readonly ratio: Ratio;
  readonly sieve?: Sieve | undefined;
  /** Called with the entries that did not fit; if it says false, no more are read. */
  readonly onLeft?: ((entries: Entries, block: Block) => Promise<boolean>) | undefined;
}

/** Takes out entries that cannot have a partner. */
export interface Sieve {
  /** Returns how many are left. */
  readonly start: (entries: Entries, lane: Lane) => number | Promise<number>;
  /** Called with their number, in the order in which it was started. */
  readonly finish?: (entries: Entries, kept: number) => void;
}

export interface Loaded {
  readonly block: Block;
  /** The first row that did not fit. */
  readonly left: number | undefined;
}

/** An empty block. */
function createBlock({ heap, shelf, rows }: Search, plan: LoadPlan): Block {
  // The largest one must fit, whatever the memory is.
  const least = rows.longest + rows.mostShingles * SHINGLE_BYTES + 256;
  const bytes = Math.ceil(Math.max(plan.bytes, least) / 64) * 64;
  const identityBits = Math.ceil(Math.log2(plan.most * 1.5 + 16));
  const at = allocateZeroed(heap, STORE.length * 4);
  const data = allocate(heap, bytes);
  const identities = allocateZeroed(heap, 4 * 2 ** identityBits);
  writeStruct(
    heap,
    { at, fields: STORE },
    {
      data,
      top: data + bytes,
      identities,
      identityMask: 2 ** identityBits - 1,
      copies: shelf === undefined ? 1 : 0,
      numerator: plan.ratio.numerator,
      denominator: plan.ratio.denominator,
    },
  );
  return { at, data, top: data + bytes, identities };
}

export function releaseBlock({ heap }: Search, block: Block): void {
  release(heap, block.identities);
  release(heap, block.data);
  release(heap, block.at);
}

export function countOf({ heap }: Search, block: Block): number {
  return readStruct(heap, { at: block.at, fields: STORE }, "count");
}

/** Word address of node `i`. */
export function nodeWord(block: Block, i: number): number {
  return (block.top - (i + 1) * NODE_BYTES) / 4;
}

/** The rows of the nodes, ascending. */
export function rowsOf(search: Search, block: Block): Uint32Array {
  const { words } = search.heap;
  const rows = new Uint32Array(countOf(search, block));
  return rows.map((_, i) => words[nodeWord(block, i) + NODE.row] as number);
}

/** How many of the first `count` nodes, which ascend, are of rows up to `row`. */
export function countUpTo(
  { heap }: Search,
  { block, count, row }: { readonly block: Block; readonly count: number; readonly row: number },
): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((heap.words[nodeWord(block, middle) + NODE.row] as number) <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Few: a function of the kernel gets fast when it is called again, not while it runs.
const NODES_A_CALL = 64;

/** Has the kernel deal with all nodes, some at a time. */
export async function overNodes(
  search: Search,
  block: Block,
  call: (from: number, to: number) => void,
): Promise<void> {
  const count = countOf(search, block);
  for (let from = 0; from < count; from += NODES_A_CALL) {
    call(from, Math.min(count, from + NODES_A_CALL));
    await keepPace(search, from);
  }
}

/** Numbers the nodes from `first` on. */
export function numberNodes(search: Search, block: Block, first: number): void {
  const { words } = search.heap;
  const count = countOf(search, block);
  for (let i = 0; i < count; i += 1) words[nodeWord(block, i) + NODE.ordinal] = first + i;
}

/** Numbers each node by its row. */
export function numberByRow(search: Search, block: Block): void {
  const { words } = search.heap;
  const count = countOf(search, block);
  for (let i = 0; i < count; i += 1) {
    const word = nodeWord(block, i);
    words[word + NODE.ordinal] = words[word + NODE.row] as number;
  }
}

/**
 * Fills a block with nodes, and notes the rows whose set of shingles a node of it has already.
 *
 * @throws the abort reason, and what the source throws
 */
export async function loadNodes(search: Search, plan: LoadPlan): Promise<Loaded> {
  const block = createBlock(search, plan);
  const { sieve, onLeft } = plan;
  const jobs: Jobs = [];
  let left: number | undefined;
  let open = true;
  const add = async (entries: number, count: number): Promise<void> => {
    const kept = open ? addEntries(search, block, { entries, count }) : 0;
    if (kept === 0) return;
    left ??= search.heap.words[entries / 4] as number;
    open = (await onLeft?.({ entries, count: kept }, block)) ?? true;
  };
  for await (const chunk of readEntries(search, plan)) {
    const { entries, count } = chunk;
    await beginJob(search, jobs, {
      start: (lane) => sieve?.start(chunk, lane) ?? count,
      finish: async (kept) => {
        sieve?.finish?.(chunk, kept);
        await add(entries, kept);
        release(search.heap, entries);
      },
    });
    if (!open) break;
  }
  await finishJobs(search, jobs);
  return { block, left };
}

function addEntries(search: Search, block: Block, { entries, count }: Entries): number {
  if (count === 0) return 0;
  const { heap, kernel, lanes, rows } = search;
  const { left, right } = regionsFor(search, lanes[0] as Lane);
  const copies = roomFor(search, "copies", 8 * count + 16);
  const kept = kernel.addNodes(block.at, entries, count, copies, left, right);
  const equal = heap.words[copies / 4] as number;
  for (let word = copies / 4 + 1; word < copies / 4 + 1 + 2 * equal; word += 2) {
    markCopy(rows, heap.words[word] as number, heap.words[word + 1] as number);
  }
  return kept;
}
