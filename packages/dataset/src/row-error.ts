/**
 * What is wrong with a row.
 *
 * - `utf-8`: bytes that are not UTF-8.
 * - `json`: text that is not JSON, as Python reads it.
 * - `digits`: an integer of more than 4,300 digits, or a float of more than 1,000,000,000.
 * - `nesting`: more levels than some Python (undecidable) or every Python (void) follows.
 * - `line-bytes`, `depth`, `rows`: a cap of this reader was reached; Python has no such limit. With `line-bytes` it is
 *   known that Python reads the row, and only what it prints was too much.
 */
export type RowErrorKind =
  | "utf-8"
  | "json"
  | "digits"
  | "nesting"
  | "line-bytes"
  | "depth"
  | "rows";

/** The exception of CPython that a row raises. */
export type PythonException =
  | "UnicodeDecodeError"
  | "JSONDecodeError"
  | "ValueError"
  | "RecursionError";

/**
 * What one row does to its file: `void` if every Python raises, `undecidable` if that depends or is not known, `valid` if
 * every Python reads it.
 */
export type RowVerdict = "void" | "undecidable" | "valid";

export interface RowError {
  readonly kind: RowErrorKind;
  readonly verdict: RowVerdict;
  /** What CPython raises; undefined where a cap of this reader ended the look at the row. */
  readonly python: PythonException | undefined;
  /** CPython's own words for `json`, else one sentence; never a part of the row. */
  readonly message: string;
  /** Lines from 1, blank ones included. */
  readonly line: number;
  /** Byte of the file, from 0, at the position that CPython reports. */
  readonly offset: number;
}

/** One line for people: where, what, and what Python calls it. */
export function describeRowError({ line, offset, message, python }: RowError): string {
  const name = python === undefined ? "" : ` (${python})`;
  return `line ${line}, byte ${offset}: ${message}${name}`;
}
