import { type AbortOptions, raceAbort } from "@flock-tools/core";
import { checkInteger, type RowCaps } from "./caps.ts";
import { createPieceReader, type PieceReader } from "./text/create-piece-reader.ts";
import { PIECE } from "./text/text-memory.ts";
import {
  createTextScan,
  type RowTexts,
  type RowTextsSummary,
  type TextScan,
} from "./text/text-scan.ts";
import type { TextSelection } from "./text/text-selection.ts";

export interface ReadTextsOptions {
  /** Default: the conversation, without the system prompt. */
  readonly text?: TextSelection;
  readonly caps?: RowCaps;
  /** A batch ends with the row with which its texts reach so many bytes, or soon after; 1 to 2 ** 28. Default 2 ** 20. */
  readonly batchBytes?: number;
  /**
   * Whether the bytes of a batch are only lent: a view of memory that the next batch is written to. It saves a third of
   * the time where batches are used up one by one. Default: false, batches are the caller's to keep.
   */
  readonly lend?: boolean;
}

interface Reading {
  readonly scan: TextScan;
  readonly reader: PieceReader;
}

const MAX_BATCH = 2 ** 28;

/**
 * The texts of the rows of a JSONL file in their order, in batches, without a string for each; returns how many rows
 * there were. Python decides which rows are valid; of equal keys the last counts. A row that some Python raises on or
 * that is longer than the cap has no text and is an error; it does not end the reading, as the cap of rows does.
 *
 * @throws RangeError if an option is not within its limits
 */
export function readTexts(
  bytes: Uint8Array,
  options: ReadTextsOptions = {},
): Generator<RowTexts, RowTextsSummary, undefined> {
  return readWhole(bytes, startReading(options));
}

function* readWhole(
  bytes: Uint8Array,
  { scan, reader }: Reading,
): Generator<RowTexts, RowTextsSummary, undefined> {
  for (const piece of cut(bytes)) {
    yield* reader.push(piece);
    if (reader.isDone()) break;
  }
  yield* reader.finish();
  return { ...scan.tally };
}

/**
 * The texts of the rows of a JSONL file of any size that arrives in chunks of any size, as {@link readTexts} has them.
 * Memory is bounded by the cap of a line's bytes and the size of a batch. The source is closed when the reader stops.
 *
 * @throws RangeError if an option is not within its limits; the abort reason; what the source throws
 */
export function readTextStream(
  chunks: AsyncIterable<Uint8Array>,
  { signal, ...options }: ReadTextsOptions & AbortOptions = {},
): AsyncGenerator<RowTexts, RowTextsSummary, undefined> {
  return readStream(pull(chunks, signal), startReading(options));
}

async function* readStream(
  pieces: AsyncIterable<Uint8Array>,
  { scan, reader }: Reading,
): AsyncGenerator<RowTexts, RowTextsSummary, undefined> {
  for await (const piece of pieces) {
    yield* reader.push(piece);
    if (reader.isDone()) break;
  }
  yield* reader.finish();
  return { ...scan.tally };
}

function startReading({
  text,
  caps,
  batchBytes = 2 ** 20,
  lend = false,
}: ReadTextsOptions): Reading {
  checkInteger("batchBytes", batchBytes, [1, MAX_BATCH]);
  const scan = createTextScan({ text, caps });
  return { scan, reader: createPieceReader(scan, { batchBytes, as: lend ? "view" : "copy" }) };
}

/** The pieces of what arrives. An abort is noticed before each, and while the source keeps one waiting. */
async function* pull(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = chunks[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      const { done, value } = await raceAbort(source.next(), signal);
      if (done === true) break;
      for (const piece of cut(value)) {
        signal?.throwIfAborted();
        yield piece;
      }
    }
    isOpen = false;
  } finally {
    // Not awaited: a source that hangs in `next` would hang here too, and an abort must not.
    if (isOpen) source.return?.()?.catch(() => {});
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
