import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  UNSURE,
} from "./characters";
import { countedCharacters, forgetWide, skipPlainString, skipWholeString } from "./strings";
import { isTooDeep, NULL, skipColon, skipSpace, skipValue } from "./values";

// The beginnings of names, read as little-endian numbers.
const SYST: u32 = 0x74737973;
const EM: u16 = 0x6d65;
const CONV: u32 = 0x766e6f63;
const ERSA: u32 = 0x61737265;
const TION: u32 = 0x6e6f6974;
const LOWER_S: u8 = 0x73;
const ROLE: u32 = 0x656c6f72;
const CONT: u32 = 0x746e6f63;
const TENT: u32 = 0x746e6574;

// Names as bits, those of a row and those of a message.
const FIRST = 1;
const SECOND = 2;
const BOTH = 3;

// Of the row being read: where its system prompt and its list are, 0 if there is none; what is in the list; and whether
// there is nothing else.
let systemStart: usize = 0;
let systemEnd: usize = 0;
let listStart: usize = 0;
let listEnd: usize = 0;
let turns = 0;
let characters = 0;
let isAll: bool = false;

/**
 * Reads the row from `start` to `end` and notes seven u32 of it at `notes`, a multiple of 4: whether the system prompt
 * and the list of messages are all of it, where each of the two is and ends, 0 if there is none, and how many messages
 * and characters of `content` there are. Whatever is not plain (a name that counts twice or is written with escapes, a
 * message of other names, a lone surrogate, deep nesting, ...) makes it false, as does what is wrong: the exact reader
 * decides. The byte at `end` is overwritten, and up to 64 beyond are read.
 */
export function readConversation(start: usize, end: usize, notes: usize): bool {
  // No row goes on with this, so no row goes on beyond it.
  store<u8>(end, LF);
  forgetWide();
  systemStart = systemEnd = listStart = listEnd = 0;
  turns = characters = 0;
  isAll = true;
  const first = skipSpace(start);
  if (load<u8>(first) != OPEN_BRACE) return false;
  const after = readConversationRow(first);
  if (after == UNSURE || skipSpace(after) != end) return false;
  store<u32>(notes, u32(isAll && listStart != 0));
  store<u32>(notes, u32(systemStart), 4);
  store<u32>(notes, u32(systemEnd), 8);
  store<u32>(notes, u32(listStart), 12);
  store<u32>(notes, u32(listEnd), 16);
  store<u32>(notes, turns, 20);
  store<u32>(notes, characters, 24);
  return true;
}

function readConversationRow(at: usize): usize {
  if (isTooDeep(1)) return UNSURE;
  let from = skipSpace(at + 1);
  if (load<u8>(from) == CLOSE_BRACE) return from + 1;
  let seen = 0;
  while (true) {
    if (load<u8>(from) != QUOTE) return UNSURE;
    const name = from + 1;
    from = skipPlainString(from);
    if (from == UNSURE) return UNSURE;
    const flag = rowName(name, from - 1 - name);
    // The last of two equal names would count, and the first has been noted.
    if ((seen & flag) != 0) return UNSURE;
    seen |= flag;
    from = skipColon(from);
    if (from == UNSURE) return UNSURE;
    if (flag == FIRST) from = readSystem(from);
    else if (flag == SECOND) from = readList(from);
    else from = skipRest(from);
    if (from == UNSURE) return UNSURE;
    from = skipSpace(from);
    if (load<u8>(from) == CLOSE_BRACE) return from + 1;
    if (load<u8>(from) != COMMA) return UNSURE;
    from = skipSpace(from + 1);
  }
}

function rowName(at: usize, length: usize): i32 {
  if (length == 6) return load<u32>(at) == SYST && load<u16>(at, 4) == EM ? FIRST : 0;
  if (length != 13) return 0;
  const isList =
    load<u32>(at) == CONV &&
    load<u32>(at, 4) == ERSA &&
    load<u32>(at, 8) == TION &&
    load<u8>(at, 12) == LOWER_S;
  return isList ? SECOND : 0;
}

function messageName(at: usize, length: usize): i32 {
  if (length == 4) return load<u32>(at) == ROLE ? FIRST : 0;
  return length == 7 && load<u32>(at) == CONT && load<u32>(at, 3) == TENT ? SECOND : 0;
}

/** Skips a value that makes the row one of which not all is in its system prompt and its list. */
function skipRest(at: usize): usize {
  isAll = false;
  return skipValue(at, 1);
}

function readSystem(at: usize): usize {
  if (load<u8>(at) != QUOTE) return load<u32>(at) == NULL ? at + 4 : skipRest(at);
  systemStart = at;
  systemEnd = skipWholeString(at);
  return systemEnd;
}

function readList(at: usize): usize {
  if (load<u8>(at) != OPEN_BRACKET) return skipRest(at);
  listStart = at;
  listEnd = readMessages(at);
  return listEnd;
}

function readMessages(at: usize): usize {
  if (isTooDeep(2)) return UNSURE;
  let from = skipSpace(at + 1);
  if (load<u8>(from) == CLOSE_BRACKET) return from + 1;
  // The messages are one level below the list.
  if (isTooDeep(3)) return UNSURE;
  while (true) {
    if (load<u8>(from) != OPEN_BRACE) return UNSURE;
    from = readMessage(from);
    if (from == UNSURE) return UNSURE;
    turns += 1;
    from = skipSpace(from);
    if (load<u8>(from) == CLOSE_BRACKET) return from + 1;
    if (load<u8>(from) != COMMA) return UNSURE;
    from = skipSpace(from + 1);
  }
}

/** Two strings, in either order. */
function readMessage(at: usize): usize {
  let from = skipSpace(at + 1);
  let seen = 0;
  while (true) {
    if (load<u8>(from) != QUOTE) return UNSURE;
    const name = from + 1;
    from = skipPlainString(from);
    if (from == UNSURE) return UNSURE;
    const flag = messageName(name, from - 1 - name);
    if (flag == 0 || (seen & flag) != 0) return UNSURE;
    seen |= flag;
    from = skipColon(from);
    if (from == UNSURE || load<u8>(from) != QUOTE) return UNSURE;
    from = skipWholeString(from);
    if (from == UNSURE) return UNSURE;
    if (flag == SECOND) characters += countedCharacters();
    from = skipSpace(from);
    if (load<u8>(from) == CLOSE_BRACE) return seen == BOTH ? from + 1 : UNSURE;
    if (load<u8>(from) != COMMA) return UNSURE;
    from = skipSpace(from + 1);
  }
}
