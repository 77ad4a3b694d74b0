import type { RowSource, TableRow } from "@flock-tools/tabular";

/** The first `limit` rows; what comes after is not asked for. */
export async function* limitRows(
  rows: RowSource,
  limit: number = Infinity,
): AsyncGenerator<readonly TableRow[], void, undefined> {
  let left = limit;
  if (left <= 0) return;
  for await (const batch of rows) {
    yield batch.length <= left ? batch : batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}
