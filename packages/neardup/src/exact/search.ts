import type { ResolvedOptions } from "../engine.ts";
import type { NearProgress } from "../near-result.ts";
import type { TextSource } from "../text-source.ts";
import { allocate, createHeap, type Heap, release } from "./heap.ts";
import { createKernel, type KernelFunctions } from "./kernel.ts";
import { createOwnLane, type Lane } from "./lane.ts";
import { createPace, isTired, type Pace, rest } from "./pace.ts";
import { createRows, type Rows } from "./rows.ts";
import type { Shelf } from "./shelf.ts";
import type { Module } from "./webassembly.ts";

/** What the steps of one search share. */
export interface Search {
  readonly source: TextSource;
  readonly options: ResolvedOptions;
  readonly module: Module;
  readonly kernel: KernelFunctions;
  readonly hashBits: number;
  readonly turnBudget: number | undefined;
  /** The threads that call the kernel, this one first. */
  readonly lanes: Lane[];
  readonly heap: Heap;
  readonly pace: Pace;
  readonly rows: Rows;
  /** Keys the hashes of texts. */
  readonly seed: bigint;
  /** Bytes that all steps together may take. */
  readonly budget: number;
  /** The texts as long as all of them fit in memory. */
  shelf: Shelf | undefined;
  /** Rooms that grow with the longest text, by name. */
  readonly rooms: Map<string, Room>;
  /** Rooms that were outgrown, but may still be in use. */
  readonly retired: number[];
  phase: NearProgress["phase"];
  /** Readings of the source. */
  passes: number;
  /** Near pairs found. */
  pairs: number;
  candidates: number;
  verified: number;
  survivors: number;
  lastReport: number;
}

/** Texts in the kernel's memory, with an Entry for each. */
export interface Chunk {
  /** Address of the entries. */
  readonly entries: number;
  readonly count: number;
  /** Where sampleEntries wrote for these entries, or 0. */
  readonly samples: number;
  readonly samplesEnd: number;
}

interface Room {
  readonly at: number;
  readonly length: number;
}

/** What only tests change. */
export interface SearchTuning {
  /** Bits of hashes that count: 64, or fewer to make them collide. */
  readonly hashBits?: number;
  /** Work of one call of the kernel: less than usual to have it stop in the middle of everything. */
  readonly turnBudget?: number | undefined;
}

// What the kernel can address, less what upper bounds may leave unused.
const MOST_MEMORY = 3 * 2 ** 30;
const REPORT_MILLISECONDS = 100;

export async function createSearch(
  source: TextSource,
  options: ResolvedOptions,
  { hashBits = 64, turnBudget }: SearchTuning,
): Promise<Search> {
  const { module, memory, functions } = await createKernel();
  functions.setHashBits(hashBits);
  return {
    source,
    options,
    module,
    kernel: functions,
    hashBits,
    turnBudget,
    lanes: [createOwnLane(functions)],
    heap: createHeap(memory, functions.heapBase()),
    pace: createPace(options.signal),
    rows: createRows(),
    seed: drawSeed(),
    budget: Math.min(options.maxMemory, MOST_MEMORY),
    shelf: undefined,
    rooms: new Map(),
    retired: [],
    phase: "read",
    passes: 0,
    pairs: 0,
    candidates: 0,
    verified: 0,
    survivors: 0,
    lastReport: 0,
  };
}

// By chance, so that nobody can make up two texts beforehand that pass for one. Whoever writes the texts never sees what
// comes of it: no need to load node:crypto, which takes 3 ms.
function drawSeed(): bigint {
  return BigInt.asUintN(64, BigInt(Math.floor(Math.random() * 2 ** 53)) * 0x9e3779b97f4a7c15n);
}

/** The address of a room of at least `length` bytes, kept for the next step that asks for it by the same name. */
export function roomFor({ heap, rooms }: Search, name: string, length: number): number {
  const room = rooms.get(name);
  if (room !== undefined && room.length >= length) return room.at;
  if (room !== undefined) release(heap, room.at);
  const at = allocate(heap, length);
  rooms.set(name, { at, length });
  return at;
}

/** Gives back the rooms of these names. */
export function closeRooms({ heap, rooms }: Search, ...names: readonly string[]): void {
  for (const name of names) {
    const room = rooms.get(name);
    if (room !== undefined) release(heap, room.at);
    rooms.delete(name);
  }
}

/**
 * Rests if it is time to, and tells how far the search is.
 *
 * @param rows dealt with in this step
 * @throws the abort reason
 */
export async function keepPace(search: Search, rows: number): Promise<void> {
  if (!isTired(search.pace)) return;
  report(search, rows);
  await rest(search.pace);
}

function report(search: Search, rows: number): void {
  const now = performance.now();
  if (now - search.lastReport < REPORT_MILLISECONDS) return;
  search.lastReport = now;
  const { phase, passes, pairs } = search;
  const totalRows = phase === "read" ? undefined : search.rows.count;
  search.options.onProgress({ phase, pass: passes, rows, totalRows, pairs });
}
