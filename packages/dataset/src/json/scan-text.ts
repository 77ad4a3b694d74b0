import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from "./characters.ts";
import { closeLong, endLongString } from "./long-values.ts";
import { addMember, closeSlot, endMember, openSlot } from "./members.ts";
import { continueNumber } from "./scan-long-number.ts";
import { scanScalar } from "./scan-number.ts";
import { scanCharacters, scanString, skipCharacters } from "./scan-string.ts";
import { ARRAY, fail, FRAME, grow, pause, type Scan, skipSpace, STEP } from "./scan.ts";

const NOTHING = -1;

/**
 * Reads a JSON text, from `scan.at` to `scan.end`, and writes it to `out` canonically, members in their own order. It
 * takes what CPython's scanner takes and finds fault where that one does (Modules/_json.c, Lib/json/decoder.py), but
 * keeps a stack of its own, so that nesting costs no recursion. Of a text that goes on behind `end` it reads what it can
 * and pauses.
 */
export function scanText(scan: Scan): boolean {
  if (scan.pending !== undefined && !resumeToken(scan)) return false;
  for (;;) {
    const byte = skipSpace(scan);
    if (byte === NOTHING && !scan.isLast) return pause(scan);
    switch (scan.step) {
      case STEP.value:
        if (!scanValue(scan, byte)) return false;
        break;
      case STEP.first:
        if (!scanFirst(scan, byte)) return false;
        break;
      case STEP.key:
        if (!scanKey(scan, byte)) return false;
        break;
      case STEP.colon:
        if (byte !== COLON) return fail(scan, "Expecting ':' delimiter", scan.at);
        writeMark(scan, COLON);
        scan.step = STEP.value;
        break;
      case STEP.after:
        if (!scanAfter(scan, byte)) return false;
        break;
      default:
        return byte === NOTHING || fail(scan, "Extra data", scan.at);
    }
  }
}

/** Goes on with what an earlier part of the text began. */
function resumeToken(scan: Scan): boolean {
  const { pending, long } = scan;
  scan.pending = undefined;
  if (pending === "number") {
    if (long?.number === undefined || !continueNumber(scan, long.number)) return false;
    endValue(scan);
    return true;
  }
  if (long !== undefined && (long.isStringMuted || long.muted > 0)) skipCharacters(scan);
  if (!scanCharacters(scan)) return false;
  if (scan.step === STEP.key) {
    endKey(scan);
  } else {
    endLongString(scan);
    endValue(scan);
  }
  return true;
}

function isInArray({ frames, depth }: Scan): boolean {
  return frames[depth * FRAME.size + FRAME.slot] === ARRAY;
}

function scanValue(scan: Scan, byte: number): boolean {
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return open(scan, byte);
  if (!(byte === QUOTE ? scanString(scan) : scanScalar(scan, byte))) return false;
  endValue(scan);
  return true;
}

/** What follows an opening brace or bracket. */
function scanFirst(scan: Scan, byte: number): boolean {
  if (isInArray(scan)) {
    if (byte !== CLOSE_BRACKET) return scanValue(scan, byte);
  } else if (byte !== CLOSE_BRACE) {
    return scanKey(scan, byte);
  }
  close(scan, byte);
  return true;
}

function open(scan: Scan, byte: number): boolean {
  if (scan.depth === scan.maxDepth) return fail(scan, "depth", scan.at);
  scan.depth += 1;
  if (scan.depth > scan.deepest) scan.deepest = scan.depth;
  const frame = scan.depth * FRAME.size;
  if (frame === scan.frames.length) scan.frames = grow(scan.frames);
  const { frames, long } = scan;
  frames[frame + FRAME.firstMember] = scan.memberCount;
  frames[frame + FRAME.ordered] = 1;
  if (long === undefined) {
    frames[frame + FRAME.slot] = byte === OPEN_BRACE ? openSlot(scan) : ARRAY;
  } else {
    frames[frame + FRAME.slot] = byte === OPEN_BRACE ? 0 : ARRAY;
    frames[frame + FRAME.start] = scan.size;
    frames[frame + FRAME.filler] = long.filler;
    frames[frame + FRAME.extra] = 0;
  }
  scan.out[scan.size++] = byte;
  scan.at += 1;
  scan.step = STEP.first;
  return true;
}

function close(scan: Scan, byte: number): void {
  scan.out[scan.size++] = byte;
  scan.at += 1;
  if (scan.long !== undefined) closeLong(scan, scan.long);
  else if (byte === CLOSE_BRACE) closeSlot(scan);
  scan.depth -= 1;
  endValue(scan);
}

function endValue(scan: Scan): void {
  scan.step = scan.depth === 0 ? STEP.end : STEP.after;
}

/** Reads a key; `byte` is the one at `scan.at`. */
function scanKey(scan: Scan, byte: number): boolean {
  if (byte !== QUOTE) {
    return fail(scan, "Expecting property name enclosed in double quotes", scan.at);
  }
  if (scanString(scan)) {
    endKey(scan);
    return true;
  }
  // What is left of the key comes as one, whatever it was to be the first of.
  if (scan.isPaused) scan.step = STEP.key;
  return false;
}

function endKey(scan: Scan): void {
  addMember(scan, scan.stringStart);
  scan.step = STEP.colon;
}

/** After a value: the next one, or the end of what it is in. */
function scanAfter(scan: Scan, byte: number): boolean {
  const isArray = isInArray(scan);
  if (!isArray) endMember(scan);
  if (byte === COMMA) {
    writeMark(scan, COMMA);
    scan.step = isArray ? STEP.value : STEP.key;
    return true;
  }
  if (byte !== (isArray ? CLOSE_BRACKET : CLOSE_BRACE)) {
    return fail(scan, "Expecting ',' delimiter", scan.at);
  }
  close(scan, byte);
  return true;
}

function writeMark(scan: Scan, byte: number): void {
  scan.at += 1;
  scan.out[scan.size++] = byte;
  scan.out[scan.size++] = SPACE;
}
