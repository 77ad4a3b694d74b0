// What is not ASCII, one code point after the other.
import { FIRST_DEPENDENT, FIRST_RECORD } from "../unicode/tables";
import { entryOf, isPlain, kindOf, rankOf, recordOf, SEPARATOR, UNSPACED, WORD } from "../unicode/lookup";
import { hashShortToken, hashTinyToken, roll } from "./hash";
import { foldSegment } from "./segment";
import { append, emitRecord, endToken, hashes, key, LAG, out, rolled, setHashed, token } from "./sink";
import { bytesOf, codePointOf, decode, decodeFast } from "./utf8";

/** Whether one of the 4 bytes at `p` is not ASCII: with less than that in between, we go on here. */
@inline
function isOtherNear(p: usize, end: usize): bool {
  return p < end && (load<u32>(p) & 0x80808080) != 0;
}

/**
 * The end of the marks at `p`, which follow a code point without a record, if they stay as they
 * are: they are in order, compose with nothing, and nothing that depends on them follows. Else 0.
 */
function endOfPlainMarks(p: usize, end: usize): usize {
  let last: u32 = 0;
  while (p < end && load<u8>(p) >= 0x80) {
    const decoded = decode(p, end);
    const entry = entryOf(codePointOf(decoded));
    if (entry < FIRST_DEPENDENT) break;
    const record = recordOf(entry);
    if (!isPlain(record) || rankOf(record) < last) return 0;
    last = rankOf(record);
    p += <usize>bytesOf(decoded);
  }
  return p;
}

/**
 * Hashes the tokens from `p`, where something else than ASCII is near, until only ASCII is near, or
 * to behind the first code points that depend on each other.
 * @returns where to go on
 */
export function hashOther(p: usize, end: usize): usize {
  const seed = key;
  let to = hashes;
  let h = rolled;
  // The part of the open token that folds to itself, behind what is already at `out`.
  let from = p;
  let decoded = decode(p, end);
  let entry = entryOf(codePointOf(decoded));
  while (true) {
    const next = p + <usize>bytesOf(decoded);
    const goesOn = isOtherNear(next, end);
    decoded = goesOn ? decodeFast(next, end) : 0;
    const nextEntry = entryOf(codePointOf(decoded));
    let after = next;
    if (max(entry, nextEntry) >= FIRST_DEPENDENT) {
      after = entry < FIRST_RECORD ? endOfPlainMarks(next, end) : 0;
      if (after == 0) {
        append(from, p - from);
        setHashed(to, h);
        return foldSegment(p, end);
      }
    }
    if (entry != WORD) {
      const length = p - from;
      if (length > 16 || out != token || entry >= FIRST_RECORD) {
        append(from, length);
        setHashed(to, h);
        if (entry >= FIRST_RECORD) emitRecord(entry);
        else endToken();
        to = hashes;
        h = rolled;
      } else if (length != 0) {
        const hash = hashShortToken(v128.load(from), length, seed);
        h = roll(h, hash, load<u64>(to));
        store<u64>(to, h);
        store<u64>(to, hash, LAG);
        to += 8;
      }
      if (entry == UNSPACED) {
        const bytes = load<u32>(p) & ((<u32>-1) >> ((4 - <u32>(next - p)) << 3));
        const hash = hashTinyToken(<u64>bytes, seed);
        h = roll(h, hash, load<u64>(to));
        store<u64>(to, h);
        store<u64>(to, hash, LAG);
        to += 8;
      }
      from = next;
    }
    if (after != next) {
      setHashed(to, h);
      from = addPlainMarks(from, next, after);
      to = hashes;
      h = rolled;
      p = after;
      if (!isOtherNear(p, end)) break;
      decoded = decode(p, end);
      entry = entryOf(codePointOf(decoded));
      continue;
    }
    p = next;
    if (!goesOn) break;
    entry = nextEntry;
  }
  append(from, p - from);
  setHashed(to, h);
  return p;
}

/** Adds the marks from `p` to `end` to the token that goes on at `from`, or emits them. @returns the new `from` */
function addPlainMarks(from: usize, p: usize, end: usize): usize {
  while (p < end) {
    const decoded = decode(p, end);
    const entry = entryOf(codePointOf(decoded));
    const next = p + <usize>bytesOf(decoded);
    if (kindOf(recordOf(entry)) != WORD) {
      append(from, p - from);
      emitRecord(entry);
      from = next;
    }
    p = next;
  }
  return from;
}

/** As hashOther, but keeps the tokens. */
export function keepOther(p: usize, end: usize): usize {
  let decoded = decode(p, end);
  let entry = entryOf(codePointOf(decoded));
  while (true) {
    const next = p + <usize>bytesOf(decoded);
    const goesOn = isOtherNear(next, end);
    decoded = goesOn ? decodeFast(next, end) : 0;
    const nextEntry = entryOf(codePointOf(decoded));
    if (max(entry, nextEntry) >= FIRST_DEPENDENT) return foldSegment(p, end);
    if (entry >= FIRST_RECORD) {
      emitRecord(entry);
    } else {
      if (entry != WORD) endToken();
      if (entry != SEPARATOR) append(p, next - p);
      if (entry == UNSPACED) endToken();
    }
    p = next;
    if (!goesOn) return p;
    entry = nextEntry;
  }
}
