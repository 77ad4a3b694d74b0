import { isUtf8 } from "node:buffer";
import { findInvalidUtf8 } from "../find-invalid-utf8.ts";
import { reorder } from "./reorder.ts";
import { scanText } from "./scan-text.ts";
import { fail, type Scan, STEP } from "./scan.ts";

// A byte becomes six at most: DEL is written as \u007f, the two bytes of U+0080 as \u0080.
export const MAX_EXPANSION = 6;
// For a text that is all separators: `[0,0` is written as `[0, 0`.
const SLACK = 16;

export const BOM = "Unexpected UTF-8 BOM (decode using utf-8-sig)";

export interface TextRange {
  readonly bytes: Uint8Array;
  /** Inclusive, after `str.strip`. */
  readonly start: number;
  /** Exclusive, after `str.strip`. */
  readonly end: number;
}

/**
 * What `json.dumps(json.loads(text), sort_keys=True)` prints, as a view of `scan.out` that holds until the next call;
 * undefined if that raises, with the reason in `scan.fault` and `scan.faultAt`. `scan.deepest` says how many levels the
 * text nests.
 */
export function canonicalize(scan: Scan, { bytes, start, end }: TextRange): Uint8Array | undefined {
  startScan(scan, { bytes, start, end });
  // Twice, as the reordered text goes behind the first. Pages that are not written to cost no memory.
  reserveOut(scan, 2 * (MAX_EXPANSION * (end - start) + SLACK));
  if (!scanText(scan)) {
    blameBytesFirst(scan, start);
    return undefined;
  }
  return putInOrder(scan);
}

/**
 * The same of a text that was printed before, whose members may be in any order and repeated. It is the first `size`
 * bytes of `scan.out`, behind which there must be room for twice as much.
 */
export function canonicalizePrinted(scan: Scan, size: number): Uint8Array {
  const { out } = scan;
  const start = out.length - size;
  out.copyWithin(start, 0, size);
  startScan(scan, { bytes: out, start, end: out.length });
  if (!scanText(scan)) throw new TypeError("a text that was printed must be well-formed");
  return putInOrder(scan);
}

function putInOrder(scan: Scan): Uint8Array {
  if (scan.slotCount === 0) return scan.out.subarray(0, scan.size);
  return scan.out.subarray(scan.size, reorder(scan));
}

/** Makes `scan` ready for another text. */
export function startScan(scan: Scan, { bytes, start, end }: TextRange): void {
  scan.bytes = bytes;
  scan.at = start;
  scan.end = end;
  scan.isUtf8 = false;
  scan.isLast = true;
  scan.isPaused = false;
  scan.step = STEP.value;
  scan.pending = undefined;
  scan.long = undefined;
  scan.size = 0;
  scan.fault = undefined;
  scan.depth = 0;
  scan.deepest = 0;
  scan.memberCount = 0;
  scan.slotCount = 0;
  scan.keptCount = 0;
}

/** Sees that `scan.out` has `room` bytes. */
export function reserveOut(scan: Scan, room: number): void {
  if (scan.out.length < room) {
    scan.out = Buffer.allocUnsafeSlow(Math.max(room, 2 * scan.out.length, 2 ** 14));
  }
}

/** Python decodes a line before it parses it, and looks for a byte order mark before anything else. */
function blameBytesFirst(scan: Scan, start: number): void {
  const { bytes, end } = scan;
  const text = bytes.subarray(start, end);
  if (!scan.isUtf8 && !isUtf8(text)) fail(scan, "utf-8", start + findInvalidUtf8(text));
  else if (hasBom(text)) fail(scan, BOM, start);
}

export function hasBom(text: Uint8Array): boolean {
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf;
}
