import type { TextBatch } from "../text-source.ts";
import { ENTRY_BYTES } from "./structs.ts";
import type { Heap } from "./heap.ts";

/** Some consecutive texts of a batch. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

// A call of the kernel on one cut takes some milliseconds, and its texts fit the second level of caches.
const CUT_BYTES = 512 * 1024;
const CUT_TEXTS = 8192;
/** The kernel reads whole vectors past the end of a text. */
export const TEXT_PADDING = 128;

/** Cuts a batch into parts of at most 512 KiB, or of one text where that is longer. */
export function* cutBatch({ offsets }: TextBatch): Generator<Cut, void, undefined> {
  const texts = offsets.length - 1;
  let from = 0;
  while (from < texts) {
    const limit = (offsets[from] as number) + CUT_BYTES;
    const most = Math.min(texts, from + CUT_TEXTS);
    let to = from + 1;
    while (to < most && (offsets[to + 1] as number) <= limit) to += 1;
    yield { from, to };
    from = to;
  }
}

/** Which rows a cut holds, and which of them are wanted. */
export interface CutRows {
  readonly batch: TextBatch;
  readonly cut: Cut;
  /** The row of the cut's first text. */
  readonly firstRow: number;
  /** For each row whether it is wanted: 1 or 0. All are, if there is no such list. */
  readonly wanted?: Uint8Array | undefined;
  /** Rows below this one are not wanted either. */
  readonly fromRow?: number | undefined;
}

/** Bytes that a cut takes in memory. */
export function cutBytes({ offsets }: TextBatch, { from, to }: Cut): number {
  const bytes = (offsets[to] as number) - (offsets[from] as number);
  return (to - from) * ENTRY_BYTES + bytes + TEXT_PADDING;
}

/**
 * Copies the texts of a cut to `at`: first an Entry for each text that is wanted, then the bytes of all.
 *
 * @returns how many are wanted
 */
export function copyCut(
  heap: Heap,
  at: number,
  { batch, cut, firstRow, wanted, fromRow = 0 }: CutRows,
): number {
  const { bytes, offsets } = batch;
  const begin = offsets[cut.from] as number;
  const texts = at + (cut.to - cut.from) * ENTRY_BYTES;
  let word = at / 4;
  for (let text = cut.from; text < cut.to; text += 1) {
    const row = firstRow + text - cut.from;
    if (wanted !== undefined && (row < fromRow || wanted[row] !== 1)) continue;
    const start = offsets[text] as number;
    heap.words[word] = row;
    heap.words[word + 1] = texts + start - begin;
    heap.words[word + 2] = (offsets[text + 1] as number) - start;
    word += ENTRY_BYTES / 4;
  }
  const count = (word * 4 - at) / ENTRY_BYTES;
  if (count > 0) heap.bytes.set(bytes.subarray(begin, offsets[cut.to]), texts);
  return count;
}
