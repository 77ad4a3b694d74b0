import type { Sha256 } from "@flock-tools/core";
import { readRowIndex, type Store } from "@flock-tools/store";
import type { CountedFile } from "./judgement-source.ts";
import type { FileError } from "./scan-file.ts";

/** What the index knows of a blob and of its first rows; undefined if it has none. */
export function readStoredFile(
  store: Store,
  sha256: Sha256,
  { maxRows }: { readonly maxRows?: number } = {},
): CountedFile | undefined {
  const index = readRowIndex(store, sha256, { maxRows });
  if (index === undefined) return undefined;
  const { status, error, rowCount } = index;
  const rows = index.rows.map(
    ({ row, rawSha256, canonicalSha256, canonicalLength, offset, length }) => ({
      row,
      raw: rawSha256,
      canonical: canonicalSha256,
      canonicalLength,
      offset,
      length,
    }),
  );
  return { rowCount, file: { status, rows, error: error as FileError | undefined } };
}
