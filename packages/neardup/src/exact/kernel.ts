import { readFile } from "node:fs/promises";
import { type Exports, type Memory, type Module, WebAssembly } from "./webassembly.ts";

/** Functions of the kernel (assembly/index.ts) that the search calls. All numbers are u32: addresses, counts and rows. */
export interface KernelFunctions {
  heapBase(): number;
  setHashBits(bits: number): void;
  threadBytes(): number;
  useThreadRoom(room: number): void;
  workBytes(length: number): number;
  readBytes(length: number, shingles: number): number;
  regionBytes(length: number, shingles: number): number;
  collapseTexts(
    entries: number,
    count: number,
    table: number,
    bits: number,
    seed: bigint,
    copies: number,
    prints: number,
  ): number;
  checkTexts(entries: number, count: number, seed: bigint, prints: number): number;
  growTexts(from: number, fromBits: number, to: number, toBits: number): void;
  packTexts(entries: number, count: number, to: number): number;
  sampleEntries(
    entries: number,
    count: number,
    skip: number,
    samples: number,
    empty: number,
    work: number,
    hashes: number,
  ): number;
  sampleAndCount(
    entries: number,
    count: number,
    skip: number,
    samples: number,
    empty: number,
    work: number,
    hashes: number,
    table: number,
    bits: number,
  ): number;
  addCounters(to: number, from: number, bytes: number): void;
  countSamples(samples: number, end: number, table: number, bits: number): void;
  screenFilter(
    entries: number,
    count: number,
    table: number,
    bits: number,
    skip: number,
    samples: number,
    work: number,
    hashes: number,
    numerator: number,
    denominator: number,
  ): number;
  addNodes(
    store: number,
    entries: number,
    count: number,
    copies: number,
    left: number,
    right: number,
  ): number;
  countNodes(store: number, from: number, to: number, rarity: number): void;
  orderNodes(
    store: number,
    from: number,
    to: number,
    into: number,
    rarity: number,
    scratch: number,
  ): number;
  countEntries(entries: number, count: number, rarity: number, work: number, hashes: number): void;
  sieveEntries(
    entries: number,
    count: number,
    rarity: number,
    numerator: number,
    denominator: number,
    work: number,
    hashes: number,
  ): number;
  countPostings(store: number): number;
  sizeBuckets(index: number, store: number, from: number, to: number): void;
  sumBuckets(index: number): void;
  fillBuckets(index: number, store: number, from: number, to: number): void;
  joinPairs(parents: number, pairs: number, count: number): void;
  matchNodes(matcher: number, to: number, room: number): void;
  matchEntries(
    matcher: number,
    entries: number,
    to: number,
    ordinals: number,
    rarity: number,
    room: number,
  ): void;
}

/** The kernel with a memory that its instances share. */
export interface Kernel {
  readonly module: Module;
  readonly memory: Memory;
  readonly functions: KernelFunctions;
}

/** WebAssembly addresses 4 GiB. */
export const MAX_PAGES = 65_536;

// The same from src/exact and from dist/exact.
const MODULE = new URL("../../dist/kernel.wasm", import.meta.url);

/** Compiles the kernel and gives it an empty memory. */
export async function createKernel(): Promise<Kernel> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES, shared: true });
  const module = await WebAssembly.compile(await readFile(MODULE));
  return { module, memory, functions: await instantiateKernel(module, memory) };
}

/** One instance: for one thread. */
export async function instantiateKernel(module: Module, memory: Memory): Promise<KernelFunctions> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return asUnsigned(exports);
}

// JavaScript sees an i32 result as signed: an address beyond 2 GiB would come out negative.
function asUnsigned(exports: Exports): KernelFunctions {
  const wrapped: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== "function") continue;
    const call = value as (...args: readonly (number | bigint)[]) => number | undefined;
    wrapped[name] = (...args: readonly (number | bigint)[]) => (call(...args) ?? 0) >>> 0;
  }
  return wrapped as unknown as KernelFunctions;
}
