import { COMMITMENTS } from "./commitments-table.ts";
import { NEURONS } from "./neurons-table.ts";
import { ROWS } from "./rows-table.ts";
import type { SqlTable } from "./sql-table.ts";
import { VERDICTS } from "./verdicts-table.ts";

/** All tables that a statement may name. */
export const SQL_TABLES: readonly SqlTable[] = [ROWS, NEURONS, COMMITMENTS, VERDICTS];
