import { foldShingles } from "../text/fold";
import { ENTRY_BYTES, entryAt } from "./entry";
import { truncate } from "./hash-mask";
import { prefixSize, shareOf } from "./ratio";
import { hashAt, keyOf, Shingles } from "./shingles";
import { NODE_BYTES, nodeAt, Store } from "./store";

/** In how many sets the keys are, up to 255: counters by a hash of the key, which several keys may share. */
@unmanaged
export class Rarity {
  /** u8[2^(32 - shift)]. */
  counters: usize;
  shift: u32;
  /** An odd number: another one makes other keys share counters. */
  salt: u32;
}

function counterOf(rarity: Rarity, key: u32): usize {
  return rarity.counters + <usize>((key * rarity.salt) >> rarity.shift);
}

function countKey(rarity: Rarity, key: u32): void {
  const at = counterOf(rarity, key);
  const count = <u32>load<u8>(at);
  store<u8>(at, count + u32(count < 255));
}

/** Counts the keys of nodes `from` up to `to`. */
export function countNodes(block: usize, from: u32, to: u32, counts: usize): void {
  const rarity = changetype<Rarity>(counts);
  for (let i = from; i < to; i++) {
    const node = nodeAt(changetype<Store>(block), i);
    for (let k: u32 = 0; k < node.keyCount; k++) {
      countKey(rarity, load<u32>(node.keys + ((<usize>k) << 2)));
    }
  }
}

// The keys of entries are counted with their repeats: a key that is alone is no repeat, and a larger size only makes the
// sieve keep more. That spares finding out which shingles are different.

/** Counts the keys of the texts of `count` entries. */
export function countEntries(entries: usize, count: u32, counts: usize, work: usize, hashes: usize): void {
  const rarity = changetype<Rarity>(counts);
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(entries, i);
    entry.shingles = <u32>foldShingles(entry.text, entry.length, work, hashes, 0);
    const end = hashes + ((<usize>entry.shingles) << 3);
    for (let at = hashes; at < end; at += 8) countKey(rarity, keyOf(truncate(load<u64>(at))));
  }
}

/**
 * Takes out the entries of texts that can have no partner.
 * @returns how many are left
 */
export function sieveEntries(
  entries: usize,
  count: u32,
  counts: usize,
  numerator: u32,
  denominator: u32,
  work: usize,
  hashes: usize,
): u32 {
  const rarity = changetype<Rarity>(counts);
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(entries, i);
    entry.shingles = <u32>foldShingles(entry.text, entry.length, work, hashes, 0);
    const limit = entry.shingles - shareOf(entry.shingles, numerator, denominator);
    if (exceedsAlone(hashes, entry.shingles, rarity, limit)) continue;
    memory.copy(changetype<usize>(entryAt(entries, kept++)), changetype<usize>(entry), ENTRY_BYTES);
  }
  return kept;
}

function exceedsAlone(hashes: usize, count: u32, rarity: Rarity, limit: u32): bool {
  const end = hashes + ((<usize>count) << 3);
  let alone: u32 = 0;
  while (hashes < end) {
    // Looked at every 16, as in screen.ts.
    const stop = min(end, hashes + 128);
    for (; hashes < stop; hashes += 8) {
      alone += u32(load<u8>(counterOf(rarity, keyOf(truncate(load<u64>(hashes))))) == 1);
    }
    if (alone > limit) return true;
  }
  return false;
}

@inline
export function distinctKey(shingles: Shingles, k: u32): u32 {
  return keyOf(hashAt(shingles, load<u32>(shingles.distinct + ((<usize>k) << 2))));
}

/**
 * Sorts the keys of nodes `from` up to `to`, the rarest first, drops those that are in no other set, and sets the prefix.
 * Nodes that may have a partner yet move to `into` and after.
 * `scratch` has room for 1,024 bytes and 16 bytes a key.
 * @returns one past the last node moved
 */
