import { type ErrorKind, FlockError, type FlockErrorOptions } from "@flock-tools/core";

/**
 * - `TABULAR_UNREADABLE`: the file is not there, or may not be read.
 * - `TABULAR_NOT_PARQUET`: it does not end as a Parquet file does.
 * - `TABULAR_ENCRYPTED`: the file, or the column that is asked for, is encrypted.
 * - `TABULAR_NO_COLUMN`: it has no such column; `columns` lists those that it has.
 * - `TABULAR_NOT_TEXT`: the column does not hold strings; `columns` likewise.
 * - `TABULAR_UNSUPPORTED`: a codec or an encoding that no reader here knows.
 * - `TABULAR_TOO_LARGE`: what the file declares is beyond a cap.
 * - `TABULAR_CORRUPT`: its parts contradict each other, or it breaks off.
 */
export type TabularErrorCode =
  | "TABULAR_UNREADABLE"
  | "TABULAR_NOT_PARQUET"
  | "TABULAR_ENCRYPTED"
  | "TABULAR_NO_COLUMN"
  | "TABULAR_NOT_TEXT"
  | "TABULAR_UNSUPPORTED"
  | "TABULAR_TOO_LARGE"
  | "TABULAR_CORRUPT";

const KINDS: Readonly<Record<TabularErrorCode, ErrorKind>> = {
  TABULAR_UNREADABLE: "disk",
  TABULAR_NOT_PARQUET: "usage",
  TABULAR_ENCRYPTED: "usage",
  TABULAR_NO_COLUMN: "usage",
  TABULAR_NOT_TEXT: "usage",
  TABULAR_UNSUPPORTED: "usage",
  TABULAR_TOO_LARGE: "usage",
  TABULAR_CORRUPT: "integrity",
};

export interface TabularErrorOptions extends Omit<FlockErrorOptions, "kind" | "code"> {
  /** Paths of the columns that the file has. Written by whoever wrote the file: hostile text. */
  readonly columns?: readonly string[];
}

/** What every function of this package throws on purpose, apart from `RangeError` and `TypeError` for bad arguments. */
export class TabularError extends FlockError {
  override readonly name: string = "TabularError";
  declare readonly code: TabularErrorCode;
  readonly columns: readonly string[] | undefined;

  constructor(
    code: TabularErrorCode,
    message: string,
    { columns, ...options }: TabularErrorOptions = {},
  ) {
    super(message, { ...options, code, kind: KINDS[code] });
    this.columns = columns;
  }
}

/** A file whose parts contradict each other: `what` says which, without the file's name. */
export function corrupt(what: string, cause?: unknown): TabularError {
  return new TabularError("TABULAR_CORRUPT", what, cause === undefined ? {} : { cause });
}

/** A cap that a declared size is beyond. */
export function tooLarge(what: string, size: number | bigint, cap: number): TabularError {
  return new TabularError("TABULAR_TOO_LARGE", `${what}: ${size}, more than the cap of ${cap}`);
}

/**
 * Whatever a decoder of bytes that are not to be trusted throws, as an error of this package: it reads past ends and
 * takes what is not there for what is.
 */
export function toTabularError(error: unknown, what: string): TabularError {
  return error instanceof TabularError ? error : corrupt(what, error);
}
