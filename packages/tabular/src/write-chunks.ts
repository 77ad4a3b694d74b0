import type { RowSource, TableRow } from "./schema.ts";
import { takeBatches } from "./take-batches.ts";
import type { Target, WriteTableOptions, WrittenTable } from "./write/options.ts";
import { openTarget } from "./write/target.ts";

type Batches = AsyncIterable<readonly TableRow[]>;

export interface WriteChunksOptions extends Pick<WriteTableOptions, "signal" | "onProgress"> {
  /** Makes bytes of rows. A chunk is read until the next one is asked for. */
  readonly encode: (batches: Batches) => AsyncIterable<Uint8Array>;
}

/**
 * Writes what `encode` makes of the rows, as fast as the target takes it.
 *
 * @throws as `openTarget` does; what the rows and `encode` throw; the abort reason
 */
export async function writeChunks(
  rows: RowSource,
  target: Target,
  { signal, onProgress, encode }: WriteChunksOptions,
): Promise<WrittenTable> {
  const file = await openTarget(target, { signal });
  let count = 0;
  let bytes = 0;
  const countRows = async function* (): AsyncGenerator<readonly TableRow[], void, undefined> {
    for await (const batch of takeBatches(rows, signal)) {
      count += batch.length;
      yield batch;
    }
  };
  try {
    for await (const chunk of encode(countRows())) {
      await file.write(chunk);
      bytes += chunk.length;
      onProgress?.({ phase: "write", rows: count, bytes });
    }
    return { rows: count, ...(await file.commit()) };
  } catch (error) {
    await file.abort();
    throw error;
  }
}
