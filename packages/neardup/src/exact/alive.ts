import type { Rarity } from "./rarity.ts";
import { loadNodes, type Loaded, type LoadPlan, SHINGLE_BYTES } from "./nodes.ts";
import type { Entries } from "./read-entries.ts";
import type { Reading } from "./read-texts.ts";
import { hashRooms, keepPace, roomFor, type Search } from "./search.ts";
import { ENTRY, ENTRY_BYTES, NODE_BYTES } from "./structs.ts";

// Rows that may have a near pair yet are alive.

/** Of the memory: for nodes with their index. */
const NODES_SHARE = 0.5;

export function countAlive({ rows }: Search): number {
  let count = 0;
  for (let row = 0; row < rows.count; row += 1) count += rows.alive[row] as number;
  return count;
}

/** Numbers of the rows that are alive, ascending. */
export function listAlive({ rows }: Search): Uint32Array {
  return Uint32Array.from(rowsAlive(rows.alive, rows.count));
}

function* rowsAlive(alive: Uint8Array, count: number): Generator<number, void, undefined> {
  for (let row = 0; row < count; row += 1) if (alive[row] === 1) yield row;
}

/** Bytes that the nodes of all rows that are alive and their index take at most. */
function nodeBound({ heap, rows, shelf }: Search): number {
  if (shelf === undefined) return Number.POSITIVE_INFINITY;
  let bytes = 64;
  for (const { entries, count } of shelf.chunks) {
    for (let word = entries / 4; word < entries / 4 + count * 4; word += 4) {
      if (rows.alive[heap.words[word + ENTRY.row] as number] !== 1) continue;
      bytes += NODE_BYTES + 16 + (heap.words[word + ENTRY.shingles] as number) * SHINGLE_BYTES;
    }
  }
  return bytes;
}

/** Loads rows that are alive as nodes, as many as fit. */
export function loadAlive(
  search: Search,
  { from = 0, sieve, onLeft }: Partial<Pick<LoadPlan, "from" | "sieve" | "onLeft">>,
): Promise<Loaded> {
  return loadNodes(search, {
    wanted: search.rows.alive,
    from,
    most: countAlive(search),
    bytes: Math.min(search.budget * NODES_SHARE, nodeBound(search)),
    ratio: search.options.threshold,
    sieve: sieve === undefined ? undefined : (entries) => keepAlive(search, entries, sieve),
    onLeft,
  });
}

/** Runs a sieve over entries, and notes the rows that it takes out. */
export function keepAlive(
  { heap, rows }: Search,
  { entries, count }: Entries,
  sieve: (entries: Entries) => number,
): number {
  const mark = (to: number, value: number): void => {
    for (let i = 0; i < to; i += 1) {
      rows.alive[heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.row] as number] = value;
    }
  };
  mark(count, 0);
  const kept = sieve({ entries, count });
  mark(kept, 1);
  return kept;
}

/** Rules out what the counts of the first reading show to have no partner, from the samples in memory. */
export async function screenShelf(search: Search, { screen, sampling }: Reading): Promise<void> {
  const { heap, kernel, shelf, options } = search;
  const { numerator, denominator } = options.threshold;
  for (const { entries, count, samples } of shelf?.chunks ?? []) {
    const room = roomFor(search, "entries", count * ENTRY_BYTES);
    heap.bytes.copyWithin(room, entries, entries + count * ENTRY_BYTES);
    keepAlive(search, { entries: room, count }, () =>
      kernel.screenFilter(
        room,
        count,
        screen.at,
        screen.bits,
        sampling.skip,
        samples,
        0,
        0,
        numerator,
        denominator,
      ),
    );
    await keepPace(search, 0);
  }
}

/** The same for texts that are not in memory, as they come by. */
export function sieveByScreen(
  search: Search,
  { screen, sampling }: Reading,
): (entries: Entries) => number {
  const { kernel, options } = search;
  const { numerator, denominator } = options.threshold;
  const { work, hashes } = hashRooms(search, search.rows.longest);
  return ({ entries, count }) =>
    kernel.screenFilter(
      entries,
      count,
      screen.at,
      screen.bits,
      sampling.skip,
      0,
      work,
      hashes,
      numerator,
      denominator,
    );
}

/** Rules out by the counts of keys. */
export function sieveByRarity(search: Search, rarity: Rarity): (entries: Entries) => number {
  const { kernel, options } = search;
  const { numerator, denominator } = options.threshold;
  const { work, hashes } = hashRooms(search, search.rows.longest);
  return ({ entries, count }) =>
    kernel.sieveEntries(entries, count, rarity.at, numerator, denominator, work, hashes);
}
