import type { Sha256 } from "@flock-tools/core";
import { readRowBytes, readRowIndex, type Store } from "@flock-tools/store";

/** The beginning of the row at a place of a file, from 0; undefined where it cannot be had. Hostile text. */
export type RowTexts = (row: number) => string | undefined;

// More than a line of any terminal holds.
const BYTES_SHOWN = 400;

/** Reads the rows of one stored file; of files elsewhere it knows nothing. */
export function createRowTexts(store: Store | undefined, sha256: Sha256 | undefined): RowTexts {
  if (store === undefined || sha256 === undefined) return () => undefined;
  const rows = readRowIndex(store, sha256)?.rows ?? [];
  return (row) => {
    const found = rows[row];
    return found && readRowText(store, { sha256, ...found });
  };
}

/** The beginning of one row. */
export function readRowText(
  store: Store,
  {
    sha256,
    offset,
    length,
  }: { readonly sha256: Sha256; readonly offset: number; readonly length: number },
): string {
  const bytes = readRowBytes(store, { sha256, offset, length: Math.min(length, BYTES_SHOWN) });
  return bytes.toString("utf8");
}
