import { allocateZeroed, release } from "./heap.ts";
import { RARITY_SHARE } from "./memory-plan.ts";
import type { Lane } from "./lane.ts";
import { hashRooms } from "./lane-rooms.ts";
import { type Block, countOf, nodeWord, overNodes } from "./nodes.ts";
import { readEntries } from "./read-entries.ts";
import type { Search } from "./search.ts";
import { NODE, RARITY, writeStruct } from "./structs.ts";

/** In how many sets each key is. */
export interface Rarity {
  /** Address of the kernel's Rarity. */
  readonly at: number;
  readonly counters: number;
}

const LEAST_BITS = 16;
const MOST_BITS = 31;
const COUNTERS_A_KEY = 2;
// Odd numbers with many changes of bits: two keys that share a counter in one round have their own in the next.
const SALTS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

/** Zero counters for `keys` keys. */
function createRarity(
  { heap, budget }: Search,
  { keys, round }: { readonly keys: number; readonly round: number },
): Rarity {
  const wanted = Math.ceil(Math.log2(keys * COUNTERS_A_KEY + 1));
  const most = Math.min(MOST_BITS, Math.floor(Math.log2(budget * RARITY_SHARE)));
  const bits = Math.min(most, Math.max(LEAST_BITS, wanted));
  const at = allocateZeroed(heap, RARITY.length * 4);
  const counters = allocateZeroed(heap, 2 ** bits);
  const salt = SALTS[round % SALTS.length] as number;
  writeStruct(heap, { at, fields: RARITY }, { counters, shift: 32 - bits, salt });
  return { at, counters };
}

export function releaseRarity({ heap }: Search, rarity: Rarity): void {
  release(heap, rarity.counters);
  release(heap, rarity.at);
}

/**
 * Counts the keys of a block's nodes. Once: counting again what the first counts leave took as long as it saved, for
 * 3,236 nodes instead of 3,369.
 */
export async function countBlock(search: Search, block: Block): Promise<Rarity> {
  const rarity = createRarity(search, { keys: countKeys(search, block), round: 0 });
  await overNodes(search, block, (from, to) => {
    search.kernel.countNodes(block.at, from, to, rarity.at);
  });
  return rarity;
}

function countKeys(search: Search, block: Block): number {
  const { words } = search.heap;
  const count = countOf(search, block);
  let keys = 0;
  for (let i = 0; i < count; i += 1) keys += words[nodeWord(block, i) + NODE.size] as number;
  return keys;
}

/** Counts the keys of all texts that are wanted, with their repeats. */
export async function countKeysOf(
  search: Search,
  { wanted, round }: { readonly wanted: Uint8Array; readonly round: number },
): Promise<Rarity> {
  const rarity = createRarity(search, { keys: search.rows.shingles, round });
  const lane = search.lanes[0] as Lane;
  const { work, hashes } = hashRooms(search, lane, search.rows.longest);
  for await (const { entries, count } of readEntries(search, { wanted, from: 0 })) {
    search.kernel.countEntries(entries, count, rarity.at, work, hashes);
    release(search.heap, entries);
  }
  return rarity;
}
