import { type ErrorKind, FlockError, type FlockErrorOptions } from "@flock-tools/core";

/**
 * - `TABULAR_UNREADABLE`: the file is not there, or may not be read.
 * - `TABULAR_NOT_PARQUET`: it does not end as a Parquet file does.
 * - `TABULAR_ENCRYPTED`: it is encrypted, or one of its columns is.
 * - `TABULAR_NO_COLUMN`: it has no such column; `columns` lists those that it has.
 * - `TABULAR_NOT_TEXT`: the column does not hold strings; `columns` likewise.
 * - `TABULAR_UNSUPPORTED`: a codec or an encoding that DuckDB does not know.
 * - `TABULAR_TOO_LARGE`: its rows take more memory than the cap allows.
 * - `TABULAR_CORRUPT`: its parts contradict each other, it breaks off, or its strings are not UTF-8.
 * - `TABULAR_TARGET_EXISTS`: there is a file already where one is to be written, or something else.
 * - `TABULAR_DISK`: what is written finds no space, no folder or no permission.
 * - `TABULAR_LOSSY`: a format cannot hold a cell as it is.
 * - `TABULAR_SQL`: a query or an expression cannot be run, or may not; `columns` lists what there is where it names none.
 */
export type TabularErrorCode =
  | "TABULAR_UNREADABLE"
  | "TABULAR_NOT_PARQUET"
  | "TABULAR_ENCRYPTED"
  | "TABULAR_NO_COLUMN"
  | "TABULAR_NOT_TEXT"
  | "TABULAR_UNSUPPORTED"
  | "TABULAR_TOO_LARGE"
  | "TABULAR_CORRUPT"
  | "TABULAR_TARGET_EXISTS"
  | "TABULAR_DISK"
  | "TABULAR_LOSSY"
  | "TABULAR_SQL";

const KINDS: Readonly<Record<TabularErrorCode, ErrorKind>> = {
  TABULAR_UNREADABLE: "disk",
  TABULAR_NOT_PARQUET: "usage",
  TABULAR_ENCRYPTED: "usage",
  TABULAR_NO_COLUMN: "usage",
  TABULAR_NOT_TEXT: "usage",
  TABULAR_UNSUPPORTED: "usage",
  TABULAR_TOO_LARGE: "usage",
  TABULAR_CORRUPT: "integrity",
  TABULAR_TARGET_EXISTS: "usage",
  TABULAR_DISK: "disk",
  TABULAR_LOSSY: "usage",
  TABULAR_SQL: "usage",
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

const MOST_DETAILS = 300;

interface Meaning {
  readonly code: TabularErrorCode;
  readonly message: string;
}

// What DuckDB's messages say where it is more than that the file is damaged.
const MEANINGS: readonly (readonly [RegExp, Meaning])[] = [
  [
    /^Out of Memory Error/,
    { code: "TABULAR_TOO_LARGE", message: "its rows take more memory than the cap allows" },
  ],
  [
    /^Not implemented Error|Unsupported compression codec/,
    { code: "TABULAR_UNSUPPORTED", message: "it is written in a way that cannot be read" },
  ],
  [/' is encrypted/, { code: "TABULAR_ENCRYPTED", message: "the file is encrypted" }],
];

const DAMAGED: Meaning = { code: "TABULAR_CORRUPT", message: "it is damaged" };

/** What DuckDB throws, as an error of this package; anything else as it is. */
export function toTabularError(error: unknown): unknown {
  if (!(error instanceof Error) || !/^[A-Z][\w ]* Error: /i.test(error.message)) return error;
  const [, { code, message }] = MEANINGS.find(([pattern]) => pattern.test(error.message)) ?? [
    undefined,
    DAMAGED,
  ];
  // The first line names the fault, and may quote what the file holds; the others repeat the query.
  const details = error.message.split("\n", 1).join("").slice(0, MOST_DETAILS);
  return new TabularError(code, message, { details, cause: error });
}
