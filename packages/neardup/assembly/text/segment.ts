// The slow path: NFKC of a code point together with the dependent ones behind it.
//
// Unicode 15.1, section 3.11: decompose, put marks in the order of their combining classes, compose.
// Texts decide how many marks there are, so neither time nor memory may grow faster than the text:
// up to FEW marks are sorted by insertion, a longer run is counted and dealt out by class.
import { FIRST_DEPENDENT, FIRST_RECORD } from "../unicode/tables";
import { compose, entryOf, partsBegin, partsLength, rankOf, recordOf } from "../unicode/lookup";
import { emit } from "./sink";
import { emitManyMarks, MARKS_BYTES, NONE, useMarksAt } from "./marks";
import { bytesOf, codePointOf, decode } from "./utf8";

const FEW = 32;
const RANK_SHIFT = 24;
const CODE_POINT: u32 = 0x1fffff;

/** The marks behind the starter, by rank: code point, and rank from bit 24. */
let marks: usize = memory.data(FEW * 4, 4);
let count: i32 = 0;
/** The starter, composed with what was consumed so far, or NONE. */
let starter: u32 = NONE;
/** Where the code point with the first of `marks` is, and how many of its parts precede that mark. */
let runBegin: usize = 0;
let runSkip: u32 = 0;

/** Bytes of the room that an instance needs if it shares its memory with others. */
export function threadBytes(): usize {
  return <usize>FEW * 4 + MARKS_BYTES;
}

/** Works from now on in the room at `room`: of instances that share a memory, each needs its own. */
export function useThreadRoom(room: usize): void {
  marks = room;
  useMarksAt(room + FEW * 4);
}

/**
 * Folds the code point at `p` and all dependent ones that follow it.
 * @returns the address behind them
 */
export function foldSegment(p: usize, end: usize): usize {
  starter = NONE;
  count = 0;
  let next = p;
  do {
    const decoded = decode(next, end);
    next = addCodePoint(codePointOf(decoded), next, next + <usize>bytesOf(decoded), end);
  } while (next < end && isDependentAt(next, end));
  composeMarks();
  emitHeld();
  return next;
}

/** Whether the code point at `p` may interact with what is in front of it. */
function isDependentAt(p: usize, end: usize): bool {
  return load<u8>(p) >= 0x80 && entryOf(codePointOf(decode(p, end))) >= FIRST_DEPENDENT;
}

/** @returns where to go on: `next`, or behind a long run of marks that begins before it */
function addCodePoint(codePoint: u32, p: usize, next: usize, end: usize): usize {
  const entry = entryOf(codePoint);
  const record = entry < FIRST_RECORD ? 0 : recordOf(entry);
  const length = partsLength(record);
  if (length == 0) return add(codePoint, rankOf(record), p, 0) ? next : foldManyMarks(end);
  const begin = partsBegin(record);
  let part: u32 = 0;
  for (let q = begin; q < begin + length; part++) {
    const decoded = decode(q, begin + length);
    const partEntry = entryOf(codePointOf(decoded));
    const rank = partEntry < FIRST_RECORD ? 0 : rankOf(recordOf(partEntry));
    if (!add(codePointOf(decoded), rank, p, part)) return foldManyMarks(end);
    q += <usize>bytesOf(decoded);
  }
  return next;
}

/** @returns false where there are too many marks to hold */
function add(codePoint: u32, rank: u32, p: usize, part: u32): bool {
  if (rank == 0) {
    addStarter(codePoint);
    return true;
  }
  if (count == FEW) return false;
  if (count == 0) {
    runBegin = p;
    runSkip = part;
  }
  let at = marks + (<usize>count << 2);
  while (at > marks && load<u32>(at - 4) >>> RANK_SHIFT > rank) {
    store<u32>(at, load<u32>(at - 4));
    at -= 4;
  }
  store<u32>(at, codePoint | (rank << RANK_SHIFT));
  count++;
  return true;
}

function addStarter(codePoint: u32): void {
  composeMarks();
  const composite = starter != NONE && count == 0 ? compose(starter, codePoint) : 0;
  if (composite != 0) {
    starter = composite;
    return;
  }
  emitHeld();
  starter = codePoint;
}

/** Composes the starter with the marks that no other mark blocks, and removes these. */
function composeMarks(): void {
  if (starter == NONE) return;
  let kept = 0;
  let blocked: u32 = 0;
  for (let i = 0; i < count; i++) {
    const mark = load<u32>(marks + (<usize>i << 2));
    const rank = mark >>> RANK_SHIFT;
    const composite = rank == blocked ? 0 : compose(starter, mark & CODE_POINT);
    if (composite != 0) {
      starter = composite;
      continue;
    }
    blocked = rank;
    store<u32>(marks + (<usize>kept << 2), mark);
    kept++;
  }
  count = kept;
}

function emitHeld(): void {
  if (starter != NONE) emit(starter);
  for (let i = 0; i < count; i++) emit(load<u32>(marks + (<usize>i << 2)) & CODE_POINT);
  starter = NONE;
  count = 0;
}

/** Folds the starter and the whole run of marks whose beginning `marks` holds. */
function foldManyMarks(end: usize): usize {
  const next = emitManyMarks(starter, runBegin, runSkip, end);
  starter = NONE;
  count = 0;
  return next;
}
