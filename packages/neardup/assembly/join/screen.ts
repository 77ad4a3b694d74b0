import { foldShingles } from "../text/fold";
import { Entry, ENTRY_BYTES, entryAt } from "./entry";
import { shareOf } from "./ratio";
import { truncate } from "./hash-mask";

// The first sieve. A table of 2-bit counters (0, 1, 2 for more) by the high bits of the shingles' hashes tells which
// shingles are surely in no other row. Counting repeats within a row, and shingles that share a counter, only makes
// fewer shingles known to be alone, never more.

/**
 * Takes a sample of the shingles of `count` texts, those whose hash has no bit of `skip` set, and writes the high halves
 * of their hashes to `samples`: for each entry their number and then themselves.
 * Entries of texts without a token are taken out; their number and their rows go to `empty`.
 * `work` is a work area for the longest text; `hashes` has room for its hashes and what foldShingles overwrites about them.
 * @returns one past what was written to `samples`
 */
export function sampleEntries(
  entries: usize,
  count: u32,
  skip: u32,
  samples: usize,
  empty: usize,
  work: usize,
  hashes: usize,
): usize {
  let into = entries;
  let empties: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(entries, i);
    entry.shingles = <u32>foldShingles(entry.text, entry.length, work, hashes, 0);
    if (entry.shingles == 0) {
      store<u32>(empty + ((<usize>++empties) << 2), entry.row);
      continue;
    }
    const end = sampleHashes(hashes, entry.shingles, skip, samples + 4);
    store<u32>(samples, <u32>((end - samples - 4) >> 2));
    samples = end;
    if (into != changetype<usize>(entry)) memory.copy(into, changetype<usize>(entry), ENTRY_BYTES);
    into += ENTRY_BYTES;
  }
  store<u32>(empty, empties);
  return samples;
}

/** `out` may be where the hashes are: it is never ahead of them. */
function sampleHashes(hashes: usize, count: u32, skip: u32, out: usize): usize {
  const end = hashes + ((<usize>count) << 3);
  for (let at = hashes; at < end; at += 8) {
    const hash = truncate(load<u64>(at));
    store<u32>(out, <u32>(hash >> 32));
    out += (<usize>((<u32>hash & skip) == 0)) << 2;
  }
  return out;
}

/** sampleEntries and countSamples in one. */
export function sampleAndCount(
  entries: usize,
  count: u32,
  skip: u32,
  samples: usize,
  empty: usize,
  work: usize,
  hashes: usize,
  table: usize,
  bits: u32,
): usize {
  const end = sampleEntries(entries, count, skip, samples, empty, work, hashes);
  countSamples(samples, end, table, bits);
  return end;
}

/** Counts what sampleEntries wrote from `samples` up to `end` in a table of 2^bits counters of 2 bits. */
export function countSamples(samples: usize, end: usize, table: usize, bits: u32): void {
  const shift = 32 - bits;
  while (samples < end) {
    const stop = samples + 4 + ((<usize>load<u32>(samples)) << 2);
    for (let at = samples + 4; at < stop; at += 4) {
      const slot = <usize>(load<u32>(at) >> shift);
      const byte = table + (slot >> 2);
      const turn = (<u32>slot & 3) << 1;
      const four = <u32>load<u8>(byte);
      store<u8>(byte, four + (u32(((four >> turn) & 3) < 2) << turn));
    }
    samples = stop;
  }
}

/**
 * Takes out the entries of texts that are known to have no partner: with more than n - ceil(n p / q) of their n shingles
 * alone. `samples` is what sampleEntries wrote
 * for the same entries, or 0: they are hashed again.
 * @returns how many entries are left
 */
export function screenFilter(
  entries: usize,
  count: u32,
  table: usize,
  bits: u32,
  skip: u32,
  samples: usize,
  work: usize,
  hashes: usize,
  numerator: u32,
  denominator: u32,
): u32 {
  let into = entries;
  let sample = samples + 4;
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(entries, i);
    let end: usize;
    if (samples == 0) {
      entry.shingles = <u32>foldShingles(entry.text, entry.length, work, hashes, 0);
      sample = hashes;
      end = sampleHashes(hashes, entry.shingles, skip, hashes);
    } else {
      end = sample + ((<usize>load<u32>(sample - 4)) << 2);
    }
    const n = entry.shingles;
    const limit = n - shareOf(n, numerator, denominator);
    if (!exceedsAlone(sample, end, table, 32 - bits, limit)) {
      if (into != changetype<usize>(entry)) memory.copy(into, changetype<usize>(entry), ENTRY_BYTES);
      into += ENTRY_BYTES;
    }
    sample = end + 4;
  }
  return <u32>((into - entries) / ENTRY_BYTES);
}

function exceedsAlone(from: usize, end: usize, table: usize, shift: u32, limit: u32): bool {
  let alone: u32 = 0;
  while (from < end) {
    // Looked at every 16: a branch on each would be guessed wrong half the time.
    const stop = min(end, from + 64);
    for (; from < stop; from += 4) {
      const slot = <usize>(load<u32>(from) >> shift);
      const four = <u32>load<u8>(table + (slot >> 2));
      alone += u32(((four >> ((<u32>slot & 3) << 1)) & 3) == 1);
    }
    if (alone > limit) return true;
  }
  return false;
}


/** Adds the counters of one table, of `bytes` bytes, to those of another. */
export function addCounters(to: usize, from: usize, bytes: usize): void {
  const low: u64 = 0x5555555555555555;
  for (let at: usize = 0; at < bytes; at += 8) {
    const a = load<u64>(to + at);
    const b = load<u64>(from + at);
    // Of each two bits, 10 is "more": the sum is that if either is, or if both are 01.
    const more = (((a | b) >> 1) | (a & b)) & low;
    store<u64>(to + at, (more << 1) | ((a ^ b) & low & ~more));
  }
}
