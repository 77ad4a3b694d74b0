import { compareKeys } from "./compare-keys.ts";
import { mergeSort } from "./merge-sort.ts";
import { FRAME, grow, KEPT, MEMBER, type Scan, SLOT } from "./scan.ts";

// Up to here insertion beats merging, and most objects of a data set are below it.
const FEW = 16;

/** Notes a member of the innermost object, whose key begins at `keyStart` and has just been written. */
export function addMember(scan: Scan, keyStart: number): void {
  const index = scan.memberCount;
  if ((index + 1) * MEMBER.size > scan.members.length) scan.members = grow(scan.members);
  const record = index * MEMBER.size;
  scan.members[record + MEMBER.keyStart] = keyStart;
  scan.members[record + MEMBER.keyEnd] = scan.size;
  scan.members[record + MEMBER.firstSlot] = scan.slotCount;
  scan.memberCount = index + 1;
  const frame = scan.depth * FRAME.size;
  if (
    index > (scan.frames[frame + FRAME.firstMember] as number) &&
    scan.frames[frame + FRAME.ordered] === 1 &&
    compareKeys(scan, index - 1, index) >= 0
  ) {
    scan.frames[frame + FRAME.ordered] = 0;
  }
}

/** Notes that the value of the newest member has just been written. */
export function endMember({ members, memberCount, size }: Scan): void {
  members[(memberCount - 1) * MEMBER.size + MEMBER.valueEnd] = size;
}

/** Opens a slot for the object that begins at the end of `out`; returns its number. */
export function openSlot(scan: Scan): number {
  const slot = scan.slotCount;
  if ((slot + 1) * SLOT.size > scan.slots.length) scan.slots = grow(scan.slots);
  scan.slots[slot * SLOT.size + SLOT.start] = scan.size;
  scan.slots[slot * SLOT.size + SLOT.keptCount] = 0;
  scan.slotCount = slot + 1;
  return slot;
}

/** Closes the slot of the innermost object, which has just been written whole. */
export function closeSlot(scan: Scan): void {
  const frame = scan.depth * FRAME.size;
  const slot = scan.frames[frame + FRAME.slot] as number;
  const firstMember = scan.frames[frame + FRAME.firstMember] as number;
  if (scan.frames[frame + FRAME.ordered] === 0) {
    keepSorted(scan, slot, firstMember);
  } else if (slot === scan.slotCount - 1) {
    scan.slotCount = slot;
  }
  scan.memberCount = firstMember;
}

function keepSorted(scan: Scan, slot: number, firstMember: number): void {
  const record = slot * SLOT.size;
  scan.slots[record + SLOT.end] = scan.size;
  scan.slots[record + SLOT.endSlot] = scan.slotCount;
  scan.slots[record + SLOT.firstKept] = scan.keptCount;
  const order = sortMembers(scan, firstMember, scan.memberCount);
  for (let i = 0; i < order.length; i += 1) {
    const member = order[i] as number;
    const next = order[i + 1];
    // Of equal keys the last wins, as in a dict.
    if (next === undefined || compareKeys(scan, member, next) !== 0) keep(scan, member);
  }
  scan.slots[record + SLOT.keptCount] =
    scan.keptCount - (scan.slots[record + SLOT.firstKept] as number);
}

/** The members from `firstMember` to `end`, exclusive, by key; equal ones stay in their order. */
export function sortMembers(scan: Scan, firstMember: number, end: number): Int32Array {
  const order = new Int32Array(end - firstMember);
  for (let i = 0; i < order.length; i += 1) order[i] = firstMember + i;
  if (order.length > FEW) return mergeSort(order, (a, b) => compareKeys(scan, a, b));
  for (let i = 1; i < order.length; i += 1) {
    const member = order[i] as number;
    let at = i;
    while (at > 0 && compareKeys(scan, order[at - 1] as number, member) > 0) {
      order[at] = order[at - 1] as number;
      at -= 1;
    }
    order[at] = member;
  }
  return order;
}

function keep(scan: Scan, member: number): void {
  const { members } = scan;
  if ((scan.keptCount + 1) * KEPT.size > scan.kept.length) scan.kept = grow(scan.kept);
  const record = scan.keptCount * KEPT.size;
  scan.kept[record + KEPT.start] = members[member * MEMBER.size + MEMBER.keyStart] as number;
  scan.kept[record + KEPT.end] = members[member * MEMBER.size + MEMBER.valueEnd] as number;
  scan.kept[record + KEPT.firstSlot] = members[member * MEMBER.size + MEMBER.firstSlot] as number;
  scan.keptCount += 1;
}
