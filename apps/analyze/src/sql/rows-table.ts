import { readExportRows } from "@flock-tools/flock";
import { createRowSchema } from "@flock-tools/tabular";
import type { SqlTable } from "./sql-table.ts";

/** What `pnpm export` writes. */
export const ROWS: SqlTable = {
  schema: { ...createRowSchema(), name: "rows" },
  about: "every row of every current data set, as pnpm export writes it",
  read: async (store, { signal }) => (await readExportRows(store, { signal })).rows,
};
