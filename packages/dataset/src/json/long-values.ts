import { LF, ZERO } from "./characters.ts";
import { compareKeys } from "./compare-keys.ts";
import { sortMembers } from "./members.ts";
import { ARRAY, FRAME, type LongState, MEMBER, type Scan } from "./scan.ts";

// More than any cap, and the sum of two fits into 32 bits.
const MAX_EXTRA = 2 ** 30 - 1;
const SUPERSEDED = -1;

/** Ends the innermost array or object of a text that comes in parts; its closing mark has just been written. */
export function closeLong(scan: Scan, long: LongState): void {
  const { frames, depth } = scan;
  const frame = depth * FRAME.size;
  const start = frames[frame + FRAME.start] as number;
  const isMuted = long.muted > 0;
  const extra = isMuted ? long.mutedExtra : settleMembers(scan, long);
  scan.memberCount = frames[frame + FRAME.firstMember] as number;
  if (isMuted) {
    if (long.muted < depth) return;
    long.muted = 0;
    replaceByZero(scan, long, { start, extra });
    return;
  }
  const filler = long.filler - (frames[frame + FRAME.filler] as number);
  const length = scan.size - start - filler + extra;
  if (extra === 0 && length <= long.cap) return;
  long.filler -= filler;
  replaceByZero(scan, long, { start, extra: length - 1 });
}

/** Ends a string value that was begun in an earlier part of the text. */
export function endLongString(scan: Scan): void {
  const { long } = scan;
  if (long === undefined || !long.isStringMuted) return;
  long.isStringMuted = false;
  replaceByZero(scan, long, { start: scan.stringStart, extra: long.mutedExtra, isString: true });
}

interface Replaced {
  readonly start: number;
  readonly extra: number;
  /** Else it is the innermost array or object. */
  readonly isString?: boolean;
}

/** Leaves nothing of the value that has just been written but a zero, and notes how much it was. */
function replaceByZero(
  scan: Scan,
  long: LongState,
  { start, extra, isString = false }: Replaced,
): void {
  scan.out[start] = ZERO;
  scan.size = start + 1;
  const { frames, members } = scan;
  const depth = isString ? scan.depth : scan.depth - 1;
  const frame = depth * FRAME.size;
  if (depth === 0) {
    long.extra = Math.min(extra, MAX_EXTRA);
  } else if (frames[frame + FRAME.slot] === ARRAY) {
    const sum = (frames[frame + FRAME.extra] as number) + extra;
    frames[frame + FRAME.extra] = Math.min(sum, MAX_EXTRA);
  } else {
    members[(scan.memberCount - 1) * MEMBER.size + MEMBER.extra] = Math.min(extra, MAX_EXTRA);
  }
}

/** The extra of the innermost array or object, when it is through; superseded members are gone then. */
function settleMembers(scan: Scan, long: LongState): number {
  const { frames, depth, memberCount } = scan;
  const frame = depth * FRAME.size;
  if (frames[frame + FRAME.slot] === ARRAY) return frames[frame + FRAME.extra] as number;
  let end = memberCount;
  if (frames[frame + FRAME.ordered] === 0) {
    const before = long.filler;
    const dropped = dropSuperseded(scan, long, { depth, end });
    end = dropped.end;
    // To move what follows is worth its while only if what goes is about as much: so each byte is moved or overwritten
    // a logarithmic number of times at most, however deep such objects are nested.
    if (scan.size - dropped.from <= 2 * (long.filler - before)) squeeze(scan, long, dropped.from);
  }
  let extra = 0;
  for (let i = frames[frame + FRAME.firstMember] as number; i < end; i += 1) {
    extra = Math.min(extra + (scan.members[i * MEMBER.size + MEMBER.extra] as number), MAX_EXTRA);
  }
  return extra;
}

interface MembersOfObject {
  readonly depth: number;
  /** Of its members, exclusive. */
  readonly end: number;
}

/**
 * Takes away the members of an object that a later one with the same key supersedes, and overwrites them with line feeds.
 * The last member stays in any case, so what goes always ends where another one begins. Returns the new end of the
 * members, and where in `out` the first line feed is.
 */
export function dropSuperseded(
  scan: Scan,
  long: LongState,
  { depth, end }: MembersOfObject,
): { readonly end: number; readonly from: number } {
  const { members } = scan;
  const first = scan.frames[depth * FRAME.size + FRAME.firstMember] as number;
  const order = sortMembers(scan, first, end);
  for (let i = 1; i < order.length; i += 1) {
    const member = order[i - 1] as number;
    if (compareKeys(scan, member, order[i] as number) === 0)
      members[member * MEMBER.size + MEMBER.extra] = SUPERSEDED;
  }
  let kept = first;
  let from = scan.size;
  for (let i = first; i < end; i += 1) {
    const record = i * MEMBER.size;
    if (members[record + MEMBER.extra] === SUPERSEDED) {
      const start = members[record + MEMBER.keyStart] as number;
      from = Math.min(from, start);
      fill(scan, long, { start, end: members[record + MEMBER.size + MEMBER.keyStart] as number });
    } else {
      members.copyWithin(kept * MEMBER.size, record, record + MEMBER.size);
      kept += 1;
    }
  }
  return { end: kept, from };
}

/** Overwrites a part of `out` with line feeds: nothing that is printed has any. */
export function fill(
  { out }: Scan,
  long: LongState,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  for (let at = start; at < end; at += 1) {
    if (out[at] !== LF) long.filler += 1;
    out[at] = LF;
  }
}

/** Takes the line feeds out of `out` from `from` on, where no other place than its end is noted. */
export function squeeze(scan: Scan, long: LongState, from: number): void {
  const { out, size } = scan;
  let to = from;
  for (let at = from; at < size; at += 1) {
    const byte = out[at] as number;
    if (byte !== LF) out[to++] = byte;
  }
  long.filler -= size - to;
  scan.size = to;
}
