import { LF, QUOTE, ZERO } from "./characters.ts";
import { dropSuperseded, fill } from "./long-values.ts";
import { ARRAY, FRAME, type LongState, MEMBER, type Scan, STEP } from "./scan.ts";

/** How many times the cap may stand in `out` between two parts of a text, and so what is held of it at most. */
export const HELD_CAPS = 3;

/** Members of which it does not pay to look which ones are superseded. */
export const FEW_MEMBERS: number = 2 ** 16;

// The least that a member adds to its key: `: 0, `.
const MEMBER_REST = 5;

/**
 * Between two parts of a text: sees that no more than {@link HELD_CAPS} times the cap are held. First goes what is
 * superseded, then what can no longer become shorter than the cap, and last what comes after the first bytes of the cap
 * and only a later key could make short enough.
 */
export function makeRoom(scan: Scan, long: LongState): void {
  forgetMuted(scan, long);
  // Of distinct keys one object cannot have half as many within the cap: 8 bytes are the least but for one of them.
  const maxMembers = long.cap / 4 + 4;
  const isFull = (share: number): boolean =>
    scan.size > share * HELD_CAPS * long.cap || scan.memberCount > share * maxMembers;
  if (!isFull(1) && scan.memberCount <= long.manyMembers) return;
  dropAllSuperseded(scan, long);
  squeezeAll(scan, long);
  muteTooLong(scan, long);
  long.manyMembers = Math.max(FEW_MEMBERS, 2 * scan.memberCount);
  if (isFull(2 / 3)) {
    dropClosedMembers(scan, long);
    squeezeAll(scan, long);
    muteBeyond(scan, long, maxMembers / 2);
  }
  if (isFull(1) && scan.depth > 0) mute(scan, long, { depth: 1, length: 1 });
}

/** Takes back what was written of a value that is not kept. */
function forgetMuted(scan: Scan, long: LongState): void {
  if (long.isStringMuted) scan.size = scan.stringStart + 1;
  if (long.muted === 0) return;
  const { frames, out } = scan;
  const frame = long.muted * FRAME.size;
  scan.size = (frames[frame + FRAME.start] as number) + 1;
  scan.memberCount = frames[frame + FRAME.firstMember] as number;
  for (let depth = long.muted + 1; depth <= scan.depth; depth += 1) {
    frames[depth * FRAME.size + FRAME.firstMember] = scan.memberCount;
  }
  if (scan.pending !== "string") return;
  scan.stringStart = scan.size;
  out[scan.size++] = QUOTE;
}

function mute(
  scan: Scan,
  long: LongState,
  { depth, length }: { readonly depth: number; readonly length: number },
): void {
  long.filler = scan.frames[depth * FRAME.size + FRAME.filler] as number;
  long.isStringMuted = false;
  long.muted = depth;
  long.mutedExtra = Math.max(1, length - 1);
  forgetMuted(scan, long);
}

function muteString(scan: Scan, long: LongState): void {
  long.isStringMuted = true;
  long.mutedExtra = Math.max(1, scan.size - scan.stringStart - 1);
  forgetMuted(scan, long);
}

function dropAllSuperseded(scan: Scan, long: LongState): void {
  const { frames, members } = scan;
  let kept = 0;
  for (let depth = 1; depth <= scan.depth; depth += 1) {
    const frame = depth * FRAME.size;
    const first = frames[frame + FRAME.firstMember] as number;
    let end = endOfMembers(scan, depth);
    if (frames[frame + FRAME.slot] !== ARRAY && frames[frame + FRAME.ordered] === 0) {
      end = dropSuperseded(scan, long, { depth, end }).end;
    }
    members.copyWithin(kept * MEMBER.size, first * MEMBER.size, end * MEMBER.size);
    frames[frame + FRAME.firstMember] = kept;
    kept += end - first;
  }
  scan.memberCount = kept;
}

function endOfMembers({ frames, memberCount, depth: deepest }: Scan, depth: number): number {
  return depth === deepest
    ? memberCount
    : (frames[(depth + 1) * FRAME.size + FRAME.firstMember] as number);
}

/** The same of members whose values are through: the last one of an object may not be. */
function endOfClosedMembers(scan: Scan, depth: number): number {
  const isLastClosed = depth === scan.depth && scan.step === STEP.key;
  return endOfMembers(scan, depth) - (isLastClosed ? 0 : 1);
}

