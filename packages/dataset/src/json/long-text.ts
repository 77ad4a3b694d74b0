import { isUtf8 } from "node:buffer";
import { findInvalidUtf8 } from "../find-invalid-utf8.ts";
import { stripEnd, stripStart } from "../white-space.ts";
import {
  BOM,
  canonicalizePrinted,
  hasBom,
  MAX_EXPANSION,
  reserveOut,
  startScan,
} from "./canonicalize.ts";
import { squeeze } from "./long-values.ts";
import { FEW_MEMBERS, HELD_CAPS, makeRoom } from "./make-room.ts";
import { MAX_DIGITS } from "./scan-long-number.ts";
import { scanText } from "./scan-text.ts";
import type { Fault, LongState, Scan } from "./scan.ts";

/** What became of a text of which not all bytes were held. */
export type LongOutcome =
  | { readonly kind: "blank" }
  /** `at` is the place in the text, from 0, white space around it included. */
  | { readonly kind: "fault"; readonly fault: Fault; readonly at: number }
  | (LongPrint & { readonly deepest: number });

/** What Python prints for it. */
type LongPrint =
  /** Not longer than the cap; a view of `scan.out` that holds until the next text. */
  | { readonly kind: "printed"; readonly canonical: Uint8Array }
  /** Longer than the cap: it has so many bytes at least. */
  | { readonly kind: "long"; readonly atLeast: number }
  /** It may be shorter than the cap, but to print it too much would have had to be held. */
  | { readonly kind: "unknown" };

/** Reads one text that comes in parts, in memory of a few times the cap. */
export interface LongText {
  /** Takes the next bytes; a character or a token may be cut anywhere. */
  push(bytes: Uint8Array): void;
  /** Ends the text; nothing can be pushed after. */
  finish(): LongOutcome;
}

// What is read at once. What a text is found to be must not hang on how it comes, so this is not a part as it comes.
const WINDOW = 2 ** 16;
// More than the longest that a window leaves for the next one: a literal or an escape without its last byte, and a
// character without its last.
const LEFT = 16;

/** The bytes that have come and are not read yet, and whether a fault was found among those that are. */
interface Reading {
  readonly scan: Scan;
  readonly long: LongState;
  readonly bytes: Buffer;
  readonly windowBytes: number;
  /** Of the window that is being filled, what has come. */
  fresh: number;
  /** Place in the text of `bytes[0]`. */
  base: number;
  /** Of what is in `bytes`. */
  end: number;
  /** Up to here they are whole characters of UTF-8. */
  checked: number;
  hasBegun: boolean;
  isUtf8: boolean;
  /** The first but that bytes which are not UTF-8 come before all others. */
  fault: { readonly fault: Fault; readonly at: number } | undefined;
  /** Where the text ends if no more than white space comes; what was found behind it is not true then. */
  mark: Mark | undefined;
}

type Mark = Pick<Scan, "step" | "depth" | "pending" | "openAt" | "size"> & {
  readonly base: number;
  /** What was not read. */
  readonly left: Buffer;
  readonly number: LongState["number"];
};

export interface LongTextOptions {
  /** How many bytes of what is printed are of interest. */
  readonly cap: number;
  /** How many are read at once; only tests have a reason to choose. Default 64 kB. */
  readonly windowBytes?: number | undefined;
}

/** Begins a text. `scan` is in use until it is finished. */
export function createLongText(
  scan: Scan,
  { cap, windowBytes = WINDOW }: LongTextOptions,
): LongText {
  const bytes = Buffer.allocUnsafeSlow(windowBytes + LEFT);
  const reading: Reading = {
    scan,
    long: createLongState(cap),
    bytes,
    windowBytes,
    fresh: 0,
    base: 0,
    end: 0,
    checked: 0,
    hasBegun: false,
    isUtf8: true,
    fault: undefined,
    mark: undefined,
  };
  reserveOut(scan, HELD_CAPS * cap + MAX_EXPANSION * bytes.length + 2 * MAX_DIGITS);
  startScan(scan, { bytes, start: 0, end: 0 });
  scan.isUtf8 = true;
  scan.isLast = false;
  scan.long = reading.long;
  return {
    push(part) {
      for (let at = 0; at < part.length;) {
        const end = Math.min(part.length, at + windowBytes - reading.fresh);
        fill(reading, part.subarray(at, end));
        at = end;
      }
    },
    finish: () => finish(reading),
  };
}

function createLongState(cap: number): LongState {
  return {
    cap,
    muted: 0,
    isStringMuted: false,
    mutedExtra: 0,
    manyMembers: FEW_MEMBERS,
    filler: 0,
    extra: 0,
    number: undefined,
  };
}

