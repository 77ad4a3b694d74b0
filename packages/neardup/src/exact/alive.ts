import type { Rarity } from "./rarity.ts";
import type { Ratio } from "../ratio.ts";
import type { Lane } from "./lane.ts";
import { hashRooms } from "./lane-rooms.ts";
import { NODES_BESIDE_TEXTS_SHARE, NODES_SHARE } from "./memory-plan.ts";
import { loadNodes, type Loaded, type LoadPlan, SHINGLE_BYTES, type Sieve } from "./nodes.ts";
import type { Reading } from "./read-texts.ts";
import { keepPace, roomFor, type Search } from "./search.ts";
import { ENTRY, ENTRY_BYTES, NODE_BYTES } from "./structs.ts";

// Rows that may have a near pair yet are alive.

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

/** Bytes for the nodes of the rows that are alive and their index: no more than they can take. */
function nodeBytes({ budget, heap, rows, shelf }: Search): number {
  if (shelf === undefined) return budget * NODES_SHARE;
  let bytes = 64;
  for (const { entries, count } of shelf.chunks) {
    for (let word = entries / 4; word < entries / 4 + count * 4; word += 4) {
      if (rows.alive[heap.words[word + ENTRY.row] as number] !== 1) continue;
      bytes += NODE_BYTES + 16 + (heap.words[word + ENTRY.shingles] as number) * SHINGLE_BYTES;
    }
  }
  return Math.min(bytes, budget * NODES_BESIDE_TEXTS_SHARE);
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
    bytes: nodeBytes(search),
    ratio: search.options.threshold,
    sieve: sieve === undefined ? undefined : keepAlive(search, sieve),
    onLeft,
  });
}

/** A sieve that notes the rows that it takes out. */
function keepAlive({ heap, rows }: Search, sieve: Sieve): Sieve {
  const mark = (entries: number, count: number, value: number): void => {
    for (let i = 0; i < count; i += 1) {
      rows.alive[heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.row] as number] = value;
    }
  };
  return {
    start: ({ entries, count }, lane) => {
      mark(entries, count, 0);
      return sieve.start({ entries, count }, lane);
    },
    finish: ({ entries }, kept) => mark(entries, kept, 1),
  };
}

/** Rules out what the counts of the first reading show to have no partner, from the samples in memory. */
export async function screenShelf(
  search: Search,
  { screen, sampling, table }: Reading,
): Promise<void> {
  const { heap, lanes, shelf, options } = search;
  const { numerator, denominator } = options.threshold;
  for (const { entries, count, samples } of shelf?.chunks ?? []) {
    const room = roomFor(search, "entries", count * ENTRY_BYTES);
    heap.bytes.copyWithin(room, entries, entries + count * ENTRY_BYTES);
    const args = [room, count, table, screen.bits, sampling.skip, samples, 0, 0];
    const sieve = keepAlive(search, {
      start: (_, lane) => lane.call("screenFilter", [...args, numerator, denominator]),
    });
    const kept = await sieve.start({ entries: room, count }, lanes[0] as Lane);
    sieve.finish?.({ entries: room, count }, kept);
    await keepPace(search, 0);
  }
}

/** The same for texts that are not in memory, as they come by. */
export function sieveByScreen(search: Search, { screen, sampling, table }: Reading): Sieve {
  const { numerator, denominator } = search.options.threshold;
  return {
    start: ({ entries, count }, lane) => {
      const { work, hashes } = hashRooms(search, lane, search.rows.longest);
      const args = [entries, count, table, screen.bits, sampling.skip, 0, work, hashes];
      return lane.call("screenFilter", [...args, numerator, denominator]);
    },
  };
}

/** Rules out by the counts of keys what cannot reach the ratio. */
export function sieveByRarity(search: Search, rarity: Rarity, ratio: Ratio): Sieve {
  const { numerator, denominator } = ratio;
  return {
    start: ({ entries, count }, lane) => {
      const { work, hashes } = hashRooms(search, lane, search.rows.longest);
      const args = [entries, count, rarity.at, numerator, denominator, work, hashes];
      return lane.call("sieveEntries", args);
    },
  };
}
