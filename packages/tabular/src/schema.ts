/**
 * What a column holds.
 *
 * - `int32`: a number, an integer from -(2 ** 31) to 2 ** 31 - 1.
 * - `int64`: a number that is a safe integer, or a bigint from -(2n ** 63n) to 2n ** 63n - 1n.
 * - `float64`: a number.
 * - `bool`: a boolean.
 * - `utf8`: a string without lone surrogates, or its JSON text.
 * - `timestamp`: microseconds since 1970-01-01T00:00Z as a bigint; negative before.
 * - `messages`: a list of `Message`, or its JSON text; list<struct<role utf8, content utf8>>.
 */
export type ColumnType = "int32" | "int64" | "float64" | "bool" | "utf8" | "timestamp" | "messages";

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether a cell may be null. */
  readonly nullable: boolean;
  /** A sentence for people: documentation and data cards are made of it. */
  readonly description: string;
}

export interface TableSchema {
  readonly name: string;
  /** Counts up with every change of the columns; from 1. */
  readonly version: number;
  readonly columns: readonly Column[];
}

export interface Message {
  readonly role: string | null;
  readonly content: string | null;
}

/**
 * A cell of a `utf8` or `messages` column as JSON text in UTF-8: a string literal, or a list of objects with `role` and
 * `content`, each a string or null. Strict JSON without duplicate names, other names or lone surrogates: writers copy
 * it without a look. Lent until the next batch is asked for.
 */
export interface JsonCell {
  readonly json: Uint8Array;
}

export type Cell = null | boolean | number | bigint | string | readonly Message[] | JsonCell;

/** One cell a column, in the schema's order. */
export type TableRow = readonly Cell[];

/** Batches of rows in order, of at most about 2,048 rows or 8 MB. */
export type RowSource = AsyncIterable<readonly TableRow[]>;
