import { LF, UNSURE } from "./characters";
import { hasText, isLineEnd, readRow, rowTextEnd } from "./rows";
import { forgetWide } from "./strings";
import { skipSpace } from "./values";

export { readConversation } from "./conversations";
export { select } from "./rows";
export { sawWide } from "./strings";
export { setMaxDepth } from "./values";

/** What {@link readRows} notes for a row without a text. */
const NO_TEXT: u32 = 0;

let entries: usize = 0;
let maxLine: usize = 0;
let maxRows = 0;
let textLimit: usize = 0;
let stop: usize = 0;

/** Where {@link readRows} notes, a u32 a row, the end of its text; and the bytes of the longest line that it reads. */
export function setUp(noted: usize, longest: usize): void {
  entries = noted;
  maxLine = longest;
}

/** {@link readRows} stops after so many rows, and after the row with which the texts reach `limit`. */
export function setLimits(rows: i32, limit: usize): void {
  maxRows = rows;
  textLimit = limit;
}

/**
 * Reads the rows from `start` on, each a line with its end, and writes their texts end to end from `to` on. Returns how
 * many: it stops at a limit, at `end`, and at the first row that it is not sure of. What is there: {@link stoppedAt}.
 * The byte at `end` is overwritten, and up to 64 beyond are read.
 */
export function readRows(start: usize, end: usize, to: usize): i32 {
  // No row goes on with this, so no row goes on beyond it.
  store<u8>(end, 0);
  forgetWide();
  stop = start;
  let out = to;
  let rows = 0;
  while (rows < maxRows && stop < end) {
    const first = skipSpace(stop);
    if (isLineEnd(first)) {
      // A blank line is no row.
      stop = afterLineEnd(first);
      continue;
    }
    const lineEnd = readRow(first, out);
    if (lineEnd == UNSURE || lineEnd - stop > maxLine) break;
    stop = afterLineEnd(lineEnd);
    if (hasText()) out = rowTextEnd();
    store<u32>(entries + (usize(rows) << 2), hasText() ? u32(out) : NO_TEXT);
    rows += 1;
    if (out >= textLimit) break;
  }
  return rows;
}

function afterLineEnd(at: usize): usize {
  return load<u8>(at) == LF ? at + 1 : at + 2;
}

/** Where the first row begins that {@link readRows} has not read. */
export function stoppedAt(): usize {
  return stop;
}
