import { allocateZeroed, release } from "./heap.ts";
import { type Block, countOf, nodeWord } from "./nodes.ts";
import { readEntries } from "./read-entries.ts";
import { keepPace, regionsFor, type Search } from "./search.ts";
import { NODE, RARITY, STORE, writeStruct } from "./structs.ts";

/** In how many sets each key is. */
export interface Rarity {
  /** Address of the kernel's Rarity. */
  readonly at: number;
  readonly counters: number;
}

const LEAST_BITS = 16;
const MOST_BITS = 31;
const COUNTERS_A_KEY = 4;
const COUNTERS_SHARE = 1 / 8;
// Odd numbers with many changes of bits: two keys that share a counter in one round have their own in the next.
const SALTS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;
/** Nodes that the kernel deals with in one call; a call takes some milliseconds. */
export const NODES_A_CALL = 1024;
// Another round costs about as much as matching a twentieth of the nodes.
const WORTH_ANOTHER_ROUND = 0.95;

/** Zero counters for `keys` keys. */
export function createRarity(
  { heap, budget }: Search,
  { keys, round }: { readonly keys: number; readonly round: number },
): Rarity {
  const wanted = Math.ceil(Math.log2(keys * COUNTERS_A_KEY + 1));
  const most = Math.min(MOST_BITS, Math.floor(Math.log2(budget * COUNTERS_SHARE)));
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
 * Takes out the nodes of a block that cannot have a partner in it, round by round: what one round takes out may have
 * been all that kept others.
 *
 * @returns the counts that the nodes which are left are to be ordered by
 */
export async function sieveBlock(search: Search, block: Block): Promise<Rarity> {
  const { heap, kernel } = search;
  for (let round = 0; ; round += 1) {
    const count = countOf(search, block);
    const rarity = createRarity(search, { keys: countKeys(search, block), round });
    for (let from = 0; from < count; from += NODES_A_CALL) {
      kernel.countNodes(block.at, from, Math.min(count, from + NODES_A_CALL), rarity.at);
      await keepPace(search, from);
    }
    let kept = 0;
    for (let from = 0; from < count; from += NODES_A_CALL) {
      const to = Math.min(count, from + NODES_A_CALL);
      kept = kernel.sieveNodes(block.at, from, to, kept, rarity.at);
      await keepPace(search, from);
    }
    writeStruct(heap, { at: block.at, fields: STORE }, { count: kept });
    if (kept >= count * WORTH_ANOTHER_ROUND) return rarity;
    releaseRarity(search, rarity);
  }
}

function countKeys({ heap }: Search, block: Block): number {
  const count = heap.words[block.at / 4 + STORE.indexOf("count")] as number;
  let keys = 0;
  for (let i = 0; i < count; i += 1) keys += heap.words[nodeWord(block, i) + NODE.size] as number;
  return keys;
}

/** Counts the keys of all texts that are wanted, with their repeats. */
export async function countKeysOf(
  search: Search,
  { wanted, round }: { readonly wanted: Uint8Array; readonly round: number },
): Promise<Rarity> {
  const rarity = createRarity(search, { keys: Number.POSITIVE_INFINITY, round });
  const { left } = regionsFor(search);
  for await (const { entries, count } of readEntries(search, { wanted, from: 0 })) {
    search.kernel.countEntries(entries, count, rarity.at, left);
  }
  return rarity;
}
