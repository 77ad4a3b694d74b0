import { resolveCaps, type TabularCaps } from "./caps.ts";
import type { TabularFile } from "./check-parquet.ts";

/** A column of a Parquet file. Its path was written by whoever wrote the file: hostile text. */
export interface TabularColumn {
  /** Names joined by "."; what `readTextColumn` takes if it holds text. */
  readonly path: string;
  /**
   * - `text`: strings.
   * - `binary`: bytes of which nothing says what they mean; they can be read as text.
   * - `message`: the list `conversations`, of messages with a `content`.
   * - `other`: anything else, lists of strings too.
   */
  readonly content: "text" | "binary" | "message" | "other";
}

/** What a Parquet file holds, by its footer alone. */
export interface TabularOutline {
  readonly rows: number;
  readonly rowGroups: number;
  readonly columns: readonly TabularColumn[];
}

/**
 * @throws TabularError, RangeError for a cap beyond its limits
 */
export async function readOutline(
  file: TabularFile,
  { caps }: { readonly caps?: TabularCaps } = {},
): Promise<TabularOutline> {
  const { memoryBytes } = resolveCaps(caps);
  // Native code of 70 MB, which is loaded where there is Parquet alone.
  const { openParquet } = await import("./open-parquet.ts");
  const parquet = await openParquet(file, { memoryBytes });
  try {
    const columns = parquet.columns.map(({ path, content }) => ({ path, content }));
    let counts: readonly unknown[] = [];
    for await (const chunk of parquet.query(COUNTS)) counts = chunk.getRowValues(0);
    return { rows: Number(counts[0]), rowGroups: Number(counts[1]), columns };
  } finally {
    parquet.close();
  }
}

const COUNTS = "SELECT num_rows, num_row_groups FROM parquet_file_metadata($1)";
