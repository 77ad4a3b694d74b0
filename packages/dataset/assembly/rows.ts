import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  CR,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  UNSURE,
} from "./characters";
import { copyEnd, copyString, skipPlainString } from "./strings";
import { isTooDeep, skipColon, skipSpace, skipValue } from "./values";

/** What the keys that lead to a text mean: see {@link select}. */
const COLUMN = 0;
const CONVERSATION_AFTER_SYSTEM = 2;

// Where (address, length) of each key is, two u32 a key; the key of the system prompt follows the others.
let keys: usize = 0;
let keyCount = 0;
let shape = COLUMN;

// The text of the row being read: where it begins and ends, how many strings it is joined of, whether there is one.
let textStart: usize = 0;
let textEnd: usize = 0;
let parts = 0;
let isFound: bool = false;

/**
 * Which text of a row is wanted. `COLUMN`: the string under the `count` keys at `table`, one within the other.
 * Otherwise there are two keys, of a list and of a string in each object in it, and for `CONVERSATION_AFTER_SYSTEM` a
 * third one, of a string that is put before the others.
 */
export function select(table: usize, count: i32, kind: i32): void {
  keys = table;
  keyCount = count;
  shape = kind;
}

/** Whether the last row has a text; it ends at {@link rowTextEnd}. */
export function hasText(): bool {
  return isFound;
}

export function rowTextEnd(): usize {
  return textEnd;
}

/**
 * Reads the row at `at` and writes its text to `to`: returns the end of its line, at the line end. Whatever is not
 * plain (a key that counts twice or is written with escapes, a literal that is no JSON, deep nesting, ...) is UNSURE,
 * as is what is wrong: the exact reader decides.
 */
export function readRow(at: usize, to: usize): usize {
  textStart = to;
  textEnd = to;
  parts = 0;
  isFound = false;
  let end = load<u8>(at) == OPEN_BRACE ? readObject(at, 0, 1) : skipValue(at, 0);
  if (end == UNSURE) return UNSURE;
  end = skipSpace(end);
  return isLineEnd(end) ? end : UNSURE;
}

/** Whether there is `\n` or `\r\n` at `at`; a lone `\r`, which is one too, is left to the exact reader. */
export function isLineEnd(at: usize): bool {
  const byte = load<u8>(at);
  return byte == LF || (byte == CR && load<u8>(at, 1) == LF);
}

/** Reads the object at `at`, itself `depth` levels deep, in which key number `level` counts. */
function readObject(at: usize, level: i32, depth: i32): usize {
  if (isTooDeep(depth)) return UNSURE;
  let from = skipSpace(at + 1);
  if (load<u8>(from) == CLOSE_BRACE) return from + 1;
  const hasSystem = level == 0 && shape == CONVERSATION_AFTER_SYSTEM;
  let seen = 0;
  while (true) {
    if (load<u8>(from) != QUOTE) return UNSURE;
    const key = from + 1;
    from = skipPlainString(from);
    if (from == UNSURE) return UNSURE;
    const length = from - 1 - key;
    const flag = isKey(level, key, length) ? 1 : hasSystem && isKey(keyCount, key, length) ? 2 : 0;
    // The last of two equal keys would count, and the first has been used.
    if ((seen & flag) != 0) return UNSURE;
    seen |= flag;
    from = skipColon(from);
    if (from == UNSURE) return UNSURE;
    if (flag == 1) from = readSelected(from, level + 1, depth);
    else if (flag == 2 && load<u8>(from) == QUOTE) from = prependString(from);
    else from = skipValue(from, depth);
    if (from == UNSURE) return UNSURE;
    from = skipSpace(from);
    if (load<u8>(from) == CLOSE_BRACE) return from + 1;
    if (load<u8>(from) != COMMA) return UNSURE;
    from = skipSpace(from + 1);
  }
}

function isKey(index: i32, at: usize, length: usize): bool {
  const entry = keys + (usize(index) << 3);
  return length == usize(load<u32>(entry, 4)) && memory.compare(at, load<u32>(entry), length) == 0;
}

/** Reads the value of key number `level` - 1, within `depth` levels. */
function readSelected(at: usize, level: i32, depth: i32): usize {
  const byte = load<u8>(at);
  if (level == keyCount) {
    if (byte != QUOTE) return skipValue(at, depth);
    isFound = true;
    return appendString(at);
  }
  if (shape == COLUMN) {
    return byte == OPEN_BRACE ? readObject(at, level, depth + 1) : skipValue(at, depth);
  }
  if (byte != OPEN_BRACKET) return skipValue(at, depth);
  isFound = true;
  return readList(at, level, depth + 1);
}

function readList(at: usize, level: i32, depth: i32): usize {
  if (isTooDeep(depth)) return UNSURE;
  let from = skipSpace(at + 1);
  if (load<u8>(from) == CLOSE_BRACKET) return from + 1;
  while (true) {
    const isObject = load<u8>(from) == OPEN_BRACE;
    from = isObject ? readObject(from, level, depth + 1) : skipValue(from, depth);
    if (from == UNSURE) return UNSURE;
    from = skipSpace(from);
    if (load<u8>(from) == CLOSE_BRACKET) return from + 1;
    if (load<u8>(from) != COMMA) return UNSURE;
    from = skipSpace(from + 1);
  }
}

function appendString(at: usize): usize {
  if (parts > 0) {
    store<u8>(textEnd, LF);
    textEnd += 1;
  }
  parts += 1;
  const end = copyString(at, textEnd);
  textEnd = copyEnd();
  return end;
}

/** Puts a string before the text so far. */
function prependString(at: usize): usize {
  const end = copyString(at, textEnd);
  if (end == UNSURE) return UNSURE;
  const length = copyEnd() - textEnd;
  if (parts == 0) {
    textEnd += length;
  } else {
    const shift = length + 1;
    memory.copy(textStart + shift, textStart, textEnd + length - textStart);
    memory.copy(textStart, textEnd + shift, length);
    store<u8>(textStart + length, LF);
    textEnd += shift;
  }
  parts += 1;
  return end;
}
