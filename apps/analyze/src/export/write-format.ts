import {
  type RowSource,
  type Target,
  writeArrow,
  writeCsv,
  writeJsonl,
  writeParquet,
  type WriteTableOptions,
  type WrittenTable,
} from "@flock-tools/tabular";
import type { ExportOptions } from "../export-options.ts";
import type { ExportFormat } from "./export-context.ts";

export interface WriteFormatOptions
  extends WriteTableOptions, Pick<ExportOptions, "writer" | "excel" | "stream"> {
  readonly format: ExportFormat;
}

/** A written file. */
export interface WrittenFormat extends WrittenTable {
  /** Who wrote it, where there is a choice. */
  readonly writer?: string;
  /** What whoever opens it should know. */
  readonly notes?: readonly string[];
}

/** Writes rows in the format that was asked for. */
export function writeFormat(
  rows: RowSource,
  target: Target,
  { format, writer, excel, stream, ...options }: WriteFormatOptions,
): Promise<WrittenFormat> {
  switch (format) {
    case "parquet":
      return writeParquet(rows, target, { ...options, ...(writer && { writer }) });
    case "csv":
      return writeCsv(rows, target, { ...options, excel });
    case "arrow":
      return writeArrow(rows, target, { ...options, format: stream ? "stream" : "file" });
    case "jsonl":
      return writeJsonl(rows, target, options);
    default:
      return format satisfies never;
  }
}
