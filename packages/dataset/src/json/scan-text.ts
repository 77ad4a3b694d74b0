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
import { addMember, closeSlot, endMember, openSlot } from "./members.ts";
import { scanScalar } from "./scan-number.ts";
import { scanString } from "./scan-string.ts";
import { fail, FRAME, grow, type Scan, skipSpace } from "./scan.ts";

const ARRAY = -1;

/**
 * Reads one JSON text, from `scan.at` to `scan.end`, and writes it to `out` canonically, members in their own order.
 * It takes what CPython's scanner takes and finds fault where that one does (Modules/_json.c, Lib/json/decoder.py), but
 * keeps a stack of its own, so that nesting costs no recursion.
 */
export function scanText(scan: Scan): boolean {
  do {
    const byte = skipSpace(scan);
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (!open(scan, byte)) return false;
      const inner = skipSpace(scan);
      if (inner === (byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) {
        close(scan, inner);
      } else {
        if (byte === OPEN_BRACE && !scanKey(scan, inner)) return false;
        continue;
      }
    } else if (!(byte === QUOTE ? scanString(scan) : scanScalar(scan, byte))) {
      return false;
    }
    if (!endValue(scan)) return false;
  } while (scan.depth > 0);
  skipSpace(scan);
  return scan.at === scan.end || fail(scan, "Extra data", scan.at);
}

function open(scan: Scan, byte: number): boolean {
  if (scan.depth === scan.maxDepth) return fail(scan, "depth", scan.at);
  scan.depth += 1;
  if (scan.depth > scan.deepest) scan.deepest = scan.depth;
  const frame = scan.depth * FRAME.size;
  if (frame === scan.frames.length) scan.frames = grow(scan.frames);
  scan.frames[frame + FRAME.slot] = byte === OPEN_BRACE ? openSlot(scan) : ARRAY;
  scan.frames[frame + FRAME.firstMember] = scan.memberCount;
  scan.frames[frame + FRAME.ordered] = 1;
  scan.out[scan.size++] = byte;
  scan.at += 1;
  return true;
}

function close(scan: Scan, byte: number): void {
  scan.out[scan.size++] = byte;
  scan.at += 1;
  if (byte === CLOSE_BRACE) closeSlot(scan);
  scan.depth -= 1;
}

/** Reads a key and its colon; `byte` is the one at `scan.at`. */
function scanKey(scan: Scan, byte: number): boolean {
  if (byte !== QUOTE) {
    return fail(scan, "Expecting property name enclosed in double quotes", scan.at);
  }
  const keyStart = scan.size;
  if (!scanString(scan)) return false;
  addMember(scan, keyStart);
  if (skipSpace(scan) !== COLON) return fail(scan, "Expecting ':' delimiter", scan.at);
  scan.at += 1;
  scan.out[scan.size++] = COLON;
  scan.out[scan.size++] = SPACE;
  return true;
}

/** After a value: closes what ends with it; then either nothing is open or the next value is due. */
function endValue(scan: Scan): boolean {
  while (scan.depth > 0) {
    const isArray = scan.frames[scan.depth * FRAME.size + FRAME.slot] === ARRAY;
    if (!isArray) endMember(scan);
    const byte = skipSpace(scan);
    if (byte === COMMA) {
      scan.at += 1;
      scan.out[scan.size++] = COMMA;
      scan.out[scan.size++] = SPACE;
      return isArray || scanKey(scan, skipSpace(scan));
    }
    if (byte !== (isArray ? CLOSE_BRACKET : CLOSE_BRACE)) {
      return fail(scan, "Expecting ',' delimiter", scan.at);
    }
    close(scan, byte);
  }
  return true;
}
