import type { Sha256 } from "@flock-tools/core";

/** Hashes, each once. */
export interface HashSet {
  /** Whether it was not there before. */
  add(hash: Sha256): boolean;
}

const WORDS = 8;
const FIRST_SLOTS = 2 ** 12;

/**
 * An empty set of SHA-256 hashes that takes 43 to 85 bytes for each: as strings in a `Set` they take twice that, and of
 * those there can be 16,777,216 at most.
 */
export function createHashSet(): HashSet {
  let slots = new Uint32Array(FIRST_SLOTS * WORDS);
  let isUsed = new Uint8Array(FIRST_SLOTS);
  let size = 0;
  const bytes = Buffer.alloc(4 * WORDS);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, WORDS);

  /** The slot that has the hash, or the free one for it. */
  const find = (hash: Uint32Array): number => {
    const mask = isUsed.length - 1;
    let slot = (hash[0] ?? 0) & mask;
    while (isUsed[slot] === 1 && !isAt(slots, slot, hash)) slot = (slot + 1) & mask;
    return slot;
  };
  const put = (hash: Uint32Array, slot: number): void => {
    slots.set(hash, slot * WORDS);
    isUsed[slot] = 1;
  };
  const grow = (): void => {
    const [oldSlots, wasUsed] = [slots, isUsed];
    slots = new Uint32Array(2 * oldSlots.length);
    isUsed = new Uint8Array(2 * wasUsed.length);
    for (let slot = 0; slot < wasUsed.length; slot += 1) {
      if (wasUsed[slot] === 0) continue;
      const hash = oldSlots.subarray(slot * WORDS, (slot + 1) * WORDS);
      put(hash, find(hash));
    }
  };
  return {
    add(hash) {
      bytes.write(hash, "hex");
      const slot = find(words);
      if (isUsed[slot] === 1) return false;
      put(words, slot);
      size += 1;
      if (4 * size > 3 * isUsed.length) grow();
      return true;
    },
  };
}

function isAt(slots: Uint32Array, slot: number, hash: Uint32Array): boolean {
  for (let word = 0; word < WORDS; word += 1) {
    if (slots[slot * WORDS + word] !== hash[word]) return false;
  }
  return true;
}
