import type { CompressionCodec, Encoding, PageHeader } from "hyparquet";
import type { TabularCaps } from "./caps.ts";
import { decompress } from "./decompress.ts";
import { corrupt, TabularError, tooLarge } from "./errors.ts";
import { type Dictionary, readValues, type Values } from "./page-values.ts";
import { type Cursor, readHybrid } from "./read-hybrid.ts";
import type { Leaf } from "./schema.ts";

/** What a page holds: for each value, NULLs included, its levels; and the strings of those that are none. */
export interface DataPage {
  readonly count: number;
  /** Undefined where all are at the leaf's greatest level. */
  readonly definitions: Uint8Array | undefined;
  /** Undefined where all are 0. */
  readonly repetitions: Uint8Array | undefined;
  readonly values: Values;
}

export interface DecodeDataPageOptions {
  readonly header: PageHeader;
  readonly leaf: Leaf;
  readonly codec: CompressionCodec | undefined;
  readonly dictionary: Dictionary | undefined;
  readonly caps: Required<TabularCaps>;
}

/**
 * Decodes a data page of either version (parquet-format, README.md, Data Pages).
 *
 * @throws TabularError
 */
export function decodeDataPage(bytes: Uint8Array, options: DecodeDataPageOptions): DataPage {
  const { type } = options.header;
  if (type === "DATA_PAGE") return decodeFirstVersion(bytes, options);
  if (type === "DATA_PAGE_V2") return decodeSecondVersion(bytes, options);
  throw corrupt("a page is of a type that Parquet does not have");
}

function decodeFirstVersion(bytes: Uint8Array, options: DecodeDataPageOptions): DataPage {
  const { header, leaf, codec, caps } = options;
  const data = header.data_page_header;
  if (data === undefined) throw corrupt("a page does not say what it holds");
  const count = checkCount(data.num_values, caps);
  const page = decompress(bytes, { codec, size: header.uncompressed_page_size });
  const cursor = { bytes: page, offset: 0, end: page.length };
  const readLevels = (max: number, encoding: Encoding): Uint8Array | undefined => {
    if (max === 0) return undefined;
    if (encoding !== "RLE") {
      throw new TabularError("TABULAR_UNSUPPORTED", `levels in the encoding ${encoding}`);
    }
    return readLevelsOf(cursor, { max, count, length: readLength(cursor) });
  };
  const repetitions = readLevels(leaf.maxRepetition, data.repetition_level_encoding);
  const definitions = readLevels(leaf.maxDefinition, data.definition_level_encoding);
  return finish(cursor, { ...options, count, repetitions, definitions, encoding: data.encoding });
}

function decodeSecondVersion(bytes: Uint8Array, options: DecodeDataPageOptions): DataPage {
  const { header, leaf, codec, caps } = options;
  const data = header.data_page_header_v2;
  if (data === undefined) throw corrupt("a page does not say what it holds");
  const count = checkCount(data.num_values, caps);
  const { repetition_levels_byte_length: first, definition_levels_byte_length: second } = data;
  const levels = first + second;
  const size = header.uncompressed_page_size - levels;
  if (!(first >= 0 && second >= 0 && levels <= bytes.length && size >= 0)) {
    throw corrupt("the levels of a page are longer than the page");
  }
  const cursor = { bytes, offset: 0, end: levels };
  const readLevels = (max: number, length: number): Uint8Array | undefined =>
    max === 0 ? skip(cursor, length) : readLevelsOf(cursor, { max, count, length });
  const repetitions = readLevels(leaf.maxRepetition, first);
  const definitions = readLevels(leaf.maxDefinition, second);
  const rest = bytes.subarray(levels);
  const isPlain = data.is_compressed === false;
  const page = decompress(rest, { codec: isPlain ? "UNCOMPRESSED" : codec, size });
  const body = { bytes: page, offset: 0, end: page.length };
  return finish(body, { ...options, count, repetitions, definitions, encoding: data.encoding });
}

function skip(cursor: Cursor, length: number): undefined {
  cursor.offset += length;
}

function checkCount(count: number, { pageValues }: Required<TabularCaps>): number {
  if (!Number.isSafeInteger(count) || count < 0) throw corrupt("a page has no number of values");
  if (count > pageValues) throw tooLarge("values of a page", count, pageValues);
  return count;
}

function readLength(cursor: Cursor): number {
  const { bytes, offset, end } = cursor;
  if (offset + 4 > end) throw corrupt("a page breaks off");
  cursor.offset += 4;
  return new DataView(bytes.buffer, bytes.byteOffset + offset, 4).getUint32(0, true);
}

interface LevelOptions {
  readonly max: number;
  readonly count: number;
  readonly length: number;
}

function readLevelsOf(cursor: Cursor, { max, count, length }: LevelOptions): Uint8Array {
  const { bytes, offset } = cursor;
  const end = offset + length;
  if (end > cursor.end) throw corrupt("the levels of a page are longer than the page");
  const levels = new Uint8Array(count);
  readHybrid({ bytes, offset, end }, levels, { width: 32 - Math.clz32(max), max });
  cursor.offset = end;
  return levels;
}

interface FinishOptions extends DecodeDataPageOptions {
  readonly count: number;
  readonly repetitions: Uint8Array | undefined;
  readonly definitions: Uint8Array | undefined;
  readonly encoding: Encoding | undefined;
}

function finish(cursor: Cursor, options: FinishOptions): DataPage {
  const { leaf, count, repetitions, definitions, encoding, dictionary, caps } = options;
  const present = definitions === undefined ? count : countOf(definitions, leaf.maxDefinition);
  const values = readValues(cursor, {
    encoding,
    count: present,
    dictionary,
    textBytes: caps.textBytes,
  });
  return { count, repetitions, definitions, values };
}

function countOf(levels: Uint8Array, level: number): number {
  let count = 0;
  for (const each of levels) if (each === level) count += 1;
  return count;
}
