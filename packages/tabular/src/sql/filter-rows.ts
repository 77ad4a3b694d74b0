import type { AbortOptions } from "@flock-tools/core";
import type { RowSource, TableSchema } from "../schema.ts";

export interface FilterRowsOptions extends AbortOptions {
  readonly schema: TableSchema;
  /** An SQL expression over the columns, which is true or false for a row on its own. */
  readonly where: string;
}

/**
 * The rows for which an expression is true; not those for which it is NULL. The columns that it names are loaded into
 * DuckDB, one batch at a time, so that memory stays bounded; times are TIMESTAMP in UTC, messages a list of structs. The
 * expression is checked before the first row is read. Each row counts by itself: the same rows pass however they are
 * batched, and a value that cannot be converted is an error even where another part of the expression is false.
 *
 * @throws TabularError TABULAR_SQL if the expression cannot be evaluated or is not allowed: several expressions,
 * subqueries, aggregates, window functions, what changes from run to run, what reads files or settings; the abort reason.
 * So does reading the rows.
 */
export async function filterRows(rows: RowSource, options: FilterRowsOptions): Promise<RowSource> {
  const { createRowFilter } = await import("./create-row-filter.ts");
  return createRowFilter(rows, options);
}
