import type { RowError } from "./row-error.ts";

/** What Python's `[json.loads(line.strip()) for line in file if line.strip()]` makes of a file. */
export type FileVerdict =
  | { readonly status: "valid"; readonly error: undefined }
  /** Every Python raises, so the whole file is worth nothing: the first row on which it does. */
  | { readonly status: "void"; readonly error: RowError }
  /** No row is void, and this is the first on which Pythons differ or that a cap kept from being read. */
  | { readonly status: "undecidable"; readonly error: RowError };

/** The verdict on a file of which these are all the rows; stops at the first that is void. */
export function judgeRows(rows: Iterable<{ readonly error: RowError | undefined }>): FileVerdict {
  let doubt: RowError | undefined;
  for (const { error } of rows) {
    if (error?.verdict === "void") return { status: "void", error };
    if (error?.verdict === "undecidable") doubt ??= error;
  }
  return doubt === undefined
    ? { status: "valid", error: undefined }
    : { status: "undecidable", error: doubt };
}
