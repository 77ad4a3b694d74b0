import type { AbortOptions } from "@flock-tools/core";
import { checkInteger, resolveCaps, type TabularCaps } from "./caps.ts";
import type { TabularFile } from "./check-parquet.ts";
import { type Counts, cutChunk } from "./cut-chunk.ts";
import type { RowTexts, RowTextsSummary } from "./row-texts.ts";
import { selectTexts, type TextSelection } from "./select-texts.ts";

export interface ReadTextColumnOptions extends AbortOptions {
  readonly caps?: TabularCaps;
  /** Bytes of text from which on a batch ends; it ends after 2,048 rows at the latest. 1 to 2 ** 28. Default 1 MiB. */
  readonly batchBytes?: number;
}

/**
 * The texts that a Parquet file has in one column, or in its conversations, in the order of its rows.
 *
 * @param file a path, or an open handle, which stays open
 * @param column a column's path, names joined by ".", or a selection
 * @throws TabularError; RangeError for caps or batches beyond their limits; the abort reason
 */
export async function* readTextColumn(
  file: TabularFile,
  column: string | TextSelection,
  { signal, caps, batchBytes = 2 ** 20 }: ReadTextColumnOptions = {},
): AsyncGenerator<RowTexts, RowTextsSummary, undefined> {
  const { memoryBytes, textBytes } = resolveCaps(caps);
  checkInteger("batchBytes", batchBytes, [1, 2 ** 28]);
  const selection: TextSelection =
    typeof column === "string" ? { kind: "column", path: column } : column;
  // Native code of 70 MB, which is loaded where there is Parquet alone.
  const { FROM_FILE, openParquet } = await import("./open-parquet.ts");
  const parquet = await openParquet(file, { memoryBytes, signal });
  try {
    const counts: Counts = { rows: 0, texts: 0, withoutText: 0, errors: 0 };
    const parts = selectTexts(parquet.columns, selection);
    for await (const chunk of parquet.query(`SELECT ${parts} ${FROM_FILE}`)) {
      for (const texts of cutChunk(chunk, { counts, batchBytes, textBytes })) {
        yield texts;
        signal?.throwIfAborted();
      }
    }
    return counts;
  } finally {
    parquet.close();
  }
}
