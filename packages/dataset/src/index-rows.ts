import { hash } from "node:crypto";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import type { RowCaps } from "./caps.ts";
import type { RowError, RowVerdict } from "./row-error.ts";
import type { RowPosition, ScannedRow } from "./row-scanner.ts";
import { scanRows, scanRowStream } from "./scan-rows.ts";

/**
 * Of the rules by which rows are cut and printed. An index that was written under another version is to be written
 * anew.
 */
export const ROW_INDEX_VERSION = 2;

/** What is worth keeping of a row: with it files can be compared without being read again. */
export interface IndexedRow extends RowPosition {
  readonly status: "valid" | RowVerdict;
  /** Of the row's line as it is, without its end. */
  readonly rawSha256: Sha256;
  /** Of what Python prints; undefined if it raises, or if that is longer than the cap of a line and was not held. */
  readonly canonicalSha256: Sha256 | undefined;
  /** Bytes of what Python prints; without a hash so many at least, undefined if not even that is known. */
  readonly canonicalLength: number | undefined;
  readonly error: RowError | undefined;
}

export interface IndexRowsOptions {
  readonly caps?: RowCaps;
}

/**
 * Indexes the rows of a JSONL file, good and bad.
 *
 * @throws RangeError if a cap is not an integer within its limits
 */
export function indexRows(
  bytes: Uint8Array,
  { caps }: IndexRowsOptions = {},
): Generator<IndexedRow, void, undefined> {
  return scanRows(bytes, { caps, convert: toIndexedRow });
}

/**
 * Indexes the rows of a JSONL file of any size that arrives in chunks of any size, good and bad. Memory is bounded by
 * the cap of a line's bytes, not by the file or its lines. The source is closed when the reader stops.
 *
 * @throws RangeError if a cap is not an integer within its limits; the abort reason; what the source throws
 */
export function indexRowStream(
  chunks: AsyncIterable<Uint8Array>,
  { caps, signal }: IndexRowsOptions & AbortOptions = {},
): AsyncGenerator<IndexedRow, void, undefined> {
  return scanRowStream(chunks, { caps, convert: toIndexedRow, signal });
}

function toIndexedRow(scanned: ScannedRow): IndexedRow {
  const { row, line, offset, length, error, raw, canonical, canonicalLength } = scanned;
  const rawSha256 = raw === undefined ? (scanned.rawSha256 ?? "") : hash("sha256", raw, "hex");
  const isSame =
    raw !== undefined && canonical?.length === raw.length && raw.compare(canonical) === 0;
  return {
    row,
    line,
    offset,
    length,
    status: error === undefined ? "valid" : error.verdict,
    rawSha256,
    canonicalSha256: isSame ? rawSha256 : canonical && hash("sha256", canonical, "hex"),
    canonicalLength: canonicalLength === 0 ? undefined : canonicalLength,
    error,
  };
}
