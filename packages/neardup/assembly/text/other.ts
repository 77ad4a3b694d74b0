// What is not ASCII, one code point after the other.
import { FIRST_CHANGING, FIRST_DEPENDENT, FIRST_RECORD } from "../unicode/tables";
import { classOf, entryOf, isPlain, kindOf, rankOf, recordOf, SEPARATOR, UNSPACED, WORD } from "../unicode/lookup";
import { hashShortToken, hashTinyToken, roll } from "./hash";
import { foldSegment } from "./segment";
import { addHash, append, emitRecord, endToken, hashes, keeps, key, LAG, out, rolled, setHashed, setKept, slot, token } from "./sink";
import { SPACE } from "./work";
import {
  bytesOf,
  codePointOf,
  codePointOfThree,
  codePointOfTwo,
  decode,
  decodeFast,
  isThree,
  isTwo,
} from "./utf8";

/** Whether one of the 4 bytes at `p` is not ASCII: with less than that in between, we go on here. */
function isOtherNear(p: usize, end: usize): bool {
  return p < end && (load<u32>(p) & 0x80808080) != 0;
}

/**
 * Folds from `p`, where something else than ASCII is near, until only ASCII is near, or to behind
 * the first code points that depend on each other.
 * @returns where to go on
 */
export function foldOther(p: usize, end: usize): usize {
  // The part of the open token that folds to itself, behind what is already at `out`.
  let from = p;
  let decoded = decodeFast(p, end);
  let entry = classOf(entryOf(codePointOf(decoded)));
  while (true) {
    let next = p + <usize>bytesOf(decoded);
    if (entry == WORD) next = endOfLetters(next, end);
    let goesOn = isOtherNear(next, end);
    decoded = goesOn ? decodeFast(next, end) : 0;
    let nextEntry = classOf(entryOf(codePointOf(decoded)));
    const looked = next;
    if (max(entry, nextEntry) >= FIRST_DEPENDENT) {
      if (entry == WORD) p = beginOfLast(next);
      next = endOfPlainMarks(p, end);
      if (next == 0) {
        append(from, p - from);
        return foldSegment(p, end);
      }
      from = addPlain(from, p, next);
    } else if (entry != WORD) {
      addRun(from, p - from, entry < FIRST_RECORD);
      if (entry >= FIRST_RECORD) emitRecord(entry);
      else if (entry == UNSPACED) next = keeps ? keepUnspaced(p, next, end) : hashUnspaced(p, next, end);
      from = next;
    }
    if (next != looked) {
      goesOn = isOtherNear(next, end);
      decoded = goesOn ? decode(next, end) : 0;
      nextEntry = classOf(entryOf(codePointOf(decoded)));
    }
    p = next;
    if (!goesOn) break;
    entry = nextEntry;
  }
  append(from, p - from);
  return p;
}

/**
 * Where the letters of two and three bytes at `p` end. That the length of each is known from a
 * branch, not computed, is what makes it fast.
 */
function endOfLetters(p: usize, end: usize): usize {
  while (p + 4 <= end) {
    const word = load<u32>(p);
    if (isTwo(word)) {
      if (classOf(entryOf(codePointOfTwo(word))) != WORD) break;
      p += 2;
    } else if (isThree(word)) {
      if (classOf(entryOf(codePointOfThree(word))) != WORD) break;
      p += 3;
    } else {
      break;
    }
  }
  return p;
}

/** Where the character that ends at `p` begins. */
function beginOfLast(p: usize): usize {
  do p--;
  while ((load<u8>(p) & 0xc0) == 0x80);
  return p;
}

/** Adds `length` bytes at `from` to the token, and ends it if `ends`. */
function addRun(from: usize, length: usize, ends: bool): void {
  if (length == 0 && out == token) return;
  if (ends && !keeps && length <= 16 && out == token) {
    // From the text: bytes that have just been written cannot be loaded as fast.
    addHash(hashShortToken(v128.load(from), length, key));
    return;
  }
  append(from, length);
  if (ends) endToken();
}

