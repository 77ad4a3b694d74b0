import type { Sha256 } from "@flock-tools/core";
import { type StoredRow, unpackRows } from "./pack-rows.ts";
import { toChunk } from "./row-index.ts";
import type { Store } from "./store.ts";

/** A row and the blob that it is in. */
export interface RowOccurrence extends StoredRow {
  readonly blob: Sha256;
}

export interface FindRowsOptions {
  /** The hash of a row, raw or canonical: all of it or its first digits, 8 to 64 of lower-case hex. */
  readonly sha256: string;
  /** Occurrences within one blob that are listed at most: a file may repeat a row a million times. Default: 1,000. */
  readonly maxPerBlob?: number | undefined;
}

/**
 * Where a row is, in all blobs that are indexed: by blob, then in the order of the file. Reads through the hashes of all
 * rows, so its time grows with the store: about a second for ten million rows.
 *
 * @throws RangeError unless `sha256` is 8 to 64 lower-case hex digits
 */
export function findRows(
  { internals: { sqlite } }: Store,
  { sha256: prefix, maxPerBlob = 1000 }: FindRowsOptions,
): readonly RowOccurrence[] {
  if (!/^[0-9a-f]{8,64}$/.test(prefix)) {
    throw new RangeError(
      `sha256 must be 8 to 64 lower-case hex digits: got ${JSON.stringify(prefix)}`,
    );
  }
  const needle = Buffer.from(prefix.slice(0, prefix.length & ~1), "hex");
  const chunks = sqlite.all(
    `SELECT chunk.id, sha256 FROM row_chunks AS chunk JOIN row_indexes ON row_indexes.id = index_id
     WHERE status IS NOT NULL AND (instr(canonical, ?) > 0 OR instr(raw, ?) > 0)
     ORDER BY sha256, first_row`,
    [needle, needle],
  );
  const counts = new Map<Sha256, number>();
  return chunks.flatMap((row) => {
    const blob = row["sha256"] as string;
    const known = counts.get(blob) ?? 0;
    if (known >= maxPerBlob) return [];
    const [found] = sqlite.all(
      "SELECT first_row, canonical, raw, positions FROM row_chunks WHERE id = ?",
      [row["id"] ?? null],
    );
    // Another process may have replaced it in between.
    if (found === undefined) return [];
    const hits = unpackRows(toChunk(found)).filter(
      ({ rawSha256, canonicalSha256 }) =>
        rawSha256.startsWith(prefix) || canonicalSha256?.startsWith(prefix),
    );
    const listed = hits.slice(0, maxPerBlob - known);
    counts.set(blob, known + listed.length);
    return listed.map((hit) => ({ blob, ...hit }));
  });
}
