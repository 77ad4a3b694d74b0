export type { TabularCaps } from "./caps.ts";
export type { TabularFile } from "./check-parquet.ts";
export { TabularError, type TabularErrorCode, type TabularErrorOptions } from "./errors.ts";
export { readOutline, type TabularColumn, type TabularOutline } from "./read-outline.ts";
export { readTextColumn, type ReadTextColumnOptions } from "./read-text-column.ts";
export type { RowTexts, RowTextsSummary } from "./row-texts.ts";
export type { TextSelection } from "./select-texts.ts";
