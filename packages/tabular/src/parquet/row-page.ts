/** Rows of a page at most: those of a standard vector of DuckDB. */
export const PAGE_ROWS = 2_048;

/** Bytes of a column's values, 8 for each row, and behind them a bit for each row that is not null. */
export const VALUES_BYTES: number = 8 * PAGE_ROWS;
export const MASK_BYTES: number = PAGE_ROWS / 8;
export const COLUMN_BYTES: number = VALUES_BYTES + MASK_BYTES;

/** What pages are written to. It goes from thread to thread, and back when the page was read. */
export interface PageMemory {
  /** For each column its values and its mask. */
  readonly values: ArrayBuffer;
  /** Texts of all columns, laid end to end. */
  readonly texts: ArrayBuffer;
}

/** A value that all rows of a page have in common, as DuckDB holds it. */
export type CommonValue = null | boolean | number | bigint | string;

/**
 * Up to 2,048 rows, laid out by column. Numbers stand in `values` one after the other, in the width of DuckDB's type; of a
 * text there is where it starts in `texts`, and half the values' bytes behind that where it ends.
 */
export interface RowPage extends PageMemory {
  readonly rows: number;
  /** Of each column what all its rows have in common; undefined where they differ, and `values` has them. */
  readonly common: readonly (CommonValue | undefined)[];
}
