import { raceAbort } from "@flock-tools/core";
import type { RowSource, TableRow } from "./schema.ts";

/**
 * The batches of a source, until `signal` aborts, even while the source keeps one waiting.
 *
 * @throws the abort reason
 */
export async function* takeBatches(
  rows: RowSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly TableRow[], void, undefined> {
  signal?.throwIfAborted();
  const iterator = rows[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const result = await raceAbort(iterator.next(), signal);
      isOver = result.done === true;
      if (result.done === true) return;
      yield result.value;
    }
  } catch (error) {
    // A source that failed is over; one that is kept waiting would not answer before its batch is there.
    isOver = true;
    iterator.return?.().catch(() => {});
    throw error;
  } finally {
    if (!isOver) await iterator.return?.();
  }
}
