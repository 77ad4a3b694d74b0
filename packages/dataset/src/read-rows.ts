import type { RowCaps } from "./caps.ts";
import type { RowError } from "./row-error.ts";
import type { RowPosition, ScannedRow } from "./row-scanner.ts";
import { scanRows } from "./scan-rows.ts";

/** A row that every Python reads and prints alike. */
export interface ValidRow extends RowPosition {
  readonly status: "valid";
  /** What `json.dumps(json.loads(line), sort_keys=True)` prints: ASCII, without a line end. */
  readonly canonical: Buffer;
  readonly error: undefined;
}

/** A row that every Python reads, but what it prints is longer than this reader holds. */
export interface LongRow extends RowPosition {
  readonly status: "valid";
  readonly canonical: undefined;
  /** Of the kind `line-bytes`. */
  readonly error: RowError;
}

/** A row on which Pythons differ, or that a cap kept from being read. */
export interface UndecidableRow extends RowPosition {
  readonly status: "undecidable";
  /** What a Python that reads the row prints; undefined if a cap was in the way. */
  readonly canonical: Buffer | undefined;
  readonly error: RowError;
}

/** A row on which every Python raises. */
export interface VoidRow extends RowPosition {
  readonly status: "void";
  readonly canonical: undefined;
  readonly error: RowError;
}

export type Row = ValidRow | LongRow | UndecidableRow | VoidRow;

export interface ReadRowsOptions {
  readonly caps?: RowCaps;
}

/**
 * The rows of a JSONL file, good and bad, in their order; a bad row does not end the reading. A file with more rows
 * than the cap ends with one row that says so.
 *
 * @throws RangeError if a cap is not an integer within its limits
 */
export function readRows(
  bytes: Uint8Array,
  { caps }: ReadRowsOptions = {},
): Generator<Row, void, undefined> {
  return scanRows(bytes, { caps, convert: toRow });
}

function toRow({ row, line, offset, length, error, canonical: view }: ScannedRow): Row {
  const position = { row, line, offset, length };
  const canonical = view && Buffer.from(view);
  if (error === undefined) {
    if (canonical === undefined)
      throw new TypeError("a row without a fault must have been printed");
    return { ...position, status: "valid", canonical, error };
  }
  if (error.verdict === "void") {
    return { ...position, status: "void", canonical: undefined, error };
  }
  if (error.verdict === "valid") {
    return { ...position, status: "valid", canonical: undefined, error };
  }
  return { ...position, status: "undecidable", canonical, error };
}
