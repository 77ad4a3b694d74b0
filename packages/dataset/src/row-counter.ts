import { asBuffer, createLineEndFinder } from "./line-ends.ts";

// What the bytes of the current line have been so far. Above `TEXT` are the prefixes of the multi-byte characters that
// Python strips; a line that ends within one of them is not blank, whatever the missing bytes would have been.
const BLANK = 0;
const TEXT = 1;
const AFTER_C2 = 2;
const AFTER_E1 = 3;
const AFTER_E1_9A = 4;
const AFTER_E2 = 5;
const AFTER_E2_80 = 6;
const AFTER_E2_81 = 7;
const AFTER_E3 = 8;
const AFTER_E3_80 = 9;

const LF = 0x0a;
const CR = 0x0d;

/**
 * Counts the rows of a JSONL file that arrives in chunks, in constant memory.
 *
 * A row is a line that is not blank. Lines end at `\n`, `\r\n` or a lone `\r`, and nowhere else; a line is blank if
 * Python's `str.strip` leaves nothing of it (CPython, `Objects/unicodectype.c`, `_PyUnicode_IsWhitespace`): U+0009-000D,
 * 001C-0020, 0085, 00A0, 1680, 2000-200A, 2028, 2029, 202F, 205F, 3000. Bytes that are not UTF-8 count as text, and
 * rows need not be valid JSON: this is a count of lines, not a verdict on them.
 */
export class RowCounter {
  #rows = 0;
  #state = BLANK;

  /** Takes the next bytes of the file; a character or a line may be cut anywhere. */
  push(chunk: Uint8Array): void {
    const bytes = asBuffer(chunk);
    const nextLineEnd = createLineEndFinder(bytes);
    let rows = this.#rows;
    let state = this.#state;
    let at = 0;
    while (at < bytes.length) {
      if (state === TEXT) {
        at = nextLineEnd(at);
        if (at === bytes.length) break;
      }
      const byte = bytes[at] as number;
      at += 1;
      if (byte === LF || byte === CR) {
        // "\r\n" needs no care: the line between the two is blank.
        if (state !== BLANK) rows += 1;
        state = BLANK;
      } else {
        state = state === BLANK ? afterBlank(byte) : afterPrefix(state, byte);
      }
    }
    this.#rows = rows;
    this.#state = state;
  }

  /** The rows so far; what follows the last line end is a row too, unless it is blank. Asking changes nothing. */
  finish(): number {
    return this.#rows + (this.#state === BLANK ? 0 : 1);
  }
}

function afterBlank(byte: number): number {
  if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || (byte >= 0x1c && byte <= 0x1f)) {
    return BLANK;
  }
  if (byte === 0xc2) return AFTER_C2;
  if (byte === 0xe1) return AFTER_E1;
  if (byte === 0xe2) return AFTER_E2;
  if (byte === 0xe3) return AFTER_E3;
  return TEXT;
}

function afterPrefix(state: number, byte: number): number {
  switch (state) {
    case AFTER_C2:
      return byte === 0x85 || byte === 0xa0 ? BLANK : TEXT;
    case AFTER_E1:
      return byte === 0x9a ? AFTER_E1_9A : TEXT;
    case AFTER_E1_9A:
    case AFTER_E3_80:
      return byte === 0x80 ? BLANK : TEXT;
    case AFTER_E2:
      if (byte === 0x80) return AFTER_E2_80;
      return byte === 0x81 ? AFTER_E2_81 : TEXT;
    case AFTER_E2_80:
      return isE280Space(byte) ? BLANK : TEXT;
    case AFTER_E2_81:
      return byte === 0x9f ? BLANK : TEXT;
    case AFTER_E3:
      return byte === 0x80 ? AFTER_E3_80 : TEXT;
    default:
      return TEXT;
  }
}

/** The third byte of U+2000-200A, 2028, 2029 and 202F. */
function isE280Space(byte: number): boolean {
  return (byte >= 0x80 && byte <= 0x8a) || byte === 0xa8 || byte === 0xa9 || byte === 0xaf;
}
