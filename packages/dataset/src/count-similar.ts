import { hash } from "node:crypto";
import type { Sha256 } from "@flock-tools/core";
import { checkInteger, type RowCaps } from "./caps.ts";
import { type FileVerdict, judgeRows } from "./judge-rows.ts";
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
  /** One of the files has no rows to compare: which, and why. A void file is named before an undecidable one. */
  | ({ readonly file: "a" | "b" } & Exclude<FileVerdict, { readonly status: "valid" }>);

interface DigestOptions {
  readonly caps: RowCaps | undefined;
  readonly maxRows: number | undefined;
}

interface DigestedFile {
  readonly verdict: FileVerdict;
  readonly digests: ReadonlySet<Sha256>;
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
  return { status: "counted", count: countShared(left.digests, right.digests) };
}

function digestFile(bytes: Uint8Array, { caps, maxRows = ALL }: DigestOptions): DigestedFile {
  checkInteger("maxRows", maxRows, [0, ALL]);
  const digests = new Set<Sha256>();
  const scanned = scanRows(bytes, {
    caps,
    convert({ row, error, canonical }) {
      if (canonical !== undefined && row < maxRows) digests.add(hash("sha256", canonical, "hex"));
      return { error };
    },
  });
  return { verdict: judgeRows(scanned), digests };
}

function countShared(a: ReadonlySet<Sha256>, b: ReadonlySet<Sha256>): number {
  let count = 0;
  for (const digest of a) if (b.has(digest)) count += 1;
  return count;
}
