import { readLine } from "./text/read-line.ts";
import {
  createTextScan,
  type RowTexts,
  type RowTextsSummary,
  takeTexts,
  type TextOutcome,
  type TextScanOptions,
} from "./text/text-scan.ts";

/** Reads texts of rows that the caller picks, such as those that a row index names. */
export interface TextReader {
  /**
   * Reads the next row, a line without its end, and adds its text to those that are held. Rows are numbered in the
   * order of these calls, from 0.
   */
  read(line: Uint8Array): TextOutcome;
  /** Bytes of the texts that are held. */
  size(): number;
  /** The texts that are held, which are then no longer held; lent ones are overwritten by the next row. */
  take(options?: { readonly lend?: boolean }): RowTexts;
  /** Of all rows so far. */
  summary(): RowTextsSummary;
}

/**
 * Creates a reader of single rows, by the rules of `readTexts`.
 *
 * @throws RangeError if an option is not within its limits
 */
export function createTextReader(options: TextScanOptions = {}): TextReader {
  const scan = createTextScan(options);
  return {
    read: (line) => readLine(scan, line),
    size: () => scan.size,
    take: ({ lend = false } = {}) => takeTexts(scan, lend ? "view" : "copy"),
    summary: () => ({ ...scan.tally }),
  };
}
