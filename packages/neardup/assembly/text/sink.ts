// Where tokens go. The bytes of a token are gathered at `out`. When it ends, either it is kept with
// its position in the work area (work.ts), or it is hashed and the next one takes its place.
import { FIRST_RECORD } from "../unicode/tables";
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
import { hashToken, roll } from "./hash";
import { bytesOf, codePointOf, decode, encode, encodedLength } from "./utf8";
import { SHINGLE, SPACE } from "./work";

/** From where the hash of a shingle goes up to where that of its last token goes, in bytes. */
export const LAG: usize = 8 * SHINGLE;

/** Whether tokens are kept; otherwise they are hashed. */
export let keeps: bool = false;
/** Where the next byte of a token goes. */
export let out: usize = 0;
/** Where the token that is being written began; it is `out` while there is none. */
export let token: usize = 0;
/** Of tokens that are kept: where the position of the next goes. */
export let slot: usize = 0;
/** Of tokens that are hashed: where the hash of the shingle that ends with the next goes. */
export let hashes: usize = 0;
/** The hash of the last 5 tokens. */
export let rolled: u64 = 0;
/** What the hashes are keyed with. */
export let key: u64 = 0;

/** Begins to keep tokens from `begin` on, and their positions from `top` down. */
export function keepTokens(begin: usize, top: usize): void {
  keeps = true;
  out = token = begin;
  slot = top - 4;
}

/** Begins to hash: the bytes of each token go to `begin`, the hash of the first shingle to `target`. */
export function hashTokens(begin: usize, target: usize, newKey: u64): void {
  keeps = false;
  out = token = begin;
  // The first tokens end no shingle, and none leaves before the sixth enters.
  hashes = target - 8 * (SHINGLE - 1);
  memory.fill(hashes, 0, LAG);
  rolled = 0;
  key = newKey;
}

@inline
export function setOut(newOut: usize): void {
  out = newOut;
}

/** Goes on behind tokens that a caller has kept. */
@inline
export function setKept(newOut: usize, newSlot: usize): void {
  out = token = newOut;
  slot = newSlot;
}

/** Goes on behind tokens that a caller has hashed. */
@inline
export function setHashed(newHashes: usize, newRolled: u64): void {
  hashes = newHashes;
  rolled = newRolled;
}

/** Ends the token that is being written, if there is one. */
export function endToken(): void {
  if (out == token) return;
  if (keeps) {
    store<u32>(slot, <u32>token);
    store<u8>(out, SPACE);
    setKept(out + 1, slot - 4);
    return;
  }
  addHash(hashToken(token, out, key));
  out = token;
}

/** Adds the hash of a token, and that of the shingle it ends. */
export function addHash(hash: u64): void {
  rolled = roll(rolled, hash, load<u64>(hashes));
  store<u64>(hashes, rolled);
  store<u64>(hashes, hash, LAG);
  hashes += 8;
}

/** Emits a code point of text in NFKC. */
export function emit(codePoint: u32): void {
  const entry = entryOf(codePoint);
  if (entry < FIRST_RECORD) emitFolded(codePoint, entry);
  else emitRecord(entry);
}

/** Emits the folding of a code point with a record. */
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

/** Emits a folding of more than one class. */
function emitMixed(p: usize, end: usize): void {
  while (p < end) {
    const decoded = decode(p, end);
    const codePoint = codePointOf(decoded);
    const entry = entryOf(codePoint);
    emitFolded(codePoint, entry < FIRST_RECORD ? entry : kindOf(recordOf(entry)));
    p += <usize>bytesOf(decoded);
  }
}

/** Emits a code point that folds to itself. */
function emitFolded(codePoint: u32, kind: u32): void {
  if (kind != WORD) endToken();
  if (kind == SEPARATOR) return;
  store<u32>(out, encode(codePoint));
  out += encodedLength(codePoint);
  if (kind == UNSPACED) endToken();
}

/** Adds `length` bytes to the token; up to 15 bytes more are overwritten. */
@inline
export function append(from: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += 16) v128.store(out + done, v128.load(from + done));
  out += length;
}
