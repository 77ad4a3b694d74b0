import { isUtf8 } from "node:buffer";
import { findInvalidUtf8 } from "../find-invalid-utf8.ts";
import { reorder } from "./reorder.ts";
import { scanText } from "./scan-text.ts";
import { fail, type Scan } from "./scan.ts";

// A byte becomes six at most: DEL is written as \u007f, the two bytes of U+0080 as \u0080.
const MAX_EXPANSION = 6;
// For a text that is all separators: `[0,0` is written as `[0, 0`.
const SLACK = 16;

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
  reset(scan, { bytes, start, end });
  if (!scanText(scan)) {
    blameBytesFirst(scan, start);
    return undefined;
  }
  if (scan.slotCount === 0) return scan.out.subarray(0, scan.size);
  return scan.out.subarray(scan.size, reorder(scan));
}

function reset(scan: Scan, { bytes, start, end }: TextRange): void {
  scan.bytes = bytes;
  scan.at = start;
  scan.end = end;
  scan.isUtf8 = false;
  scan.size = 0;
  scan.fault = undefined;
  scan.depth = 0;
  scan.deepest = 0;
  scan.memberCount = 0;
  scan.slotCount = 0;
  scan.keptCount = 0;
  // Twice, as the reordered text goes behind the first. Pages that are not written to cost no memory.
  const room = 2 * (MAX_EXPANSION * (end - start) + SLACK);
  if (scan.out.length < room) {
    scan.out = Buffer.allocUnsafeSlow(Math.max(room, 2 * scan.out.length, 2 ** 14));
  }
}

/** Python decodes a line before it parses it, and looks for a byte order mark before anything else. */
function blameBytesFirst(scan: Scan, start: number): void {
  const { bytes, end } = scan;
  const text = bytes.subarray(start, end);
  if (!scan.isUtf8 && !isUtf8(text)) {
    fail(scan, "utf-8", start + findInvalidUtf8(text));
  } else if (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) {
    fail(scan, "Unexpected UTF-8 BOM (decode using utf-8-sig)", start);
  }
}
