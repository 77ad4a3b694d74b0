import { CR, LF, SPACE, TAB } from "./characters.ts";

/** Why a text is not what `json.loads` takes. Those with blanks in them are CPython's own words (Modules/_json.c). */
export type Fault =
  | "Expecting value"
  | "Expecting property name enclosed in double quotes"
  | "Expecting ':' delimiter"
  | "Expecting ',' delimiter"
  | "Extra data"
  | "Unterminated string starting at"
  | "Invalid control character at"
  | "Invalid \\escape"
  | "Invalid \\uXXXX escape"
  | "Unexpected UTF-8 BOM (decode using utf-8-sig)"
  | "utf-8"
  | "digits"
  | "float digits"
  | "depth";

/** What is due next in a text. `first` is what follows an opening brace or bracket. */
export const STEP = { value: 0, first: 1, key: 2, colon: 3, after: 4, end: 5 } as const;

/**
 * Integers of a record in {@link Scan.members}: where the key is and where its value ends in `out`; the next slot. In a
 * text that comes in parts there are no slots, and the same place has the member's `extra`, see {@link LongState}.
 */
export const MEMBER = {
  keyStart: 0,
  keyEnd: 1,
  valueEnd: 2,
  firstSlot: 3,
  extra: 3,
  size: 4,
} as const;

/**
 * Integers of a record in {@link Scan.frames}. `slot` is -1 for an array. Only in a text that comes in parts: `start` is
 * where in `out` it begins, `filler` and `extra` are as in {@link LongState}, the former as it was at the start.
 */
export const FRAME = {
  slot: 0,
  firstMember: 1,
  ordered: 2,
  start: 3,
  filler: 4,
  extra: 5,
  size: 6,
} as const;

/** The `slot` of an array. */
export const ARRAY = -1;

/** Integers of a record in {@link Scan.slots}. `keptCount` is 0 for an object that needs no reordering itself. */
export const SLOT = { start: 0, end: 1, firstKept: 2, keptCount: 3, endSlot: 4, size: 5 } as const;

/** Integers of a record in {@link Scan.kept}: the range of one member in `out`, and the next slot. */
export const KEPT = { start: 0, end: 1, firstSlot: 2, size: 3 } as const;

/**
 * What is kept of a text that comes in parts. Of a value that is too long to be kept nothing but a `0` stays in `out`;
 * how many bytes it would have there beyond that, at least, is its `extra`. An array has the extra of its elements.
 */
export interface LongState {
  /** Bytes of a printed text that is of interest. */
  readonly cap: number;
  /** Level of the array or object that is not being kept, 0 if there is none. */
  muted: number;
  isStringMuted: boolean;
  /** Of what is muted. */
  mutedExtra: number;
  /** Members of open objects, from which on it pays to look which ones are superseded. */
  manyMembers: number;
  /** Line feeds in `out`: each stands in for a byte of a member that a later one superseded. */
  filler: number;
  /** Of the whole text. */
  extra: number;
  number: LongNumber | undefined;
}

/** What is known of a number of which not all bytes have come. */
export interface LongNumber {
  readonly isNegative: boolean;
  part: "integer" | "fraction" | "exponent";
  /** The first significant digits, as ASCII. */
  readonly digits: Uint8Array;
  /** Digits but for leading zeros, those that are not in `digits` included. */
  significant: number;
  /** Whether any of those that are not in `digits` is more than 0. */
  isInexact: boolean;
  integerDigits: number;
  fractionDigits: number;
  isExponentNegative: boolean;
  exponent: number;
}

/**
 * The state of one pass over one text, reused from text to text so that nothing is allocated for each.
 *
 * The text is written canonically to `out` in its own order. An object whose keys are not in order leaves a slot: its
 * range in `out`, and the ranges of its members in sorted order. When the text is through and there are slots, one
 * more pass copies the ranges in order, so that the cost stays linear however deep such objects are nested.
 */
export interface Scan {
  bytes: Uint8Array;
  /** Next byte to look at. */
  at: number;
  /** End of the text in `bytes`, exclusive. */
  end: number;
  /** Whether `bytes` within the text are known to be UTF-8. */
  isUtf8: boolean;
  /** Whether the text ends at `end`; else more of it will come, and what `end` cuts is to be left. */
  isLast: boolean;
  /** Whether the scan stopped for want of bytes. */
  isPaused: boolean;
  /** One of {@link STEP}. */
  step: number;
  /** A token that was begun in an earlier part of the text. */
  pending: "string" | "number" | undefined;
  /** Where in `bytes` the newest string begins, or a pending number; negative if that is in an earlier part. */
  openAt: number;
  /** Where in `out` the newest string begins. */
  stringStart: number;
  /** Only of a text that comes in parts. */
  long: LongState | undefined;
  out: Uint8Array;
  /** Bytes written to `out`. */
  size: number;
  fault: Fault | undefined;
  /** Where in `bytes` the fault is. */
  faultAt: number;
  readonly maxDepth: number;
  depth: number;
  deepest: number;
  /** Of the open arrays and objects; a level's record is at its number, from 1. */
  frames: Int32Array;
  /** Members of the open objects, a stack. */
  members: Int32Array;
  memberCount: number;
  /** Objects in the order of their starts: those that are open, need reordering, or contain one that does. */
  slots: Int32Array;
  slotCount: number;
  kept: Int32Array;
  keptCount: number;
}

export function createScan(maxDepth: number): Scan {
  return {
    bytes: new Uint8Array(0),
    at: 0,
    end: 0,
    isUtf8: false,
    isLast: true,
    isPaused: false,
    step: STEP.value,
    pending: undefined,
    openAt: 0,
    stringStart: 0,
    long: undefined,
    out: new Uint8Array(0),
    size: 0,
    fault: undefined,
    faultAt: 0,
    maxDepth,
    depth: 0,
    deepest: 0,
    frames: new Int32Array(64 * FRAME.size),
    members: new Int32Array(64 * MEMBER.size),
    memberCount: 0,
    slots: new Int32Array(64 * SLOT.size),
    slotCount: 0,
    kept: new Int32Array(64 * KEPT.size),
    keptCount: 0,
  };
}

export function fail(scan: Scan, fault: Fault, at: number): false {
  scan.fault = fault;
  scan.faultAt = at;
  return false;
}

/** Stops for want of bytes: what is left from `scan.at` on is to come again, with more behind it. */
export function pause(scan: Scan): false {
  scan.isPaused = true;
  return false;
}

/** Skips what JSON calls white space; returns the byte that follows, or -1 at the end. */
export function skipSpace(scan: Scan): number {
  const { bytes, end } = scan;
  let at = scan.at;
  let byte = -1;
  for (; at < end; at += 1) {
    const next = bytes[at] as number;
    if (next !== SPACE && next !== LF && next !== CR && next !== TAB) {
      byte = next;
      break;
    }
  }
  scan.at = at;
  return byte;
}

/** An array of at least twice the size with the same beginning. */
export function grow(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Writes a text of ASCII characters. */
export function writeText(scan: Scan, text: string): void {
  const { out } = scan;
  let size = scan.size;
  for (let i = 0; i < text.length; i += 1) out[size++] = text.charCodeAt(i);
  scan.size = size;
}