function fill(reading: Reading, part: Uint8Array): void {
  if (!reading.isUtf8) return;
  reading.bytes.set(part, reading.end);
  reading.end += part.length;
  reading.fresh += part.length;
  if (reading.fresh === reading.windowBytes) readWindow(reading);
}

function readWindow(reading: Reading): void {
  const { scan, bytes } = reading;
  reading.fresh = 0;
  const from = reading.checked;
  checkCharacters(reading);
  if (!reading.hasBegun) begin(reading);
  if (reading.hasBegun) readChecked(reading, Math.max(from, scan.at));
  const done = reading.hasBegun && reading.fault === undefined ? scan.at : reading.checked;
  bytes.copyWithin(0, done, reading.end);
  reading.base += done;
  reading.end -= done;
  reading.checked -= done;
  scan.at = 0;
  scan.openAt -= done;
}

function checkCharacters(reading: Reading): void {
  const { bytes, base, checked } = reading;
  const end = endOfCharacters(bytes.subarray(checked, reading.end)) + checked;
  const fresh = bytes.subarray(checked, end);
  if (isUtf8(fresh)) {
    reading.checked = end;
  } else {
    reading.isUtf8 = false;
    reading.fault = { fault: "utf-8", at: base + checked + findInvalidUtf8(fresh) };
  }
}

/** Where a character begins that more bytes may complete; the length of `bytes` if there is none. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte < 0xc2 || byte > 0xf4 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function begin(reading: Reading): void {
  const { scan, bytes, base, checked } = reading;
  const start = stripStart(bytes, 0, checked);
  if (start === checked) return;
  reading.hasBegun = true;
  scan.at = start;
  if (hasBom(bytes.subarray(start, checked))) reading.fault ??= { fault: BOM, at: base + start };
}

/** Reads the characters from `from` on, which are new. */
function readChecked(reading: Reading, from: number): void {
  const { bytes, checked } = reading;
  const textEnd = stripEnd(bytes, from, checked);
  if (textEnd > from) {
    reading.mark = undefined;
    read(reading, textEnd);
  }
  const isFaulty = reading.fault !== undefined && reading.mark === undefined;
  if (textEnd === checked || isFaulty) return;
  reading.mark ??= createMark(reading, textEnd);
  read(reading, checked);
}

function createMark({ scan, long, bytes, base }: Reading, end: number): Mark {
  const { step, depth, pending, openAt, size, at } = scan;
  const left = Buffer.from(bytes.subarray(at, end));
  const number = long.number && { ...long.number };
  return { step, depth, pending, openAt: openAt - at, size, base: base + at, left, number };
}

function read(reading: Reading, end: number): void {
  if (reading.fault !== undefined) return;
  const { scan, long } = reading;
  scan.end = end;
  scan.isPaused = false;
  scanText(scan);
  if (scan.isPaused) makeRoom(scan, long);
  else reading.fault = faultOf(reading);
}

function faultOf({ scan: { fault, faultAt }, base }: Reading): Reading["fault"] {
  if (fault === undefined) throw new TypeError("a scan that failed must name its fault");
  return { fault, at: base + faultAt };
}

function finish(reading: Reading): LongOutcome {
  const { scan } = reading;
  if (reading.isUtf8) readWindow(reading);
  if (reading.isUtf8 && reading.end > reading.checked) {
    reading.isUtf8 = false;
    reading.fault = { fault: "utf-8", at: reading.base + reading.checked };
  }
  if (reading.isUtf8 && reading.mark !== undefined) returnTo(reading, reading.mark);
  else scan.end = reading.checked;
  if (reading.fault === undefined) {
    if (!reading.hasBegun) return { kind: "blank" };
    scan.isLast = true;
    if (!scanText(scan)) reading.fault = faultOf(reading);
  }
  if (reading.fault !== undefined) return { kind: "fault", ...reading.fault };
  // Superseded members count, and are not in what is printed.
  const { deepest } = scan;
  return { ...print(reading), deepest };
}

/** Goes back to where the text ends: what follows is white space that `str.strip` takes away. */
function returnTo(reading: Reading, { base, left, number, ...state }: Mark): void {
  const { scan } = reading;
  Object.assign(scan, state);
  reading.long.number = number;
  scan.bytes = left;
  scan.at = 0;
  scan.end = left.length;
  reading.base = base;
  reading.fault = undefined;
}

function print({ scan, long }: Reading): LongPrint {
  squeeze(scan, long, 0);
  const length = scan.size + long.extra;
  if (length > long.cap) return { kind: "long", atLeast: length };
  if (long.extra > 0) return { kind: "unknown" };
  return { kind: "printed", canonical: canonicalizePrinted(scan, length) };
}
