import type { CompressionCodec } from "hyparquet";
import { CompressionCodecs } from "hyparquet/src/constants.js";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { corrupt, TabularError, tooLarge, toTabularError } from "./errors.ts";
import type { InputFile } from "./input-file.ts";
import { measureThrift } from "./measure-thrift.ts";
import { type Leaf, readLeaves } from "./schema.ts";
import {
  asCount,
  asList,
  asOptionalCount,
  asStruct,
  type ThriftStruct,
  fieldOf,
} from "./thrift-fields.ts";

/** What a Parquet file says of itself, as far as a reader of columns needs it. */
export interface Footer {
  readonly leaves: readonly Leaf[];
  readonly rowGroups: readonly RowGroup[];
  /** Rows of all row groups. */
  readonly rows: number;
}

export interface RowGroup {
  readonly rows: number;
  /** One of each leaf. */
  readonly chunks: readonly ColumnChunk[];
}

/** Where one column of one row group is. */
type ColumnChunk =
  | { readonly status: "encrypted" | "elsewhere" }
  | {
      readonly status: "plain";
      /** Undefined if Parquet has none of that number. */
      readonly codec: CompressionCodec | undefined;
      readonly start: number;
      readonly end: number;
    };

// The fields that matter here of FileMetaData, RowGroup, ColumnChunk and ColumnMetaData (parquet.thrift).
const FILE = { schema: 2, rowGroups: 4 };
const ROW_GROUP = { columns: 1, rows: 3 };
const CHUNK = { file: 1, metadata: 3, crypto: 8 };
const METADATA = { codec: 4, size: 7, dataOffset: 9, dictionaryOffset: 11 };

const PLAIN_MAGIC = "PAR1";
const ENCRYPTED_MAGIC = "PARE";
// The length of the footer and the magic behind it; the magic in front.
const TAIL = 8;
const HEAD = 4;

// What a footer of some thousand columns and row groups comes to; each takes memory as an object.
const MAX_VALUES = 2 ** 23;
// Row numbers are handed out as 32 bits.
const MAX_ROWS = 2 ** 32 - 1;

/**
 * The footer of a Parquet file. It is parsed here and not by hyparquet's `parquetMetadata`, because that converts every
 * statistic of every column (in time that grows with the square of a hostile one's length) and drops the field that
 * tells an encrypted file.
 *
 * @throws TabularError
 */
export async function readFooter(file: InputFile, footerBytes: number): Promise<Footer> {
  const length = await readFooterLength(file);
  if (length > footerBytes) throw tooLarge("bytes of footer", length, footerBytes);
  if (length > file.size - TAIL - HEAD) throw corrupt("the footer is longer than the file");
  const end = file.size - TAIL;
  const bytes = await file.read(end - length, length);
  const measured = measureThrift(bytes, { start: 0, maxValues: MAX_VALUES });
  if (measured === undefined) throw corrupt("the footer breaks off");
  try {
    const view = new DataView(bytes.buffer, 0, length);
    return toFooter(deserializeTCompactProtocol({ view, offset: 0 }), end - length);
  } catch (error) {
    throw toTabularError(error, "the footer cannot be parsed");
  }
}

async function readFooterLength(file: InputFile): Promise<number> {
  const isShort = file.size < HEAD + TAIL;
  const [head, tail] = isShort
    ? [undefined, undefined]
    : [await file.read(0, HEAD), await file.read(file.size - TAIL, TAIL)];
  const last = magicAt(tail, HEAD);
  if (last === ENCRYPTED_MAGIC) throw encrypted("the file is encrypted");
  if (tail !== undefined && last === PLAIN_MAGIC)
    return new DataView(tail.buffer).getUint32(0, true);
  if (magicAt(head, 0) === PLAIN_MAGIC) {
    throw corrupt("it begins as a Parquet file does, but has no footer: it may be broken off");
  }
  throw new TabularError("TABULAR_NOT_PARQUET", "it is not a Parquet file");
}

function magicAt(bytes: Uint8Array | undefined, offset: number): string {
  return Buffer.from(bytes?.subarray(offset, offset + 4) ?? []).toString("latin1");
}

/** @param limit where the data ends at the latest */
function toFooter(fields: ThriftStruct, limit: number): Footer {
  const leaves = readLeaves(asList(fieldOf(fields, FILE.schema), "the schema"));
  const groups = asList(fieldOf(fields, FILE.rowGroups), "the list of row groups");
  const rowGroups = groups.map((group) => toRowGroup(group, { leaves, limit }));
  const rows = rowGroups.reduce((sum, group) => sum + group.rows, 0);
  if (rows > MAX_ROWS) throw tooLarge("rows", rows, MAX_ROWS);
  return { leaves, rowGroups, rows };
}

interface Bounds {
  readonly leaves: readonly Leaf[];
  readonly limit: number;
}

function toRowGroup(value: unknown, { leaves, limit }: Bounds): RowGroup {
  const fields = asStruct(value, "a row group");
  const chunks = asList(fieldOf(fields, ROW_GROUP.columns), "the columns of a row group");
  if (chunks.length !== leaves.length) {
    throw corrupt(`a row group has ${chunks.length} columns, the schema has ${leaves.length}`);
  }
  return {
    rows: asCount(fieldOf(fields, ROW_GROUP.rows), "the number of rows of a row group"),
    chunks: chunks.map((chunk) => toChunk(asStruct(chunk, "a column chunk"), limit)),
  };
}

function toChunk(fields: ThriftStruct, limit: number): ColumnChunk {
  if (fieldOf(fields, CHUNK.crypto) !== undefined || fieldOf(fields, CHUNK.metadata) === undefined)
    return { status: "encrypted" };
  if (fieldOf(fields, CHUNK.file) !== undefined) return { status: "elsewhere" };
  const meta = asStruct(fieldOf(fields, CHUNK.metadata), "the metadata of a column chunk");
  const codec = CompressionCodecs[Number(fieldOf(meta, METADATA.codec))];
  const data = asCount(fieldOf(meta, METADATA.dataOffset), "the offset of a column chunk");
  const dictionary = asOptionalCount(
    fieldOf(meta, METADATA.dictionaryOffset),
    "the offset of a dictionary",
  );
  // Some writers leave the offset of a dictionary that there is not at 0.
  const start = dictionary ? Math.min(dictionary, data) : data;
  const end = start + asCount(fieldOf(meta, METADATA.size), "the size of a column chunk");
  if (start < HEAD || end > limit) throw corrupt("a column chunk lies outside of the file's data");
  return { status: "plain", codec, start, end };
}

export function encrypted(what: string): TabularError {
  return new TabularError("TABULAR_ENCRYPTED", what, {
    next: "decrypt it with the tool that wrote it",
  });
}
