import type { RowSource, TableRow } from "../schema.ts";
import { writeChunks } from "../write-chunks.ts";
import type { Target, WriteTableOptions, WrittenTable } from "../write/options.ts";

export interface WriteArrowOptions extends WriteTableOptions {
  /**
   * `file`: with an index at its end, for files that are mapped into memory. `stream`: for pipes. Default `file`.
   */
  readonly format?: "file" | "stream";
}

/**
 * Writes Arrow IPC, uncompressed: what compresses here is unreadable elsewhere. Record batches have 20,480 rows, or fewer
 * if their text comes to 16 MiB, wherever the batches of `rows` end. Messages are `list<struct<role, content>>`, times
 * `timestamp[us, UTC]`. The descriptions of the columns are metadata of their fields, `metadata` is that of the schema.
 *
 * @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK; TypeError for a cell that is not of its column's type; what
 * the rows throw; the abort reason
 */
export function writeArrow(
  rows: RowSource,
  target: Target,
  { schema, metadata = {}, format = "file", signal, onProgress }: WriteArrowOptions,
): Promise<WrittenTable> {
  const encode = async function* (
    batches: AsyncIterable<readonly TableRow[]>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { createArrowEncoder } = await import("./create-arrow-encoder.ts");
    const encoder = createArrowEncoder(schema, { metadata, format });
    for await (const batch of batches) {
      for (const row of batch) {
        encoder.add(row);
        if (encoder.isFull()) yield* encoder.take();
      }
    }
    yield* encoder.finish();
  };
  return writeChunks(rows, target, { signal, encode, ...(onProgress && { onProgress }) });
}
