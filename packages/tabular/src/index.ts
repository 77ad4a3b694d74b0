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
export { FOLDER_MANIFEST, type FolderKind, type FolderTarget } from "./write/folder-place.ts";
export { type OpenTarget, openTarget } from "./write/target.ts";
export { writeFolder, type WriteFolderOptions } from "./write/write-folder.ts";
export { filterRows, type FilterRowsOptions } from "./sql/filter-rows.ts";
export { listColumns } from "./sql/list-columns.ts";
export { listTables } from "./sql/list-tables.ts";
export { declareTable, loadTable, type LoadTableOptions } from "./sql/load-table.ts";
export { type Database, openDatabase, type OpenDatabaseOptions } from "./sql/open-database.ts";
export { type QueryColumn, type QueryResult, runQuery } from "./sql/run-query.ts";
export { writeArrow, type WriteArrowOptions } from "./arrow/write-arrow.ts";
export { writeCsv, type WriteCsvOptions, type WrittenCsv } from "./csv/write-csv.ts";
export { writeJsonl } from "./jsonl/write-jsonl.ts";
export {
  type Manifest,
  type ManifestFile,
  nameManifest,
  writeManifest,
  type WriteManifestOptions,
} from "./manifest/write-manifest.ts";
export {
  type ParquetWriter,
  writeParquet,
  type WriteParquetOptions,
  type WrittenParquet,
} from "./parquet/write-parquet.ts";
export { toTurns, type TurnTable } from "./turns/to-turns.ts";
