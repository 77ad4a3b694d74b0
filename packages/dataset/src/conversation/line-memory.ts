import { type Kernel, loadKernel } from "../kernel.ts";

// The kernel reads whole vectors, and so a little beyond what it is given.
const SLACK = 128;
const PAGE = 2 ** 16;
const NOTES_AT = 64;
const LINE_AT = 128;

/**
 * Where in the notes is what the kernel says of a row (assembly/conversations.ts); of `system` and `list` the start is
 * there and the end is next to it.
 */
export const NOTE = { fits: 0, system: 1, list: 3, turns: 5, characters: 6, size: 7 } as const;

/** The memory of a kernel that reads one line after the other: notes | the line. */
export interface LineMemory {
  readonly kernel: Kernel;
  /** All of it; another array once the memory has grown. */
  heap: Uint8Array;
  /** Of the row that was read last. */
  notes: Uint32Array;
}

export function createLineMemory(maxDepth: number): LineMemory {
  const kernel = loadKernel();
  kernel.setMaxDepth(maxDepth);
  const memory = { kernel, heap: new Uint8Array(0), notes: new Uint32Array(0) };
  makeRoom(memory, PAGE);
  return memory;
}

/** Reads a line as a conversation: false if the kernel is not sure of it, else the row is in the notes. */
export function noteConversation(memory: LineMemory, line: Uint8Array): boolean {
  const end = LINE_AT + line.length;
  if (end + SLACK > memory.heap.length) makeRoom(memory, end + SLACK);
  memory.heap.set(line, LINE_AT);
  return memory.kernel.readConversation(LINE_AT, end, NOTES_AT) !== 0;
}

/** The part of the line whose start and end are at `note`; undefined if there is none. */
export function takePart(
  { notes }: LineMemory,
  line: Uint8Array,
  note: number,
): Uint8Array | undefined {
  const start = notes[note] as number;
  return start === 0
    ? undefined
    : line.subarray(start - LINE_AT, (notes[note + 1] as number) - LINE_AT);
}

function makeRoom(memory: LineMemory, bytes: number): void {
  const { kernel } = memory;
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
  memory.heap = new Uint8Array(kernel.memory.buffer);
  memory.notes = new Uint32Array(kernel.memory.buffer, NOTES_AT, NOTE.size);
}