/** Takes all line feeds out of `out`, and moves whatever is noted of places there along: all of it in rising order. */
function squeezeAll(scan: Scan, long: LongState): void {
  if (long.filler === 0) return;
  const { out, frames, members } = scan;
  let from = 0;
  let to = 0;
  const moveTo = (place: number): number => {
    for (; from < place; from += 1) {
      const byte = out[from] as number;
      if (byte !== LF) out[to++] = byte;
    }
    return to;
  };
  for (let depth = 1; depth <= scan.depth; depth += 1) {
    const frame = depth * FRAME.size;
    frames[frame + FRAME.filler] = 0;
    frames[frame + FRAME.start] = moveTo(frames[frame + FRAME.start] as number);
    const end = endOfMembers(scan, depth);
    const endOfClosed = endOfClosedMembers(scan, depth);
    for (let i = frames[frame + FRAME.firstMember] as number; i < end; i += 1) {
      const record = i * MEMBER.size;
      members[record + MEMBER.keyStart] = moveTo(members[record + MEMBER.keyStart] as number);
      members[record + MEMBER.keyEnd] = moveTo(members[record + MEMBER.keyEnd] as number);
      if (i >= endOfClosed) continue;
      members[record + MEMBER.valueEnd] = moveTo(members[record + MEMBER.valueEnd] as number);
    }
  }
  if (scan.pending === "string") scan.stringStart = moveTo(scan.stringStart);
  scan.size = moveTo(scan.size);
  long.filler = 0;
}

/** Gives up the outermost value that is longer than the cap whatever follows. */
function muteTooLong(scan: Scan, long: LongState): void {
  const lengths = leastLengths(scan);
  const depth = lengths.findIndex((length) => length > long.cap);
  if (depth > 0) mute(scan, long, { depth, length: lengths[depth] as number });
  else if (isStringValue(scan) && scan.size - scan.stringStart > long.cap) muteString(scan, long);
}

/** How long each open array and object is at least, by its level, superseded members apart: any may be but for its key. */
function leastLengths(scan: Scan): number[] {
  const { frames, members } = scan;
  const lengths = [0];
  let end = scan.size;
  let length = 0;
  for (let depth = scan.depth; depth > 0; depth -= 1) {
    const frame = depth * FRAME.size;
    const start = frames[frame + FRAME.start] as number;
    if (frames[frame + FRAME.slot] === ARRAY) {
      length += end - start + (frames[frame + FRAME.extra] as number);
    } else {
      length = 0;
      const endOfAll = endOfMembers(scan, depth);
      for (let i = frames[frame + FRAME.firstMember] as number; i < endOfAll; i += 1) {
        const record = i * MEMBER.size;
        length += (members[record + MEMBER.keyEnd] as number) + MEMBER_REST;
        length -= members[record + MEMBER.keyStart] as number;
      }
      // A key that is not through may become one that is there already.
      const isKeyOpen = depth === scan.depth && scan.pending === "string" && !isStringValue(scan);
      if (isKeyOpen) length = Math.max(length, scan.size - scan.stringStart);
    }
    lengths[depth] = length;
    end = start;
  }
  return lengths;
}

function isStringValue({ pending, step }: Scan): boolean {
  return pending === "string" && step !== STEP.key;
}

/** Of members that end beyond the cap only the keys stay: they count unless they are superseded. */
function dropClosedMembers(scan: Scan, long: LongState): void {
  const { frames, members, out } = scan;
  for (let depth = 1; depth <= scan.depth; depth += 1) {
    const end = endOfClosedMembers(scan, depth);
    for (let i = frames[depth * FRAME.size + FRAME.firstMember] as number; i < end; i += 1) {
      const record = i * MEMBER.size;
      const start = (members[record + MEMBER.keyEnd] as number) + 2;
      const valueEnd = members[record + MEMBER.valueEnd] as number;
      if (valueEnd <= long.cap || valueEnd === start + 1) continue;
      out[start] = ZERO;
      fill(scan, long, { start: start + 1, end: valueEnd });
      members[record + MEMBER.extra] = valueEnd - start - 1;
      members[record + MEMBER.valueEnd] = start + 1;
    }
  }
}

/** Gives up the outermost open value that begins beyond the cap, or beyond so many members. */
function muteBeyond(scan: Scan, long: LongState, maxMembers: number): void {
  const { frames } = scan;
  const lengths = leastLengths(scan);
  for (let depth = 1; depth <= scan.depth; depth += 1) {
    const isBeyond =
      (frames[depth * FRAME.size + FRAME.start] as number) > long.cap ||
      endOfMembers(scan, depth) > maxMembers;
    if (isBeyond) return mute(scan, long, { depth, length: lengths[depth] as number });
  }
  if (isStringValue(scan) && scan.stringStart > long.cap) muteString(scan, long);
}
