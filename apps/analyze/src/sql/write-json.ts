import type { AbortOptions } from "@flock-tools/core";
import {
  openTarget,
  type RowSource,
  type TableSchema,
  type Target,
  type WrittenTable,
} from "@flock-tools/tabular";
import { listJson } from "./list-json.ts";

interface WriteJsonOptions extends AbortOptions {
  readonly schema: TableSchema;
}

/**
 * Writes rows as one list of objects; a file is there whole or not at all.
 *
 * @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK; what the rows throw; the abort reason
 */
export async function writeJson(
  rows: RowSource,
  target: Target,
  { schema, signal }: WriteJsonOptions,
): Promise<WrittenTable> {
  const file = await openTarget(target, { signal });
  let count = 0;
  const countRows = async function* (): RowSource {
    for await (const batch of rows) {
      count += batch.length;
      yield batch;
    }
  };
  try {
    for await (const chunk of listJson(schema.columns, countRows())) await file.write(chunk);
    return { rows: count, ...(await file.commit()) };
  } catch (error) {
    await file.abort();
    throw error;
  }
}
