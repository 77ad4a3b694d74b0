import { createRowSchema, filterRows, type RowSource } from "@flock-tools/tabular";
import type { ExportContext } from "./export-context.ts";

type RowFilter = (rows: RowSource) => Promise<RowSource>;

/** `--where` as a filter of rows; undefined without it. */
export function createWhereFilter({
  options,
  signal,
}: Pick<ExportContext, "options" | "signal">): RowFilter | undefined {
  const { where, withDupes } = options;
  if (where === undefined) return undefined;
  const schema = createRowSchema({ dupes: withDupes !== undefined });
  return (rows) => filterRows(rows, { schema, where, signal });
}

/**
 * Looks at `--where` before anything else is done, which may take long.
 *
 * @throws TabularError TABULAR_SQL for an expression that cannot be run
 */
export async function checkWhere(context: ExportContext): Promise<void> {
  await createWhereFilter(context)?.(noRows());
}

async function* noRows(): RowSource {}
