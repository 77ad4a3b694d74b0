import { corrupt } from "./errors.ts";

/** A place in bytes, which reading moves. */
export interface Cursor {
  readonly bytes: Uint8Array;
  offset: number;
  /** Exclusive. */
  readonly end: number;
}

export interface ReadHybridOptions {
  /** Bits of a value, 0 to 32. */
  readonly width: number;
  /** Values that are larger are a contradiction. */
  readonly max: number;
}

/**
 * Fills `out` from Parquet's hybrid of runs and bit-packed groups (parquet-format, Encodings.md, RLE = 3). hyparquet's
 * reader writes as many values as a run declares, wherever the array ends.
 *
 * @throws TabularError TABULAR_CORRUPT
 */
export function readHybrid(
  cursor: Cursor,
  out: Uint8Array | Uint32Array,
  { width, max }: ReadHybridOptions,
): void {
  let done = 0;
  while (done < out.length) {
    const header = readVarint(cursor);
    const length = header % 2 === 1 ? ((header - 1) / 2) * 8 : header / 2;
    // Groups are always of eight, the last of them padded.
    const until = Math.min(out.length, done + length);
    if (header % 2 === 0) out.fill(readRunValue(cursor, width, max), done, until);
    else readPacked(cursor, out.subarray(done, until), { width, max, length });
    done = until;
  }
}

function readRunValue(cursor: Cursor, width: number, max: number): number {
  let value = 0;
  for (let shift = 0; shift < width; shift += 8) value += readByte(cursor) * 2 ** shift;
  return checkValue(value, max);
}

function readPacked(
  cursor: Cursor,
  out: Uint8Array | Uint32Array,
  { width, max, length }: ReadHybridOptions & { readonly length: number },
): void {
  const start = cursor.offset;
  const mask = 2 ** width - 1;
  let bits = 0;
  let available = 0;
  for (let index = 0; index < out.length; index += 1) {
    // Up to 39 bits: beyond what bitwise operators hold, within what a double does.
    while (available < width) {
      bits += readByte(cursor) * 2 ** available;
      available += 8;
    }
    const value = width < 25 ? bits & mask : bits % (mask + 1);
    bits = width < 25 ? bits >>> width : Math.floor(bits / (mask + 1));
    available -= width;
    out[index] = checkValue(value, max);
  }
  // Some writers leave the padding of the last group out.
  cursor.offset = Math.min(cursor.end, start + (length / 8) * width);
}

function checkValue(value: number, max: number): number {
  if (value <= max) return value;
  throw corrupt(`a level or an index is ${value}, ${max} is the greatest there can be`);
}

function readByte(cursor: Cursor): number {
  if (cursor.offset >= cursor.end) throw corrupt("a page breaks off");
  const byte = cursor.bytes[cursor.offset] ?? 0;
  cursor.offset += 1;
  return byte;
}

function readVarint(cursor: Cursor): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = readByte(cursor);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw corrupt("an integer of a page does not end");
}
