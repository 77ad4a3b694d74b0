// What folding does with a code point, from the tables of unicode/fold-tables.mjs.
//
// Every code point has an entry: a class, or a record (class-like number FIRST_RECORD + index).
// A code point with a class folds to itself, and nothing in front of it or behind it changes that,
// as long as no *dependent* code point follows: one that may compose with, or be reordered before,
// what is in front of it. Records come in four groups: WORD that decomposes, but folds to itself
// (below FIRST_UNSPACED); UNSPACED that does (below FIRST_CHANGING); others that are not dependent
// (below FIRST_DEPENDENT); the dependent.
//
// A record (u64), from its lowest bit: folding in POOL (offset 16 bits, bytes 6 bits), compatibility
// decomposition in POOL (16, 6; 0 bytes: itself), rank of its combining class (6), class of all of
// the folding or MIXED (2), bytes of a work area beyond 4 a byte of text that it may take (6), whether
// it is a mark that no composition consumes (1).
import { ENTRIES, FIRST_CHANGING, FIRST_RECORD, FIRST_UNSPACED, PAGES, PAIRS, POOL, RECORDS } from "./tables";

export const SEPARATOR: u32 = 0;
export const WORD: u32 = 1;
export const UNSPACED: u32 = 2;
export const MIXED: u32 = 3;

const PAIR_BITS = 11;
const PAIR_MASK: u32 = (1 << PAIR_BITS) - 1;

@inline
export function entryOf(codePoint: u32): u32 {
  const page = <usize>load<u16>(PAGES + (<usize>(codePoint >>> 6) << 1));
  return <u32>load<u16>(ENTRIES + (page << 7) + (<usize>(codePoint & 63) << 1));
}

/** The class of a code point that folds to itself when nothing dependent follows; its entry if it does not. */
@inline
export function classOf(entry: u32): u32 {
  if (entry >= FIRST_CHANGING || entry < FIRST_RECORD) return entry;
  return entry < FIRST_UNSPACED ? WORD : UNSPACED;
}

@inline
export function recordOf(entry: u32): u64 {
  return load<u64>(RECORDS + (<usize>(entry - FIRST_RECORD) << 3));
}

@inline
export function foldBegin(record: u64): usize {
  return POOL + (<usize>record & 0xffff);
}

@inline
export function foldLength(record: u64): usize {
  return (<usize>(record >> 16)) & 0x3f;
}

@inline
export function partsBegin(record: u64): usize {
  return POOL + (<usize>(record >> 22) & 0xffff);
}

@inline
export function partsLength(record: u64): usize {
  return <usize>(record >> 38) & 0x3f;
}

@inline
export function rankOf(record: u64): u32 {
  return <u32>(record >> 44) & 0x3f;
}

@inline
export function kindOf(record: u64): u32 {
  return <u32>(record >> 50) & 3;
}

@inline
export function extraOf(record: u64): usize {
  return <usize>(record >> 52) & 0x3f;
}

@inline
export function isPlain(record: u64): bool {
  return <bool>(<u32>(record >> 58) & 1);
}

/** The primary composite of two code points, or 0. Hangul by arithmetic: Unicode 15.1, section 3.12. */
export function compose(first: u32, second: u32): u32 {
  if (first - 0x1100 < 19 && second - 0x1161 < 21) {
    return 0xac00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28;
  }
  if (first - 0xac00 < 11172 && second - 0x11a8 < 27) {
    return (first - 0xac00) % 28 == 0 ? first + (second - 0x11a7) : 0;
  }
  let slot = (first * 0x9e3779b1 ^ second * 0x85ebca77) >>> (32 - PAIR_BITS);
  const key = (<u64>first << 21) | <u64>second;
  while (true) {
    const pair = load<u64>(PAIRS + (<usize>slot << 3));
    if (pair == 0) return 0;
    if (pair >> 21 == key) return <u32>pair & 0x1fffff;
    slot = (slot + 1) & PAIR_MASK;
  }
}
