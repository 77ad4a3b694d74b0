import {
  isAt,
  readCodePoint,
  skipString,
  skipValue,
  writeCodePoint,
} from "../json/canonical-text.ts";
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
import { unescape } from "../json/scan-string.ts";
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
