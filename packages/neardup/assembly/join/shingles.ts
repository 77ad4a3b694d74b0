import { foldTokens } from "../text/fold";
import { hashShingles } from "../text/hash";
import { SHINGLE, shingleCount, shingleEnd, shingleStart, tokenStart, workBytes } from "../text/work";
import { truncate } from "./hash-mask";
import { align16, equalBytes, powerOfTwo } from "./memory";

// One text's shingles, laid out in a region that its caller gives: this header, the work area of the folded text, the
// hashes in text order, and, once they are indexed, the distinct ones: a table of them by hash.
@unmanaged
export class Shingles {
  work: usize;
  /** u64 for each shingle in text order, repeated ones included. */
  hashes: usize;
  /** Shingles, repeated ones included. */
  occurrences: u32;
  /** Different shingles, compared byte by byte. */
  size: u32;
  /** u32 for each different shingle: its first occurrence, in text order. */
  distinct: usize;
  /** u32 for each occurrence: the first one of an equal shingle. */
  firsts: usize;
  /** u32: occurrence + 1 of a different shingle, or 0; open addressing by the hash. */
  table: usize;
  mask: u32;
  /** u32 for each occurrence: the last comparison that met it. */
  marks: usize;
  comparison: u32;
  /** One past what the region holds. */
  end: usize;
}

/** Bytes of a region for a text of `length` bytes with at most `occurrences` shingles. */
export function regionBytes(length: usize, occurrences: u32): usize {
  const table = (<usize>powerOfTwo(occurrences << 1)) << 2;
  return align16(offsetof<Shingles>()) + align16(workBytes(length)) + <usize>occurrences * 20 + table + 64;
}

/** The same for a text that is read, but not indexed. */
export function readBytes(length: usize, occurrences: u32): usize {
  return align16(offsetof<Shingles>()) + align16(workBytes(length)) + ((<usize>occurrences) << 3) + 64;
}

/** Folds and hashes a text into the region at `region`. */
export function readShingles(text: usize, length: usize, region: usize): Shingles {
  const shingles = changetype<Shingles>(region);
  shingles.work = region + align16(offsetof<Shingles>());
  shingles.hashes = shingles.work + align16(workBytes(length));
  const tokens = foldTokens(text, length, shingles.work);
  shingles.occurrences = shingleCount(tokens);
  if (tokens > 0) hashShingles(shingles.work, tokens, shingles.hashes, 0);
  shingles.end = shingles.hashes + ((<usize>shingles.occurrences) << 3);
  return shingles;
}

/** Finds the different shingles of a text that was read. Those of equal hashes are compared byte by byte. */
export function indexShingles(shingles: Shingles): void {
  const occurrences = shingles.occurrences;
  const list = (<usize>occurrences) << 2;
  const capacity = powerOfTwo(occurrences << 1);
  shingles.distinct = shingles.hashes + (list << 1);
  shingles.firsts = shingles.distinct + list;
  shingles.marks = shingles.firsts + list;
  shingles.table = shingles.marks + list;
  shingles.end = shingles.table + ((<usize>capacity) << 2);
  shingles.mask = capacity - 1;
  shingles.comparison = 0;
  memory.fill(shingles.marks, 0, shingles.end - shingles.marks);
  let size: u32 = 0;
  for (let i: u32 = 0; i < occurrences; i++) {
    const slot = findShingle(shingles, shingles, i);
    const found = load<u32>(slot);
    store<u32>(shingles.firsts + ((<usize>i) << 2), found == 0 ? i : found - 1);
    if (found != 0) continue;
    store<u32>(slot, i + 1);
    store<u32>(shingles.distinct + ((<usize>(size++)) << 2), i);
  }
  shingles.size = size;
}

/** Address of the slot in `indexed` of occurrence `i` of `other`: an equal shingle's, or a free one. */
function findShingle(indexed: Shingles, other: Shingles, i: u32): usize {
  const hash = hashAt(other, i);
  let place = <u32>(hash >> 40) & indexed.mask;
  while (true) {
    const slot = indexed.table + ((<usize>place) << 2);
    const found = load<u32>(slot);
    if (found == 0) return slot;
    if (hashAt(indexed, found - 1) == hash && isSame(indexed, found - 1, other, i)) return slot;
    place = (place + 1) & indexed.mask;
  }
}

/** The hash of occurrence `i`. */
@inline
export function hashAt(shingles: Shingles, i: u32): u64 {
  return truncate(load<u64>(shingles.hashes + ((<usize>i) << 3)));
}

function isSame(a: Shingles, i: u32, b: Shingles, j: u32): bool {
  const startA = shingleStart(a.work, i);
  const startB = shingleStart(b.work, j);
  const length = shingleEnd(a.work, i) - startA;
  return length == shingleEnd(b.work, j) - startB && equalBytes(startA, startB, length);
}

/** Whether the last tokens of two shingles, none of which is a text's only one, are the same. */
function isSameLast(a: Shingles, i: u32, b: Shingles, j: u32): bool {
  const startA = tokenStart(a.work, i + <u32>SHINGLE - 1);
  const startB = tokenStart(b.work, j + <u32>SHINGLE - 1);
  const length = shingleEnd(a.work, i) - startA;
  return length == shingleEnd(b.work, j) - startB && equalBytes(startA, startB, length);
}

/**
 * How many different shingles an indexed text and one that was read share, compared byte by byte. Near duplicates have
 * long runs in common: after a shingle that both have, the next ones are equal if their last tokens are.
 */
export function countShared(indexed: Shingles, other: Shingles): u32 {
  const comparison = ++indexed.comparison;
  let shared: u32 = 0;
  let next: u32 = 0;
  for (let j: u32 = 0; j < other.occurrences; j++) {
    if (next == 0 || next >= indexed.occurrences || !isSameLast(indexed, next, other, j)) {
      next = load<u32>(findShingle(indexed, other, j));
      if (next == 0) continue;
      next--;
    }
    const first = load<u32>(indexed.firsts + ((<usize>(next++)) << 2));
    const mark = indexed.marks + ((<usize>first) << 2);
    shared += u32(load<u32>(mark) != comparison);
    store<u32>(mark, comparison);
  }
  return shared;
}

/** The part of a shingle's hash that sets are kept as and compared by until they are verified. */
@inline
export function keyOf(hash: u64): u32 {
  return <u32>(hash >> 32);
}

/** A sum and a mix of the hashes of the different shingles, whatever their order. */
export function fingerprint(shingles: Shingles): u64 {
  let sum: u64 = shingles.size;
  for (let i: u32 = 0; i < shingles.size; i++) {
    const hash = hashAt(shingles, load<u32>(shingles.distinct + ((<usize>i) << 2)));
    sum += (hash ^ (hash >> 29)) * 0x9e3779b97f4a7c15;
  }
  return sum ^ (sum >> 32);
}
