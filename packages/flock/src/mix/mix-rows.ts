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
  let room = FIRST_ROWS;
  let sources = new Uint32Array(room);
  let places = new Uint32Array(room);
  let offsets = new Float64Array(room);
  let lengths = new Uint32Array(room);
  let raw = Buffer.alloc(room * HASH);
  let canonical = Buffer.alloc(room * HASH);
  let length = 0;
  const grow = (): void => {
    room *= 2;
    sources = copyInto(new Uint32Array(room), sources);
    places = copyInto(new Uint32Array(room), places);
    offsets = copyInto(new Float64Array(room), offsets);
    lengths = copyInto(new Uint32Array(room), lengths);
    raw = copyInto(Buffer.alloc(room * HASH), raw);
    canonical = copyInto(Buffer.alloc(room * HASH), canonical);
  };
  const hashAt = (hashes: Buffer, index: number): Buffer =>
    hashes.subarray(index * HASH, (index + 1) * HASH);
  return {
    get length() {
      return length;
    },
    add(row) {
      if (length === room) grow();
      sources[length] = row.source;
      places[length] = row.row;
      offsets[length] = row.offset;
      lengths[length] = row.length;
      raw.write(row.rawSha256, length * HASH, "hex");
      canonical.write(row.canonicalSha256, length * HASH, "hex");
      length += 1;
    },
    get: (index) => ({
      source: sources[index] ?? 0,
      row: places[index] ?? 0,
      offset: offsets[index] ?? 0,
      length: lengths[index] ?? 0,
      rawSha256: hashAt(raw, index).toString("hex"),
      canonicalSha256: hashAt(canonical, index).toString("hex"),
    }),
    sourceOf: (index) => sources[index] ?? 0,
    canonicalOf: (index) => hashAt(canonical, index),
  };
}

function copyInto<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
