import type { Sha256 } from "@flock-tools/core";
import type { StoredRow } from "@flock-tools/store";

/** A row that is added, and whose it is. */
interface AddedRow extends Pick<StoredRow, "row" | "offset" | "length" | "rawSha256"> {
  /** Place in the list of sources. */
  readonly source: number;
  readonly canonicalSha256: Sha256;
}

/**
 * Rows by number, from 0, in the order in which they were added: whoever comes first had the row first. Columns of fixed
 * width: a million rows are 90 MB, as objects they were three times that.
 */
export interface MixRows {
  readonly length: number;
  add(row: AddedRow): void;
  get(index: number): AddedRow;
  readonly sourceOf: (index: number) => number;
  /** The 32 bytes of the canonical hash, lent until a row is added. */
  canonicalOf(index: number): Uint8Array;
}

const HASH = 32;
const FIRST_ROWS = 1024;

/** An empty table. */
export function createMixRows(): MixRows {
  let columns = createColumns(FIRST_ROWS);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(row) {
      if (length === columns.sources.length) columns = createColumns(2 * length, columns);
      columns.sources[length] = row.source;
      columns.places[length] = row.row;
      columns.offsets[length] = row.offset;
      columns.lengths[length] = row.length;
      columns.raw.write(row.rawSha256, length * HASH, "hex");
      columns.canonical.write(row.canonicalSha256, length * HASH, "hex");
      length += 1;
    },
    get: (index) => ({
      source: columns.sources[index] ?? 0,
      row: columns.places[index] ?? 0,
      offset: columns.offsets[index] ?? 0,
      length: columns.lengths[index] ?? 0,
      rawSha256: hashAt(columns.raw, index).toString("hex"),
      canonicalSha256: hashAt(columns.canonical, index).toString("hex"),
    }),
    sourceOf: (index) => columns.sources[index] ?? 0,
    canonicalOf: (index) => hashAt(columns.canonical, index),
  };
}

interface Columns {
  readonly sources: Uint32Array;
  readonly places: Uint32Array;
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
  readonly raw: Buffer;
  readonly canonical: Buffer;
}

/** Columns with so much room, and what others hold in the first of it. */
function createColumns(rows: number, from?: Columns): Columns {
  const columns = {
    sources: new Uint32Array(rows),
    places: new Uint32Array(rows),
    offsets: new Float64Array(rows),
    lengths: new Uint32Array(rows),
    raw: Buffer.alloc(rows * HASH),
    canonical: Buffer.alloc(rows * HASH),
  };
  if (from === undefined) return columns;
  columns.sources.set(from.sources);
  columns.places.set(from.places);
  columns.offsets.set(from.offsets);
  columns.lengths.set(from.lengths);
  columns.raw.set(from.raw);
  columns.canonical.set(from.canonical);
  return columns;
}

function hashAt(hashes: Buffer, index: number): Buffer {
  return hashes.subarray(index * HASH, (index + 1) * HASH);
}
