import { stringify } from "csv-stringify/sync";

/** A column of a table of `T`: its name, and what it has of a row. */
export type CsvColumn<T> = readonly [
  name: string,
  read: (row: T) => string | number | boolean | undefined,
];

export interface FormatCsvOptions {
  /** Whether the names of the columns come first; true unless told. */
  readonly header?: boolean;
}

/**
 * A table as RFC 4180 writes it, with a header. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front of it, so a miner cannot make the reader's computer calculate or fetch anything; JSON has it unchanged.
 */
export function formatCsv<T>(
  columns: readonly CsvColumn<T>[],
  rows: readonly T[],
  { header = true }: FormatCsvOptions = {},
): string {
  return stringify(
    rows.map((row) => columns.map(([, read]) => read(row))),
    {
      header,
      columns: columns.map(([name]) => name),
      escape_formulas: true,
      cast: { boolean: (value) => String(value) },
    },
  );
}
