import { createByteBuffer } from "../byte-buffer.ts";
import type { RowSource, TableRow } from "../schema.ts";
import { writeChunks } from "../write-chunks.ts";
import type { Target, WriteTableOptions, WrittenTable } from "../write/options.ts";
import { createLineWriter } from "./create-line-writer.ts";

/**
 * Writes a JSON object a line, with all columns in their order. Integers have all their digits, also beyond 2 ** 53;
 * times are text, as in `2026-11-23T03:17:28.000000Z`; JSON text of cells is copied as it is, line breaks between its
 * tokens apart. The format has no place for `metadata`.
 *
 * @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK, TABULAR_LOSSY for a number that is not finite; TypeError for
 * a cell that is not of its column's type; what the rows throw; the abort reason
 */
export function writeJsonl(
  rows: RowSource,
  target: Target,
  { schema, signal, onProgress }: WriteTableOptions,
): Promise<WrittenTable> {
  const encode = async function* (
    batches: AsyncIterable<readonly TableRow[]>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const bytes = createByteBuffer();
    const writeLine = createLineWriter(schema, bytes);
    for await (const batch of batches) {
      for (const row of batch) {
        writeLine(row);
        if (bytes.size < CHUNK_BYTES) continue;
        yield bytes.view();
        bytes.clear();
      }
    }
    yield bytes.view();
  };
  return writeChunks(rows, target, { signal, encode, ...(onProgress && { onProgress }) });
}

const CHUNK_BYTES = 2 ** 20;
