import { corrupt, tooLarge } from "./errors.ts";

export interface MeasureThriftOptions {
  /** Where the struct begins in `bytes`. */
  readonly start: number;
  /** Values that it may hold, those within lists and structs included. */
  readonly maxValues: number;
}

// Apache Thrift, thrift-compact-protocol.md: the types of a field.
const TYPE = { STOP: 0, TRUE: 1, FALSE: 2, BYTE: 3, DOUBLE: 7, BINARY: 8, LIST: 9, STRUCT: 12 };
const VARINTS: ReadonlySet<number> = new Set([4, 5, 6]);

// parquet.thrift nests 6 deep.
const MAX_DEPTH = 32;

interface Walk {
  readonly bytes: Uint8Array;
  readonly maxValues: number;
  offset: number;
  values: number;
}

/** Thrown within this file where the bytes end before the struct does. */
const ENDED = Symbol("ended");

/**
 * The end of a struct in Thrift's compact protocol, or undefined if the bytes end before it. Nothing is allocated, so
 * what passes here may be given to a parser that believes the length of a list before it has seen its items, follows
 * every nesting and reads integers of any length.
 *
 * @throws TabularError TABULAR_CORRUPT, TABULAR_TOO_LARGE
 */
export function measureThrift(
  bytes: Uint8Array,
  { start, maxValues }: MeasureThriftOptions,
): number | undefined {
  const walk: Walk = { bytes, maxValues, offset: start, values: 0 };
  try {
    skipStruct(walk, 0);
    return walk.offset;
  } catch (error) {
    if (error === ENDED) return undefined;
    throw error;
  }
}

function skipStruct(walk: Walk, depth: number): void {
  if (depth > MAX_DEPTH) throw corrupt("the metadata is nested deeper than any Parquet file's");
  for (;;) {
    const header = readByte(walk);
    const type = header & 0x0f;
    if (type === TYPE.STOP) return;
    if (header >> 4 === 0) skipVarint(walk);
    if (type !== TYPE.TRUE && type !== TYPE.FALSE) skipValue(walk, type, depth);
    count(walk);
  }
}

function skipValue(walk: Walk, type: number, depth: number): void {
  if (VARINTS.has(type)) skipVarint(walk);
  else if (type === TYPE.BYTE) skipBytes(walk, 1);
  else if (type === TYPE.DOUBLE) skipBytes(walk, 8);
  else if (type === TYPE.BINARY) skipBytes(walk, readLength(walk));
  else if (type === TYPE.LIST) skipList(walk, depth + 1);
  else if (type === TYPE.STRUCT) skipStruct(walk, depth + 1);
  else throw corrupt(`the metadata has a value of type ${type}, which Parquet does not use`);
}

function skipList(walk: Walk, depth: number): void {
  if (depth > MAX_DEPTH) throw corrupt("the metadata is nested deeper than any Parquet file's");
  const header = readByte(walk);
  const type = header & 0x0f;
  const size = header >> 4 === 15 ? readLength(walk) : header >> 4;
  // Every item takes a byte at least, so no list is longer than what is left.
  if (size > walk.bytes.length - walk.offset) throw ENDED;
  for (let item = 0; item < size; item += 1) {
    if (type === TYPE.TRUE || type === TYPE.FALSE) skipBytes(walk, 1);
    else skipValue(walk, type, depth);
    count(walk);
  }
}

function count(walk: Walk): void {
  walk.values += 1;
  if (walk.values > walk.maxValues)
    throw tooLarge("values of metadata", walk.values, walk.maxValues);
}

function readByte(walk: Walk): number {
  const byte = walk.bytes[walk.offset];
  if (byte === undefined) throw ENDED;
  walk.offset += 1;
  return byte;
}

function skipBytes(walk: Walk, length: number): void {
  if (length > walk.bytes.length - walk.offset) throw ENDED;
  walk.offset += length;
}

function skipVarint(walk: Walk): void {
  // 10 groups of 7 bits hold 64.
  for (let index = 0; index < 10; index += 1) if (readByte(walk) < 0x80) return;
  throw corrupt("an integer of the metadata does not end");
}

/** A length or a size: at most 31 bits, as hyparquet reads it. */
function readLength(walk: Walk): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = readByte(walk);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte >= 0x80) continue;
    if (value < 2 ** 31) return value;
    break;
  }
  throw corrupt("a length in the metadata is beyond 2 GiB");
}
