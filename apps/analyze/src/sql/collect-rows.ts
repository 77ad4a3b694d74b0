import type { QueryResult, TableRow } from "@flock-tools/tabular";

/** The first rows of a result, one more than `most` if there are as many; no more are asked for. */
export async function collectRows(
  { rows }: QueryResult,
  most: number,
): Promise<readonly TableRow[]> {
  const collected: TableRow[] = [];
  for await (const batch of rows) {
    for (const row of batch) {
      collected.push(row);
      if (collected.length > most) return collected;
    }
  }
  return collected;
}
