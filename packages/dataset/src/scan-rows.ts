import { type AbortOptions, raceAbort } from "@flock-tools/core";
import type { RowCaps } from "./caps.ts";
import { createRowScanner, type ScannedRow } from "./row-scanner.ts";

export interface RowConverter<T> {
  readonly caps: RowCaps | undefined;
  /** Makes what is handed on of a row; what it takes of the views it must copy. */
  readonly convert: (row: ScannedRow) => T;
}

// Rows of one piece are ready at once, so these bound both what waits and what is done in vain for a reader that stops. Of a
// file of two-byte rows 32,768 waited in pieces of 64 KiB, and lived long enough to be 60 MB of garbage.
const MOST_BYTES = 2 ** 16;
const MOST_ROWS = 2_048;

/** The rows of a whole file, each converted as it passes by. */
export function* scanRows<T>(
  bytes: Uint8Array,
  { caps, convert }: RowConverter<T>,
): Generator<T, void, undefined> {
  let ready: T[] = [];
  const scanner = createRowScanner(caps, (row) => ready.push(convert(row)));
  const cutter = createCutter();
  for (const piece of cutter.cut(bytes)) {
    scanner.push(piece);
    cutter.note(piece, ready.length);
    yield* ready;
    ready = [];
    if (scanner.isDone()) return;
  }
  scanner.finish();
  yield* ready;
}

/**
 * The rows of a file that arrives in chunks, each converted as it passes by. The source is closed when the reader
 * stops.
 *
 * @throws the abort reason, and what the source throws
 */
export async function* scanRowStream<T>(
  chunks: AsyncIterable<Uint8Array>,
  { caps, convert, signal }: RowConverter<T> & AbortOptions,
): AsyncGenerator<T, void, undefined> {
  let ready: T[] = [];
  const scanner = createRowScanner(caps, (row) => ready.push(convert(row)));
  const cutter = createCutter();
  const source = chunks[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      const { done, value } = await raceAbort(source.next(), signal);
      if (done === true) break;
      for (const piece of cutter.cut(value)) {
        signal?.throwIfAborted();
        scanner.push(piece);
        cutter.note(piece, ready.length);
        yield* ready;
        ready = [];
      }
      if (scanner.isDone()) return;
    }
    isOpen = false;
  } finally {
    // Not awaited: a source that hangs in `next` would hang here too, and an abort must not.
    if (isOpen) source.return?.()?.catch(() => {});
  }
  scanner.finish();
  yield* ready;
}

interface Cutter {
  cut(bytes: Uint8Array): Generator<Uint8Array, void, undefined>;
  /** How many rows came of a piece, which says how large the next one may be. */
  note(piece: Uint8Array, rows: number): void;
}

function createCutter(): Cutter {
  let size = MOST_BYTES;
  return {
    *cut(bytes) {
      for (let at = 0; at < bytes.length;) {
        const piece = bytes.subarray(at, at + size);
        at += piece.length;
        yield piece;
      }
    },
    note(piece, rows) {
      const perRow = piece.length / Math.max(1, rows);
      size = Math.min(MOST_BYTES, Math.ceil(perRow * MOST_ROWS));
    },
  };
}