/** Adds the code point from `p` to `next` as a token. */
function addUnspaced(p: usize, next: usize): void {
  if (keeps) {
    append(p, next - p);
    endToken();
  } else {
    addHash(hashTinyToken(firstBytes(p, next), key));
  }
}

/** Adds code points that fold to themselves to the token that goes on at `from`. @returns the new `from` */
function addPlain(from: usize, p: usize, end: usize): usize {
  while (p < end) {
    const decoded = decode(p, end);
    const entry = entryOf(codePointOf(decoded));
    const kind = entry < FIRST_RECORD ? entry : kindOf(recordOf(entry));
    const next = p + <usize>bytesOf(decoded);
    if (kind != WORD) {
      addRun(from, p - from, true);
      if (kind == UNSPACED) addUnspaced(p, next);
      from = next;
    }
    p = next;
  }
  return from;
}

/**
 * Hashes the code point from `p` to `next` as a token, and what follows as far as it is of three
 * bytes, nothing changes it, and each is a token or separates them.
 * @returns where to go on
 */
function hashUnspaced(p: usize, next: usize, end: usize): usize {
  addUnspaced(p, next);
  const seed = key;
  let to = hashes;
  let h = rolled;
  let word = load<u32>(next);
  let entry = entryOfThree(word);
  for (p = next; (entry == UNSPACED || entry == SEPARATOR) && p + 6 <= end; p += 3) {
    const following = load<u32>(p, 3);
    const followingEntry = entryOfThree(following);
    // It may be dependent: of code points of another length that is not known here.
    if (followingEntry >= FIRST_CHANGING) break;
    // Without a branch on what cannot be foretold: what a separator writes, the next overwrites.
    const isToken = entry == UNSPACED;
    const hash = hashTinyToken(<u64>(word & 0xffffff), seed);
    const leaving = load<u64>(to);
    h = isToken ? roll(h, hash, leaving) : h;
    store<u64>(to, isToken ? h : leaving);
    store<u64>(to, hash, LAG);
    to += <usize>isToken << 3;
    word = following;
    entry = followingEntry;
  }
  setHashed(to, h);
  return p;
}

/** As hashUnspaced, but keeps the tokens. */
function keepUnspaced(p: usize, next: usize, end: usize): usize {
  addUnspaced(p, next);
  let to = out;
  let position = slot;
  let word = load<u32>(next);
  let entry = entryOfThree(word);
  for (p = next; (entry == UNSPACED || entry == SEPARATOR) && p + 6 <= end; p += 3) {
    const following = load<u32>(p, 3);
    const followingEntry = entryOfThree(following);
    if (followingEntry >= FIRST_CHANGING) break;
    store<u32>(position, <u32>to);
    store<u32>(to, (word & 0xffffff) | (<u32>SPACE << 24));
    const isToken = entry == UNSPACED;
    position -= <usize>isToken << 2;
    to += <usize>isToken << 2;
    word = following;
    entry = followingEntry;
  }
  setKept(to, position);
  return p;
}

/** The bytes from `p` to `next`, at most 4, from the lowest. */
function firstBytes(p: usize, next: usize): u64 {
  return <u64>(load<u32>(p) & (<u32>-1 >> ((4 - <u32>(next - p)) << 3)));
}

/** The class or entry of a code point of three bytes, FIRST_CHANGING of another. */
function entryOfThree(word: u32): u32 {
  return isThree(word) ? classOf(entryOf(codePointOfThree(word))) : FIRST_CHANGING;
}

/**
 * The end of the marks behind the code point at `p`, if nothing changes these and it: it has no
 * record, they are in order and compose with nothing, and nothing that depends on them follows.
 * Otherwise 0.
 */
function endOfPlainMarks(p: usize, end: usize): usize {
  const decoded = decode(p, end);
  if (entryOf(codePointOf(decoded)) >= FIRST_RECORD) return 0;
  let last: u32 = 0;
  p += <usize>bytesOf(decoded);
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
