import { hashText } from "../text/hash";
import { Entry, ENTRY_BYTES, entryAt } from "./entry";

// The table of texts seen: slots of a 128-bit key and a row, open addressing.
//   +0 u64, u64  hash of the text
//   +16 u32      row + 1; 0: free
const SLOT_BYTES: usize = 24;

/**
 * Looks up the texts of `count` entries in a table of 2^bits slots. Entries of texts that were seen before are taken
 * out, and for each of them its row and the first row with the same text go to `copies`. The first 32 bits of the hash
 * of every text go to `prints`, and there is room for 16 bytes more.
 * @returns how many entries are left
 */
export function collapseTexts(
  entries: usize,
  count: u32,
  table: usize,
  bits: u32,
  seed: u64,
  copies: usize,
  prints: usize,
): u32 {
  const mask: usize = (<usize>1 << bits) - 1;
  const hash = prints + ((<usize>count) << 2);
  let kept = entries;
  for (let i: u32 = 0; i < count; i++) {
    const entry = changetype<Entry>(entries + <usize>i * ENTRY_BYTES);
    hashText(entry.text, entry.length, seed, hash);
    store<u32>(prints + ((<usize>i) << 2), load<u32>(hash));
    const slot = findText(table, mask, load<u64>(hash), load<u64>(hash, 8));
    const first = load<u32>(slot, 16);
    if (first != 0) {
      store<u32>(copies, entry.row);
      store<u32>(copies, first - 1, 4);
      copies += 8;
      continue;
    }
    store<u64>(slot, load<u64>(hash));
    store<u64>(slot, load<u64>(hash, 8), 8);
    store<u32>(slot, entry.row + 1, 16);
    if (kept != changetype<usize>(entry)) memory.copy(kept, changetype<usize>(entry), ENTRY_BYTES);
    kept += ENTRY_BYTES;
  }
  return <u32>((kept - entries) / ENTRY_BYTES);
}

/** Whether the texts of `count` entries have the hashes whose first 32 bits are at `prints`, with room for 16 bytes more. */
export function checkTexts(entries: usize, count: u32, seed: u64, prints: usize): bool {
  const hash = prints + ((<usize>count) << 2);
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(entries, i);
    hashText(entry.text, entry.length, seed, hash);
    if (load<u32>(hash) != load<u32>(prints + ((<usize>i) << 2))) return false;
  }
  return true;
}

/** Moves every text of one table into another, larger one. */
export function growTexts(from: usize, fromBits: u32, to: usize, toBits: u32): void {
  const end = from + ((<usize>SLOT_BYTES) << fromBits);
  const mask: usize = (<usize>1 << toBits) - 1;
  for (let slot = from; slot < end; slot += SLOT_BYTES) {
    if (load<u32>(slot, 16) == 0) continue;
    const free = findText(to, mask, load<u64>(slot), load<u64>(slot, 8));
    memory.copy(free, slot, SLOT_BYTES);
  }
}

function findText(table: usize, mask: usize, low: u64, high: u64): usize {
  let place = <usize>low & mask;
  while (true) {
    const slot = table + place * SLOT_BYTES;
    if (load<u32>(slot, 16) == 0) return slot;
    if (load<u64>(slot) == low && load<u64>(slot, 8) == high) return slot;
    place = (place + 1) & mask;
  }
}

/** Moves the texts of `count` entries, which ascend, down to `to` and after; returns one past the last. */
export function packTexts(entries: usize, count: u32, to: usize): usize {
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(entries, i);
    memory.copy(to, entry.text, entry.length);
    entry.text = to;
    to += entry.length;
  }
  return to;
}
