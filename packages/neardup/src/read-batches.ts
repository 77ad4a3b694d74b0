import { setImmediate } from "node:timers/promises";
import { raceAbort } from "@flock-tools/core";
import type { TextBatch, TextSource } from "./text-source.ts";

// A source that reads from memory never lets the event loop run, and an abort could not be seen.
const BYTES_A_TURN = 4 * 2 ** 20;
// A million empty texts have no bytes either.
const BYTES_A_TEXT = 64;

/**
 * Reads a source once, checks its batches, and gives the event loop its turn in between.
 *
 * @throws the abort reason, also while the source keeps us waiting
 * @throws {TypeError} if a batch is not made of a Uint8Array and a Uint32Array
 * @throws {RangeError} if a batch's offsets do not fit its bytes
 * @throws whatever the source throws
 */
export async function* readBatches(
  texts: TextSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<TextBatch, void, undefined> {
  signal?.throwIfAborted();
  const iterator = openIterator(texts());
  let open = true;
  let budget = BYTES_A_TURN;
  try {
    while (open) {
      const step = await raceAbort(iterator.next(), signal);
      open = step.done !== true;
      if (step.done === true) break;
      checkBatch(step.value);
      yield step.value;
      budget -= step.value.bytes.length + step.value.offsets.length * BYTES_A_TEXT;
      if (budget < 0) {
        budget = BYTES_A_TURN;
        await setImmediate();
      }
      signal?.throwIfAborted();
    }
  } finally {
    // Not waited for: a source that hangs must not hold up an abort.
    if (open) void iterator.return?.().catch(() => {});
  }
}

function openIterator(
  batches: Iterable<TextBatch> | AsyncIterable<TextBatch>,
): AsyncIterator<TextBatch> {
  if (Symbol.asyncIterator in batches) return batches[Symbol.asyncIterator]();
  const iterator = batches[Symbol.iterator]();
  return {
    next: async () => iterator.next(),
    return: async () => iterator.return?.() ?? { done: true, value: undefined },
  };
}

function checkBatch({ bytes, offsets }: TextBatch): void {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("bytes must be a Uint8Array");
  if (!(offsets instanceof Uint32Array)) throw new TypeError("offsets must be a Uint32Array");
  if (offsets.length === 0) {
    throw new RangeError("offsets must have one entry more than there are texts: got 0 entries");
  }
  let last = 0;
  for (const offset of offsets) {
    if (offset < last)
      throw new RangeError(`offsets must not descend: got ${offset} after ${last}`);
    last = offset;
  }
  if (last > bytes.length) {
    throw new RangeError(`offsets must be <= the ${bytes.length} bytes of the batch: got ${last}`);
  }
}
