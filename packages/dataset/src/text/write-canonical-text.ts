import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  LF,
  LOWER_U,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from "../json/characters.ts";
import { hexValue, unescape } from "../json/scan-string.ts";
import type { SelectedKeys } from "./text-selection.ts";

/** A selection with its keys as they are printed, quotes included. */
export type PrintedKeys = Pick<SelectedKeys, "kind"> & {
  readonly keys: readonly Uint8Array[];
  readonly first: Uint8Array | undefined;
};

/** Where a text is written to. */
export interface TextTarget {
  readonly heap: Uint8Array;
  /** Where it ends so far. */
  end: number;
  /** Strings that it is joined of so far. */
  parts: number;
}

/**
 * Writes the text of a row as `json.dumps(row, sort_keys=True)` prints it: there every key is once, nothing needs to be
 * checked, and every escape is known. False if it has none. A text has no more bytes than its row.
 */
export function writeCanonicalText(
  row: Uint8Array,
  { kind, keys, first }: PrintedKeys,
  target: TextTarget,
): boolean {
  const [outer, inner] = keys as [Uint8Array, Uint8Array];
  if (kind === "column") return writeColumn(row, keys, target);
  const list = findMember(row, 0, outer);
  if (row[list] !== OPEN_BRACKET) return false;
  if (first !== undefined) appendString(row, findMember(row, 0, first), target);
  for (let at = list + 1; row[at] !== CLOSE_BRACKET;) {
    appendString(row, findMember(row, at, inner), target);
    at = skipValue(row, at);
    if (row[at] === COMMA) at += 2;
  }
  return true;
}

function writeColumn(row: Uint8Array, keys: readonly Uint8Array[], target: TextTarget): boolean {
  let at = 0;
  for (const key of keys) at = findMember(row, at, key);
  return appendString(row, at, target);
}

/** Where the value of `key` begins in the object at `at`; -1 if there is none or no object. */
function findMember(row: Uint8Array, at: number, key: Uint8Array): number {
  if (row[at] !== OPEN_BRACE || row[at + 1] === CLOSE_BRACE) return -1;
  let from = at + 1;
  for (;;) {
    const end = skipString(row, from);
    if (end - from === key.length && isAt(row, from, key)) return end + 2;
    const after = skipValue(row, end + 2);
    if (row[after] !== COMMA) return -1;
    from = after + 2;
  }
}

function isAt(row: Uint8Array, at: number, key: Uint8Array): boolean {
  return key.every((byte, i) => row[at + i] === byte);
}

/** Skips the value at `at`: what follows is a comma, the end of what it is in, or nothing. */
function skipValue(row: Uint8Array, at: number): number {
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

function skipString(row: Uint8Array, at: number): number {
  let from = at + 1;
  while (row[from] !== QUOTE) from += row[from] === BACKSLASH ? 2 : 1;
  return from + 1;
}

/** Appends the string at `at`, or nothing and false if there is none. */
function appendString(row: Uint8Array, at: number, target: TextTarget): boolean {
  if (row[at] !== QUOTE) return false;
  const { heap } = target;
  let { end } = target;
  if (target.parts > 0) heap[end++] = LF;
  target.parts += 1;
  let from = at + 1;
  while (row[from] !== QUOTE) {
    const byte = row[from] as number;
    if (byte !== BACKSLASH) {
      heap[end++] = byte;
      from += 1;
    } else if (row[from + 1] !== LOWER_U) {
      heap[end++] = unescape(row[from + 1] as number);
      from += 2;
    } else {
      const point = readCodePoint(row, from);
      end = writeCodePoint(point, heap, end);
      from += point > 0xffff ? 12 : 6;
    }
  }
  target.end = end;
  return true;
}

/** The character of the escape at `at`; `json.loads` has joined all pairs of surrogates, so two of them are one. */
function readCodePoint(row: Uint8Array, at: number): number {
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
function writeCodePoint(point: number, heap: Uint8Array, at: number): number {
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
