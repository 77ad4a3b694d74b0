import { CLOSE_BRACE, COMMA, OPEN_BRACE, SPACE } from "./characters.ts";
import { KEPT, type Scan, SLOT } from "./scan.ts";

/** What is being copied: `out[at, end)`, in which `slot` is the next object that may need reordering. */
interface Range {
  at: number;
  end: number;
  slot: number;
}

/** An object being written member by member, and where the range goes on after it. */
interface OpenObject {
  nextKept: number;
  readonly endKept: number;
  readonly after: Range;
}

/** Copies `out[0, size)` to `out[size, ...)` with the members of every slot in order; returns the end of the copy. */
export function reorder(scan: Scan): number {
  const stack: OpenObject[] = [];
  let range: Range = { at: 0, end: scan.size, slot: 0 };
  let to = scan.size;
  for (;;) {
    const slot = nextSlot(scan, range);
    if (slot !== -1) {
      const start = scan.slots[slot * SLOT.size + SLOT.start] as number;
      to = copy(scan, { ...range, end: start }, to);
      scan.out[to++] = OPEN_BRACE;
      const object = openObject(scan, slot, range);
      stack.push(object);
      range = takeMember(scan, object);
      continue;
    }
    to = copy(scan, range, to);
    const object = stack.at(-1);
    if (object === undefined) return to;
    if (object.nextKept < object.endKept) {
      scan.out[to++] = COMMA;
      scan.out[to++] = SPACE;
      range = takeMember(scan, object);
    } else {
      scan.out[to++] = CLOSE_BRACE;
      range = object.after;
      stack.pop();
    }
  }
}

/** The next object within `range` that needs reordering, or -1. */
function nextSlot({ slots, slotCount }: Scan, { slot, end }: Range): number {
  for (let i = slot; i < slotCount; i += 1) {
    if ((slots[i * SLOT.size + SLOT.start] as number) >= end) return -1;
    if ((slots[i * SLOT.size + SLOT.keptCount] as number) > 0) return i;
  }
  return -1;
}

function openObject({ slots }: Scan, slot: number, { end }: Range): OpenObject {
  const record = slot * SLOT.size;
  const nextKept = slots[record + SLOT.firstKept] as number;
  return {
    nextKept,
    endKept: nextKept + (slots[record + SLOT.keptCount] as number),
    after: {
      at: slots[record + SLOT.end] as number,
      end,
      slot: slots[record + SLOT.endSlot] as number,
    },
  };
}

function takeMember({ kept }: Scan, object: OpenObject): Range {
  const record = object.nextKept * KEPT.size;
  object.nextKept += 1;
  return {
    at: kept[record + KEPT.start] as number,
    end: kept[record + KEPT.end] as number,
    slot: kept[record + KEPT.firstSlot] as number,
  };
}

function copy({ out }: Scan, { at, end }: Range, to: number): number {
  out.copyWithin(to, at, end);
  return to + (end - at);
}
