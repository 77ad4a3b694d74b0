import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  LOWER_E,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  QUOTE,
  SPACE,
  TAB,
  UNSURE,
  ZERO,
} from "./characters";
import { skipString } from "./strings";

// An integer of up to 4,300 digits is one for every Python; what is longer is left to the exact reader.
const MAX_NUMBER: usize = 4_300;

// "true", "null" and "fals", read as little-endian numbers.
const TRUE: u32 = 0x65757274;
export const NULL: u32 = 0x6c6c756e;
const FALS: u32 = 0x736c6166;

let maxDepth = 0;

/** Levels of nesting that are followed, at most 64. */
export function setMaxDepth(depth: i32): void {
  maxDepth = min(depth, 64);
}

export function isTooDeep(depth: i32): bool {
  return depth > maxDepth;
}

/** Skips blanks and tabs; line ends are not blank here, as they end a row. */
export function skipSpace(at: usize): usize {
  let from = at;
  while (load<u8>(from) == SPACE || load<u8>(from) == TAB) from += 1;
  return from;
}

/** From the end of a key to its value. */
export function skipColon(at: usize): usize {
  const colon = skipSpace(at);
  return load<u8>(colon) == COLON ? skipSpace(colon + 1) : UNSURE;
}

/** Skips the value at `at`, within `depth` open levels. */
export function skipValue(at: usize, depth: i32): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) return skipString(at);
  if (byte == OPEN_BRACE || byte == OPEN_BRACKET) return skipNested(at, depth);
  return skipScalar(at);
}

/** A bit of `kinds` for every open level, the innermost lowest, says whether it is an object. */
function skipNested(at: usize, depth: i32): usize {
  let from = at;
  let kinds: u64 = 0;
  let open = 0;
  do {
    const byte = load<u8>(from);
    if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      open += 1;
      if (isTooDeep(depth + open)) return UNSURE;
      const isObject = byte == OPEN_BRACE;
      kinds = (kinds << 1) | u64(isObject);
      from = skipSpace(from + 1);
      if (load<u8>(from) != closing(isObject)) {
        if (isObject) from = skipKey(from);
        if (from == UNSURE) return UNSURE;
        continue;
      }
    } else {
      from = byte == QUOTE ? skipString(from) : skipScalar(from);
      if (from == UNSURE) return UNSURE;
      from = skipSpace(from);
    }
    while (open > 0 && load<u8>(from) == closing((kinds & 1) == 1)) {
      kinds >>= 1;
      open -= 1;
      from = open > 0 ? skipSpace(from + 1) : from + 1;
    }
    if (open > 0) {
      if (load<u8>(from) != COMMA) return UNSURE;
      from = skipSpace(from + 1);
      if ((kinds & 1) == 1) from = skipKey(from);
      if (from == UNSURE) return UNSURE;
    }
  } while (open > 0);
  return from;
}

function closing(isObject: bool): u8 {
  return isObject ? CLOSE_BRACE : CLOSE_BRACKET;
}

function skipKey(at: usize): usize {
  if (load<u8>(at) != QUOTE) return UNSURE;
  const end = skipString(at);
  return end == UNSURE ? UNSURE : skipColon(end);
}

function skipScalar(at: usize): usize {
  const word = load<u32>(at);
  if (word == TRUE || word == NULL) return at + 4;
  if (word == FALS) return load<u8>(at, 4) == LOWER_E ? at + 5 : UNSURE;
  const end = skipNumber(at);
  return end == UNSURE || end - at > MAX_NUMBER ? UNSURE : end;
}

/** A number as RFC 8259 has it. */
function skipNumber(at: usize): usize {
  const first = load<u8>(at) == MINUS ? at + 1 : at;
  let end = load<u8>(first) == ZERO ? first + 1 : skipDigits(first);
  if (end == UNSURE) return UNSURE;
  if (load<u8>(end) == DOT) {
    end = skipDigits(end + 1);
    if (end == UNSURE) return UNSURE;
  }
  if ((load<u8>(end) | 0x20) == LOWER_E) {
    const sign = load<u8>(end, 1);
    end = skipDigits(sign == PLUS || sign == MINUS ? end + 2 : end + 1);
  }
  return end;
}

/** One digit or more. */
function skipDigits(at: usize): usize {
  let from = at;
  while (u32(load<u8>(from)) - ZERO <= 9) from += 1;
  return from == at ? UNSURE : from;
}
