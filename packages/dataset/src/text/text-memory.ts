import { type Kernel, loadKernel } from "../kernel.ts";
import type { SelectedKeys } from "./text-selection.ts";

/** Bytes of a file that are read at once, so few that they stay in the processor's cache. */
export const PIECE: number = 2 ** 18;

/** Rows that the kernel reads at once, at most. */
export const ENTRIES: number = 2 ** 13;

// The kernel reads and writes whole vectors, and so a little beyond what it is given.
const SLACK = 128;
const PAGE = 2 ** 16;
const KEYS_AT = 64;

/** The memory of a kernel: keys | entries | a piece of a file | texts | a line, which moves as the texts need room. */
export interface TextMemory {
  readonly kernel: Kernel;
  /** All of it; another array once the memory has grown. */
  heap: Uint8Array;
  /** What the kernel notes of rows. */
  entries: Uint32Array;
  readonly entriesAt: number;
  readonly pieceAt: number;
  readonly textsAt: number;
  /** Where the line begins. */
  lineAt: number;
}

export interface TextMemoryOptions {
  readonly selected: SelectedKeys;
  readonly caps: { readonly depth: number; readonly lineBytes: number };
}

export function createTextMemory({ selected, caps }: TextMemoryOptions): TextMemory {
  const kernel = loadKernel();
  const { keys, first, kind } = selected;
  const names = [...keys, ...(first === undefined ? [] : [first])].map((key) => Buffer.from(key));
  const bytesOfKeys = names.reduce((bytes, name) => bytes + 8 + name.length, 0);
  const entriesAt = Math.ceil((KEYS_AT + bytesOfKeys) / 16) * 16;
  const pieceAt = entriesAt + 4 * ENTRIES;
  const textsAt = pieceAt + PIECE + SLACK;
  const memory: TextMemory = {
    kernel,
    heap: new Uint8Array(0),
    entries: new Uint32Array(0),
    entriesAt,
    pieceAt,
    textsAt,
    lineAt: textsAt,
  };
  reserve(memory, { texts: 2 * PIECE, line: 0 });
  writeKeys(memory.heap, names);
  kernel.select(KEYS_AT, keys.length, kind === "column" ? 0 : first === undefined ? 1 : 2);
  kernel.setMaxDepth(caps.depth);
  kernel.setUp(entriesAt, caps.lineBytes);
  return memory;
}

/** Makes room for `texts` bytes of texts, those that are there included, and a line of `line` bytes. */
export function reserve(
  memory: TextMemory,
  { texts, line }: { readonly texts: number; readonly line: number },
): void {
  const { kernel, textsAt } = memory;
  if (textsAt + texts + SLACK > memory.lineAt) {
    // Twice the room, so that it is seldom too small again: pages that are not written to cost no memory.
    memory.lineAt = textsAt + 2 * texts + SLACK;
  }
  const missing = memory.lineAt + line + SLACK - memory.heap.length;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
  if (memory.heap.length !== kernel.memory.buffer.byteLength) {
    memory.heap = new Uint8Array(kernel.memory.buffer);
    memory.entries = new Uint32Array(kernel.memory.buffer, memory.entriesAt, ENTRIES);
  }
}

/** As assembly/rows.ts wants them: address and length of each, then the keys themselves. */
function writeKeys(heap: Uint8Array, names: readonly Buffer[]): void {
  const table = new DataView(heap.buffer, KEYS_AT);
  let at = KEYS_AT + 8 * names.length;
  for (const [i, name] of names.entries()) {
    table.setUint32(8 * i, at, true);
    table.setUint32(8 * i + 4, name.length, true);
    heap.set(name, at);
    at += name.length;
  }
}
