export type { TabularCaps } from "./caps.ts";
export type { TabularFile } from "./check-parquet.ts";
export { createRowSchema, DUPE_COLUMNS, ROW_COLUMNS, type RowSchemaOptions } from "./columns.ts";
export { TabularError, type TabularErrorCode, type TabularErrorOptions } from "./errors.ts";
export { readOutline, type TabularColumn, type TabularOutline } from "./read-outline.ts";
export { readTextColumn, type ReadTextColumnOptions } from "./read-text-column.ts";
export type { RowTexts, RowTextsSummary } from "./row-texts.ts";
export type { TextSelection } from "./select-texts.ts";
export type {
  Cell,
  Column,
  ColumnType,
  JsonCell,
  Message,
  RowSource,
  TableRow,
  TableSchema,
} from "./schema.ts";
export type {
  Target,
  WriteProgress,
  WriteTableOptions,
  WrittenBytes,
  WrittenTable,
} from "./write/options.ts";