export function orderNodes(block: usize, from: u32, to: u32, into: u32, counts: usize, scratch: usize): u32 {
  const nodes = changetype<Store>(block);
  for (let i = from; i < to; i++) {
    const node = nodeAt(nodes, i);
    node.keyCount = orderKeys(node.keys, node.size, changetype<Rarity>(counts), scratch);
    node.prefix = prefixLeft(node.size, node.keyCount, nodes.numerator, nodes.denominator);
    if (node.prefix == 0) continue;
    if (into != i) memory.copy(changetype<usize>(nodeAt(nodes, into)), changetype<usize>(node), NODE_BYTES);
    into++;
  }
  return into;
}

/** How much of the prefix of a set is left when the keys that no other set has, which come first, are dropped. */
@inline
export function prefixLeft(size: u32, keyCount: u32, numerator: u32, denominator: u32): u32 {
  const prefix = prefixSize(size, numerator, denominator);
  const alone = size - keyCount;
  return prefix > alone ? prefix - alone : 0;
}

/**
 * Sorts `count` keys by how many sets have them, then by themselves, and drops those that no other set has.
 * @returns how many are left
 */
export function orderKeys(keys: usize, count: u32, rarity: Rarity, scratch: usize): u32 {
  const words = scratch + DIGITS_BYTES;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const key = load<u32>(keys + ((<usize>i) << 2));
    const sets = <u64>load<u8>(counterOf(rarity, key));
    store<u64>(words + ((<usize>kept) << 3), (sets << 32) | <u64>key);
    kept += u32(sets != 1);
  }
  const sorted = sortWords(scratch, words, kept);
  for (let i: u32 = 0; i < kept; i++) {
    store<u32>(keys + ((<usize>i) << 2), load<u32>(sorted + ((<usize>i) << 3)));
  }
  return kept;
}

// u32 for each digit of one turn of the sort.
const DIGITS_BYTES: usize = 1024;
/** Up to so many words, one turn by the highest digit of the key leaves few words to a digit. */
const FEW_WORDS: u32 = 2048;

/**
 * Sorts words of a key (32 bits) and the number of sets that have it (8 bits above) by radix, from one array to the
 * other, which follows it.
 * @returns the array where they are in the end
 */
function sortWords(digits: usize, from: usize, count: u32): usize {
  const to = from + ((<usize>count) << 3);
  if (count <= FEW_WORDS) {
    sortByDigit(digits, from, to, count, 24);
    insertWords(to, count);
    sortByDigit(digits, to, from, count, 32);
    return from;
  }
  sortByDigit(digits, from, to, count, 0);
  sortByDigit(digits, to, from, count, 8);
  sortByDigit(digits, from, to, count, 16);
  sortByDigit(digits, to, from, count, 24);
  sortByDigit(digits, from, to, count, 32);
  return to;
}

function sortByDigit(digits: usize, from: usize, to: usize, count: u32, shift: u64): void {
  memory.fill(digits, 0, DIGITS_BYTES);
  const end = from + ((<usize>count) << 3);
  for (let at = from; at < end; at += 8) {
    const digit = digits + (<usize>((load<u64>(at) >> shift) & 255) << 2);
    store<u32>(digit, load<u32>(digit) + 1);
  }
  let sum: u32 = 0;
  for (let digit = digits; digit < digits + DIGITS_BYTES; digit += 4) {
    const size = load<u32>(digit);
    store<u32>(digit, sum);
    sum += size;
  }
  for (let at = from; at < end; at += 8) {
    const word = load<u64>(at);
    const digit = digits + (<usize>((word >> shift) & 255) << 2);
    const place = load<u32>(digit);
    store<u32>(digit, place + 1);
    store<u64>(to + ((<usize>place) << 3), word);
  }
}

/** Sorts words by their keys by insertion: they are nearly sorted. */
function insertWords(words: usize, count: u32): void {
  const end = words + ((<usize>count) << 3);
  for (let at = words + 8; at < end; at += 8) {
    const word = load<u64>(at);
    let to = at;
    for (; to > words && <u32>load<u64>(to - 8) > <u32>word; to -= 8) store<u64>(to, load<u64>(to - 8));
    store<u64>(to, word);
  }
}
