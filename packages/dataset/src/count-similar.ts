import { hash } from "node:crypto";
import type { Sha256 } from "@flock-tools/core";
import { checkInteger, type RowCaps } from "./caps.ts";
import { type FileVerdict, judgeRows } from "./judge-rows.ts";
import type { RowError } from "./row-error.ts";
import { scanRows } from "./scan-rows.ts";

export interface CountSimilarOptions {
  readonly caps?: RowCaps;
  /** The first rows of `a` that are compared. Default: all. */
  readonly maxRowsOfA?: number;
  /** The first rows of `b` that are compared. Default: all. */
  readonly maxRowsOfB?: number;
}

export type SimilarCount =
  | { readonly status: "counted"; readonly count: number }
  /**
   * One of the files has no rows to compare: which, and why. A void file is named before an undecidable one. Or it has a
   * row of which more would be printed than is held, and the other one has rows that may be the same.
   */
  | ({ readonly file: "a" | "b" } & Exclude<FileVerdict, { readonly status: "valid" }>);

interface DigestOptions {
  readonly caps: RowCaps | undefined;
  readonly maxRows: number | undefined;
}

interface DigestedFile {
  readonly verdict: FileVerdict;
  readonly digests: ReadonlySet<Sha256>;
  /** Bytes of the longest row among those. */
  readonly longest: number;
  /** Rows of which it is not known what is printed, by their raw bytes. */
  readonly open: ReadonlyMap<Sha256, OpenRow>;
}

interface OpenRow {
  readonly error: RowError;
  /** Bytes of what is printed. */
  readonly atLeast: number;
}

const ALL = Number.MAX_SAFE_INTEGER;

/**
 * How many rows two JSONL files share: the size of the intersection of the two sets of
 * `json.dumps(row, sort_keys=True)`, as `count_similar` of the validator has it (FLock-subnet, validator_utils.py).
 * A repeated row counts once. A number in the place of the options limits the rows of both files that are compared; all
 * of both must parse in any case.
 *
 * @throws RangeError if a cap or a number of rows is not an integer within its limits
 */
export function countSimilar(
  a: Uint8Array,
  b: Uint8Array,
  options: number | CountSimilarOptions = {},
): SimilarCount {
  const { caps, maxRowsOfA, maxRowsOfB } =
    typeof options === "number" ? { maxRowsOfA: options, maxRowsOfB: options } : options;
  const left = digestFile(a, { caps, maxRows: maxRowsOfA });
  const right = digestFile(b, { caps, maxRows: maxRowsOfB });
  for (const status of ["void", "undecidable"] as const) {
    if (left.verdict.status === status) return { ...left.verdict, file: "a" };
    if (right.verdict.status === status) return { ...right.verdict, file: "b" };
  }
  const count = countShared(left.digests, right.digests);
  if (!mayShareOpen(left, right) && !mayShareOpen(right, left)) return { status: "counted", count };
  if (haveOneInCommon(left, right)) return { status: "counted", count: count + 1 };
  const [row] = left.open.values();
  const error = row?.error ?? [...right.open.values()][0]?.error;
  if (error === undefined) throw new TypeError("open rows must have errors");
  return { status: "undecidable", error, file: row === undefined ? "b" : "a" };
}

/** Whether an open row of `file` may be one of the other's. */
function mayShareOpen(file: DigestedFile, other: DigestedFile): boolean {
  return [...file.open.values()].some(
    ({ atLeast }) => other.open.size > 0 || other.longest >= atLeast,
  );
}

/** Whether the same bytes are the only open row of both, which nothing else in them can be equal to. */
function haveOneInCommon(a: DigestedFile, b: DigestedFile): boolean {
  const [[raw, row] = []] = a.open;
  if (raw === undefined || row === undefined || a.open.size > 1 || b.open.size > 1) return false;
  return b.open.has(raw) && row.atLeast > Math.max(a.longest, b.longest);
}

function digestFile(bytes: Uint8Array, { caps, maxRows = ALL }: DigestOptions): DigestedFile {
  checkInteger("maxRows", maxRows, [0, ALL]);
  const digests = new Set<Sha256>();
  const open = new Map<Sha256, OpenRow>();
  let longest = 0;
  const scanned = scanRows(bytes, {
    caps,
    convert({ row, error, canonical, canonicalLength, rawSha256 }) {
      if (row >= maxRows) return { error };
      if (canonical !== undefined) {
        digests.add(hash("sha256", canonical, "hex"));
        longest = Math.max(longest, canonicalLength);
      } else if (error?.verdict === "valid" && rawSha256 !== undefined) {
        open.set(rawSha256, { error, atLeast: canonicalLength });
      }
      return { error };
    },
  });
  // First, as it is what reads the rows.
  const verdict = judgeRows(scanned);
  return { verdict, digests, open, longest };
}

function countShared(a: ReadonlySet<Sha256>, b: ReadonlySet<Sha256>): number {
  let count = 0;
  for (const digest of a) if (b.has(digest)) count += 1;
  return count;
}
