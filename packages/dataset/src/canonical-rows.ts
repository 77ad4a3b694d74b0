import { checkInteger, type RowCaps } from "./caps.ts";
import { type FileVerdict, judgeRows } from "./judge-rows.ts";
import type { RowError } from "./row-error.ts";
import { scanRows } from "./scan-rows.ts";

export interface CanonicalRowsOptions {
  readonly caps?: RowCaps;
  /** Only the first rows, as Python's `rows[:max_rows]`; the whole file must parse all the same. Default: all. */
  readonly maxRows?: number;
}

export type CanonicalRows =
  | {
      readonly status: "valid";
      /** What `json.dumps(row, sort_keys=True)` prints of each: ASCII, without a line end. */
      readonly rows: readonly Buffer[];
      readonly error: undefined;
    }
  /** `undecidable` as well if Python reads the file, but prints a row longer than is held: `error` is of that row. */
  | ({ readonly rows: undefined } & Exclude<FileVerdict, { readonly status: "valid" }>);

/**
 * The rows of a JSONL file as CPython's `json.dumps(json.loads(line), sort_keys=True)` prints them, or why it raises.
 * One bad row voids the file, as `load_jsonl` of the validator has it (FLock-subnet, validator_utils.py).
 *
 * @throws RangeError if a cap or `maxRows` is not an integer within its limits
 */
export function canonicalRows(
  bytes: Uint8Array,
  { caps, maxRows = Number.MAX_SAFE_INTEGER }: CanonicalRowsOptions = {},
): CanonicalRows {
  checkInteger("maxRows", maxRows, [0, Number.MAX_SAFE_INTEGER]);
  const rows: Buffer[] = [];
  let long: RowError | undefined;
  const scanned = scanRows(bytes, {
    caps,
    convert({ row, error, canonical }) {
      if (row < maxRows) {
        if (canonical !== undefined) rows.push(Buffer.from(canonical));
        else if (error?.verdict === "valid") long ??= error;
      }
      return { error };
    },
  });
  const verdict = judgeRows(scanned);
  if (verdict.status !== "valid") return { ...verdict, rows: undefined };
  return long === undefined
    ? { ...verdict, rows }
    : { status: "undecidable", error: long, rows: undefined };
}
