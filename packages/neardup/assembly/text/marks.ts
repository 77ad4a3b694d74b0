// A run of marks too long to hold: the text is read once to count the bytes of each combining
// class, and once to deal the marks out, each to the place of its class (a counting sort).
import { FIRST_RECORD } from "../unicode/tables";
import { compose, entryOf, partsBegin, partsLength, rankOf, recordOf } from "../unicode/lookup";
import { emit, out } from "./sink";
import { bytesOf, codePointOf, decode, encode, encodedLength } from "./utf8";

/** No starter. */
export const NONE: u32 = 0xffffffff;

const RANKS: u32 = 64;

// What the next three point to is the instance's own, for threads share all other memory.
/** Of each rank: bytes, then where its marks go. */
let places: usize = memory.data(RANKS * 4, 4);
/** Of each rank: the address of the code point with its first mark. */
let firsts: usize = memory.data(RANKS * 4, 4);
/** Of each rank: how many of its first marks are composed with the starter. */
let composed: usize = memory.data(RANKS * 4, 4);

/** Bytes of the room that useMarksAt takes. */
export const MARKS_BYTES: usize = 3 * RANKS * 4;

/** Works from now on in the room at `room`. */
export function useMarksAt(room: usize): void {
  places = room;
  firsts = room + RANKS * 4;
  composed = room + 2 * RANKS * 4;
}

// The mark that nextMark has read.
let codePoint: u32 = 0;
let rank: u32 = 0;
// Where nextMark goes on: the rest of the parts of a code point, then the text.
let text: usize = 0;
let part: usize = 0;
let partsEnd: usize = 0;

/** Begins to read at the code point at `begin`, behind `skip` of its parts. */
function rewind(begin: usize, skip: u32, end: usize): void {
  text = begin;
  part = partsEnd = 0;
  for (; skip > 0; skip--) readPart(end);
}

/** Reads one part of a code point into `codePoint` and `rank`. */
function readPart(end: usize): void {
  if (part == partsEnd) {
    const decoded = decode(text, end);
    const entry = entryOf(codePointOf(decoded));
    const record = entry < FIRST_RECORD ? 0 : recordOf(entry);
    const length = partsLength(record);
    part = length == 0 ? text : partsBegin(record);
    partsEnd = length == 0 ? text + <usize>bytesOf(decoded) : part + length;
    text += <usize>bytesOf(decoded);
  }
  const decoded = decode(part, partsEnd);
  part += <usize>bytesOf(decoded);
  codePoint = codePointOf(decoded);
  const entry = entryOf(codePoint);
  rank = entry < FIRST_RECORD ? 0 : rankOf(recordOf(entry));
}

/** Reads the next mark of the run. @returns false at its end; `text` is then wrong by one code point */
function nextMark(end: usize): bool {
  if (part == partsEnd && text >= end) return false;
  readPart(end);
  return rank != 0;
}

/**
 * Emits `starter`, or nothing if it is NONE, and the run of marks that begins with part `skip` of
 * the code point at `begin`.
 * @returns the address behind the run
 */
export function emitManyMarks(starter: u32, begin: usize, skip: u32, end: usize): usize {
  memory.fill(places, 0, RANKS * 4);
  memory.fill(composed, 0, RANKS * 4);
  const next = countBytes(begin, skip, end);
  if (starter != NONE) emit(composeRun(starter, begin, skip, end));
  emitInOrder(begin, skip, end);
  return next;
}

/** @returns the address behind the run */
function countBytes(begin: usize, skip: u32, end: usize): usize {
  rewind(begin, skip, end);
  let next = begin;
  while (nextMark(end)) {
    const place = <usize>rank << 2;
    const bytes = load<u32>(places + place);
    if (bytes == 0) store<u32>(firsts + place, <u32>next);
    store<u32>(places + place, bytes + <u32>encodedLength(codePoint));
    if (part == partsEnd) next = text;
  }
  return next;
}

/**
 * Composes the starter with the marks that no other mark blocks. These are, of each class, its first
 * ones, and there are at most three, since no composite has more parts than four.
 * @returns the composite
 */
function composeRun(starter: u32, begin: usize, skip: u32, end: usize): u32 {
  for (let wanted: u32 = 1; wanted < RANKS; wanted++) {
    if (load<u32>(places + (<usize>wanted << 2)) == 0) continue;
    const first = <usize>load<u32>(firsts + (<usize>wanted << 2));
    rewind(first, first == begin ? skip : 0, end);
    while (nextMark(end)) {
      if (rank != wanted) continue;
      const composite = compose(starter, codePoint);
      if (composite == 0) break;
      starter = composite;
      const place = composed + (<usize>wanted << 2);
      store<u32>(place, load<u32>(place) + 1);
    }
  }
  return starter;
}

/**
 * The marks are dealt out into the free part of the work area, so far behind `out` that emitting,
 * which writes up to 4 bytes for 3, never overtakes reading.
 */
function emitInOrder(begin: usize, skip: u32, end: usize): void {
  let total: u32 = 0;
  for (let i: usize = 0; i < <usize>RANKS; i++) {
    const bytes = load<u32>(places + (i << 2));
    store<u32>(places + (i << 2), total);
    total += bytes;
  }
  const ordered = out + <usize>total / 3 + 64;
  memory.fill(ordered, 0, total);
  rewind(begin, skip, end);
  while (nextMark(end)) deal(ordered);
  for (let p = ordered; p < ordered + <usize>total; ) {
    const decoded = decode(p, ordered + <usize>total);
    if (codePointOf(decoded) != 0) emit(codePointOf(decoded));
    p += <usize>bytesOf(decoded);
  }
}

/** Writes the mark that was read to the place of its class, which it moves on. */
function deal(ordered: usize): void {
  const left = composed + (<usize>rank << 2);
  const place = places + (<usize>rank << 2);
  const bytes = encodedLength(codePoint);
  const at = load<u32>(place);
  store<u32>(place, at + <u32>bytes);
  if (load<u32>(left) > 0) {
    // Zeros stay where a composed mark would be: no mark is U+0000.
    store<u32>(left, load<u32>(left) - 1);
    return;
  }
  const encoded = encode(codePoint);
  for (let i: usize = 0; i < bytes; i++) store<u8>(ordered + <usize>at + i, <u8>(encoded >>> (<u32>i << 3)));
}
