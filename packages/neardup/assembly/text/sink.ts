// Where tokens go: the two growing parts of the work area (work.ts).
import {
  FIRST_MIXED,
  FIRST_RECORD,
} from "../unicode/tables";
import {
  entryOf,
  foldBegin,
  foldLength,
  kindOf,
  MIXED,
  recordOf,
  SEPARATOR,
  UNSPACED,
  WORD,
} from "../unicode/lookup";
import { SPACE } from "./work";
import { bytesOf, codePointOf, decode, encode, encodedLength } from "./utf8";

/** Where the next byte of folded text goes. */
export let out: usize = 0;
/** Where the token that is being written began; it is `out` while there is none. */
export let token: usize = 0;
/** Where the position of that token, or of the next, goes. */
export let slot: usize = 0;

export function setSink(newOut: usize, newToken: usize, newSlot: usize): void {
  out = newOut;
  token = newToken;
  slot = newSlot;
}

/** Ends the token that is being written, if there is one. */
@inline
export function endToken(): void {
  store<u32>(slot, <u32>token);
  store<u8>(out, SPACE);
  const open = usize(out != token);
  slot -= open << 2;
  out += open;
  token = out;
}

/** Adds `length` bytes to the token; up to 15 bytes more are overwritten. */
@inline
function append(from: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += 16) v128.store(out + done, v128.load(from + done));
  out += length;
}

/** Emits one code point that folds to itself. */
function emitFolded(codePoint: u32, kind: u32): void {
  if (kind != WORD) endToken();
  if (kind == SEPARATOR) return;
  store<u32>(out, encode(codePoint));
  out += encodedLength(codePoint);
  if (kind == UNSPACED) endToken();
}

/** Emits the folding of a record. */
export function emitRecord(entry: u32): void {
  const record = recordOf(entry);
  const begin = foldBegin(record);
  const length = foldLength(record);
  const kind = kindOf(record);
  if (kind == MIXED) {
    emitMixed(begin, begin + length);
    return;
  }
  if (kind != WORD) endToken();
  if (kind == SEPARATOR) return;
  append(begin, length);
  if (kind == UNSPACED) endToken();
}

/** Emits a folding of several classes. */
function emitMixed(p: usize, end: usize): void {
  while (p < end) {
    const decoded = decode(p, end);
    const codePoint = codePointOf(decoded);
    const entry = entryOf(codePoint);
    emitFolded(codePoint, entry < FIRST_RECORD ? entry : kindOf(recordOf(entry)));
    p += bytesOf(decoded);
  }
}

/** Emits a code point of NFKC text. */
export function emit(codePoint: u32): void {
  const entry = entryOf(codePoint);
  if (entry < FIRST_RECORD) emitFolded(codePoint, entry);
  else emitRecord(entry);
}
