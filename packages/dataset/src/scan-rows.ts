import { type AbortOptions, raceAbort } from "@flock-tools/core";
import type { RowCaps } from "./caps.ts";
import { createRowScanner, type ScannedRow } from "./row-scanner.ts";

export interface RowConverter<T> {
  readonly caps: RowCaps | undefined;
  /** Makes what is handed on of a row; what it takes of the views it must copy. */
  readonly convert: (row: ScannedRow) => T;
}

// Rows of one piece are ready at once, so this bounds both what waits and what is done in vain for a reader that stops.
const PIECE = 2 ** 16;

/** The rows of a whole file, each converted as it passes by. */
export function* scanRows<T>(
  bytes: Uint8Array,
  { caps, convert }: RowConverter<T>,
): Generator<T, void, undefined> {
  let ready: T[] = [];
  const scanner = createRowScanner(caps, (row) => ready.push(convert(row)));
  for (const piece of cut(bytes)) {
    scanner.push(piece);
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
  const source = chunks[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      const { done, value } = await raceAbort(source.next(), signal);
      if (done === true) break;
      for (const piece of cut(value)) {
        signal?.throwIfAborted();
        scanner.push(piece);
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

function* cut(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
