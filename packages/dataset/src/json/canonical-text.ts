import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  LOWER_U,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from "./characters.ts";
import { hexValue } from "./scan-string.ts";

// Most names end within so many bytes, and looking at each of them is then faster than asking for the end.
const NEAR = 24;

// Ways through a row as `json.dumps(row, sort_keys=True)` prints it: there every key is once, every escape is in its one
// form, and nothing needs to be checked.

/** Whether the bytes at `at` are those of `text`. */
export function isAt(row: Uint8Array, at: number, text: Uint8Array): boolean {
  return text.every((byte, i) => row[at + i] === byte);
}

/** Skips the value at `at`: what follows is a comma, the end of what it is in, or nothing. */
export function skipValue(row: Uint8Array, at: number): number {
  let from = at;
  let open = 0;
  do {
    const byte = row[from];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) open += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) open -= 1;
    from = byte === QUOTE ? skipString(row, from) : from + 1;
  } while (open > 0 || !isAfterValue(row[from]));
  return from;
}

function isAfterValue(byte: number | undefined): boolean {
  return byte === undefined || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
}

export function skipString(row: Uint8Array, at: number): number {
  const near = Math.min(at + NEAR, row.length);
  let from = at + 1;
  while (from < near) {
    const byte = row[from];
    if (byte === QUOTE) return from + 1;
    from += byte === BACKSLASH ? 2 : 1;
  }
  return skipLongString(row, from);
}

/** Looks for quotes alone, which is done by the machine, and then for what is before each. */
function skipLongString(row: Uint8Array, from: number): number {
  let quote = row.indexOf(QUOTE, from);
  while (isEscaped(row, quote, from)) quote = row.indexOf(QUOTE, quote + 1);
  return quote + 1;
}

/** Whether an odd number of backslashes is before `at`, from `start` on. */
function isEscaped(row: Uint8Array, at: number, start: number): boolean {
  let before = at;
  while (before > start && row[before - 1] === BACKSLASH) before -= 1;
  return (at - before) % 2 === 1;
}

/** The character of the `\u` at `at`; `json.loads` has joined all pairs of surrogates, so two of them are one. */
export function readCodePoint(row: Uint8Array, at: number): number {
  const unit = readUnit(row, at + 2);
  if ((unit & 0xfc00) !== 0xd800 || row[at + 6] !== BACKSLASH || row[at + 7] !== LOWER_U) {
    return unit;
  }
  const low = readUnit(row, at + 8);
  return (low & 0xfc00) === 0xdc00 ? 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff) : unit;
}

function readUnit(row: Uint8Array, at: number): number {
  let unit = 0;
  for (let i = at; i < at + 4; i += 1) unit = (unit << 4) | hexValue(row[i] as number);
  return unit;
}

/** Writes a character as UTF-8, a lone surrogate as the three bytes that its number would have; returns the end. */
export function writeCodePoint(point: number, heap: Uint8Array, at: number): number {
  let end = at;
  if (point < 0x80) {
    heap[end++] = point;
    return end;
  }
  if (point < 0x800) {
    heap[end++] = 0xc0 | (point >> 6);
  } else {
    if (point < 0x10000) {
      heap[end++] = 0xe0 | (point >> 12);
    } else {
      heap[end++] = 0xf0 | (point >> 18);
      heap[end++] = 0x80 | ((point >> 12) & 0x3f);
    }
    heap[end++] = 0x80 | ((point >> 6) & 0x3f);
  }
  heap[end++] = 0x80 | (point & 0x3f);
  return end;
}
