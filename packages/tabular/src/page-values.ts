import type { Encoding } from "hyparquet";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { corrupt, TabularError, toTabularError } from "./errors.ts";
import { type Cursor, readHybrid } from "./read-hybrid.ts";

/** The strings of a page, one after the other: each is `bytes` from `start` up to `end`, until the next is asked for. */
export interface Values {
  bytes: Uint8Array;
  start: number;
  end: number;
  /** @throws TabularError TABULAR_CORRUPT */
  next(): void;
}

/** Strings that later pages name by their number. */
export interface Dictionary {
  readonly bytes: Uint8Array;
  /** One more than there are strings. */
  readonly ends: Uint32Array;
}

export interface ReadValuesOptions {
  readonly encoding: Encoding | undefined;
  /** Values to come. */
  readonly count: number;
  readonly dictionary: Dictionary | undefined;
  /** The longest that one is put together from parts. */
  readonly textBytes: number;
}

/** @throws TabularError TABULAR_UNSUPPORTED, TABULAR_CORRUPT */
export function readValues(
  cursor: Cursor,
  { encoding, count, dictionary, textBytes }: ReadValuesOptions,
): Values {
  if (encoding === "PLAIN") return readPlain(cursor);
  if (encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY") {
    return readIndexed(cursor, { count, dictionary });
  }
  if (encoding === "DELTA_LENGTH_BYTE_ARRAY") {
    return readLengthFirst(cursor, unpackDelta(cursor, count));
  }
  if (encoding === "DELTA_BYTE_ARRAY") {
    const prefixes = unpackDelta(cursor, count);
    return readPrefixed(readLengthFirst(cursor, unpackDelta(cursor, count)), {
      prefixes,
      textBytes,
    });
  }
  throw new TabularError(
    "TABULAR_UNSUPPORTED",
    `strings cannot be in the encoding ${encoding ?? "of that number"}`,
  );
}

/** @throws TabularError TABULAR_CORRUPT */
export function readDictionary(bytes: Uint8Array, count: number): Dictionary {
  // Each string takes 4 bytes at least.
  if (count > bytes.length / 4) throw corrupt("a dictionary is shorter than it says");
  const values = readPlain({ bytes, offset: 0, end: bytes.length });
  const ends = new Uint32Array(count + 1);
  for (let index = 0; index < count; index += 1) {
    values.next();
    ends[index + 1] = values.end;
  }
  return { bytes, ends };
}

function readPlain({ bytes, offset, end }: Cursor): Values {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: Values = {
    bytes,
    start: offset,
    end: offset,
    next() {
      if (values.end + 4 > end) throw corrupt("a page has fewer strings than it says");
      values.start = values.end + 4;
      values.end = values.start + view.getUint32(values.end, true);
      if (values.end > end) throw corrupt("a string is longer than its page");
    },
  };
  return values;
}

function readIndexed(
  cursor: Cursor,
  { count, dictionary }: Pick<ReadValuesOptions, "count" | "dictionary">,
): Values {
  const indexes = new Uint32Array(count);
  const width = cursor.offset < cursor.end ? (cursor.bytes[cursor.offset] ?? 0) : 0;
  if (width > 32) throw corrupt(`an index of ${width} bits`);
  cursor.offset += 1;
  if (count > 0 && dictionary === undefined) throw corrupt("a dictionary is missing");
  const { bytes, ends } = dictionary ?? { bytes: new Uint8Array(), ends: new Uint32Array(1) };
  if (width > 0) readHybrid(cursor, indexes, { width, max: ends.length - 2 });
  else if (count > 0 && ends.length < 2) throw corrupt("a dictionary is empty");
  let position = 0;
  const values: Values = {
    bytes,
    start: 0,
    end: 0,
    next() {
      const index = indexes[position] ?? 0;
      position += 1;
      // A string begins 4 bytes behind the end of the one before: its length is between them.
      values.start = (ends[index] ?? 0) + 4;
      values.end = ends[index + 1] ?? 0;
    },
  };
  return values;
}

function readLengthFirst(cursor: Cursor, lengths: Int32Array): Values {
  const { bytes, end } = cursor;
  let position = 0;
  const values: Values = {
    bytes,
    start: cursor.offset,
    end: cursor.offset,
    next() {
      const length = lengths[position] ?? -1;
      position += 1;
      if (length < 0 || values.end + length > end)
        throw corrupt("a string is longer than its page");
      values.start = values.end;
      values.end += length;
    },
  };
  return values;
}

/** Each string is the beginning of the one before and a rest of its own. */
function readPrefixed(
  suffixes: Values,
  { prefixes, textBytes }: { readonly prefixes: Int32Array; readonly textBytes: number },
): Values {
  let position = 0;
  const values: Values = {
    bytes: new Uint8Array(1024),
    start: 0,
    end: 0,
    next() {
      suffixes.next();
      const prefix = prefixes[position] ?? -1;
      position += 1;
      if (prefix < 0 || prefix > values.end) throw corrupt("a string repeats more than there was");
      const length = prefix + suffixes.end - suffixes.start;
      if (length > Math.max(textBytes, suffixes.bytes.length)) {
        throw corrupt("strings of a page grow beyond all bounds");
      }
      values.bytes = grow(values.bytes, length);
      values.bytes.set(suffixes.bytes.subarray(suffixes.start, suffixes.end), prefix);
      values.end = length;
    },
  };
  return values;
}

/** `bytes`, or a copy of them with room for `length`. */
export function grow(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer>;
export function grow(bytes: Uint8Array, length: number): Uint8Array;
export function grow(bytes: Uint8Array, length: number): Uint8Array {
  if (length <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

/** The lengths that stand in front of the strings; moves the cursor behind them. */
function unpackDelta(cursor: Cursor, count: number): Int32Array {
  const lengths = new Int32Array(count);
  const { bytes } = cursor;
  const view = new DataView(bytes.buffer, bytes.byteOffset, cursor.end);
  const reader = { view, offset: cursor.offset };
  try {
    if (count > 0) deltaBinaryUnpack(reader, count, lengths);
  } catch (error) {
    throw toTabularError(error, "the lengths of strings cannot be read");
  }
  cursor.offset = reader.offset;
  return lengths;
}
