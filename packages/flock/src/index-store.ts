import { ROW_INDEX_VERSION } from "@flock-tools/dataset";
import { listUnindexedFiles, type Store } from "@flock-tools/store";
import { createRowIndexer, type IndexedRows, type RowIndexerOptions } from "./row-indexer.ts";

/**
 * Looks at the rows of every JSONL file of the store that was not looked at under the present rules, once a blob, and
 * keeps what it finds.
 *
 * @throws StoreError, the abort reason
 */
export async function indexStore(
  store: Store,
  options: RowIndexerOptions = {},
): Promise<IndexedRows> {
  options.signal?.throwIfAborted();
  const indexer = createRowIndexer(store, options);
  for (const blob of listUnindexedFiles(store, { version: ROW_INDEX_VERSION })) indexer.add(blob);
  return indexer.finish();
}
