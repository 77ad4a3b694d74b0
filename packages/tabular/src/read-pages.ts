import { crc32 } from "node:zlib";
import type { CompressionCodec, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { TabularCaps } from "./caps.ts";
import { decompress } from "./decompress.ts";
import { corrupt, TabularError, tooLarge, toTabularError } from "./errors.ts";
import type { InputFile } from "./input-file.ts";
import { measureThrift } from "./measure-thrift.ts";
import { type DataPage, decodeDataPage } from "./decode-data-page.ts";
import { type Dictionary, readDictionary } from "./page-values.ts";
import type { Leaf } from "./schema.ts";

export interface ReadPagesOptions {
  readonly leaf: Leaf;
  readonly codec: CompressionCodec | undefined;
  /** Where the column chunk lies in the file. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly caps: Required<TabularCaps>;
}

// Enough for a header without long statistics; arrow gives up at the second (cpp/src/parquet/properties.h).
const FIRST_HEADER_BYTES = 4096;
const MAX_HEADER_BYTES = 2 ** 24;
const MAX_HEADER_VALUES = 1024;

/**
 * The data pages of one column chunk, one in memory at a time; its dictionary stays beside them.
 *
 * @throws TabularError
 */
export async function* readPages(
  file: InputFile,
  options: ReadPagesOptions,
): AsyncGenerator<DataPage, void, undefined> {
  const { leaf, end, caps, codec } = options;
  let dictionary: Dictionary | undefined;
  let position = options.start;
  // What may come behind the last page is not told: an index page, or padding.
  while (position < end) {
    const { header, length } = await readHeader(file, position, end);
    const body = position + length;
    position = body + checkSizes(header, { left: end - body, caps });
    if (header.type === "INDEX_PAGE") continue;
    const bytes = await file.read(body, header.compressed_page_size);
    checkChecksum(header, bytes);
    if (header.type === "DICTIONARY_PAGE") {
      dictionary = decodeDictionaryPage(header, bytes, codec);
    } else {
      yield decodeDataPage(bytes, { header, leaf, codec, dictionary, caps });
    }
  }
}

async function readHeader(
  file: InputFile,
  position: number,
  end: number,
): Promise<{ readonly header: PageHeader; readonly length: number }> {
  for (let size = FIRST_HEADER_BYTES; ; size *= 8) {
    const bytes = await file.read(position, Math.min(size, end - position));
    const length = measureThrift(bytes, { start: 0, maxValues: MAX_HEADER_VALUES });
    if (length !== undefined) return { header: parseHeader(bytes), length };
    if (size >= end - position) throw corrupt("a page's header breaks off");
    if (size >= MAX_HEADER_BYTES)
      throw tooLarge("bytes of a page's header", size, MAX_HEADER_BYTES);
  }
}

function parseHeader(bytes: Uint8Array<ArrayBuffer>): PageHeader {
  try {
    return parquetHeader({ view: new DataView(bytes.buffer), offset: 0 });
  } catch (error) {
    throw toTabularError(error, "a page's header cannot be parsed");
  }
}

/** The compressed size of a page whose sizes are in order. */
function checkSizes(
  { compressed_page_size: compressed, uncompressed_page_size: size }: PageHeader,
  { left, caps }: { readonly left: number; readonly caps: Required<TabularCaps> },
): number {
  for (const bytes of [compressed, size]) {
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw corrupt("a page is of no size");
    if (bytes > caps.pageBytes) throw tooLarge("bytes of a page", bytes, caps.pageBytes);
  }
  if (compressed > left) throw corrupt("a page reaches beyond its column");
  return compressed;
}

function checkChecksum({ crc }: PageHeader, bytes: Uint8Array): void {
  if (crc !== undefined && crc32(bytes) !== crc >>> 0) {
    throw corrupt("a page is not what its checksum says");
  }
}

function decodeDictionaryPage(
  { dictionary_page_header: header, uncompressed_page_size: size }: PageHeader,
  bytes: Uint8Array,
  codec: CompressionCodec | undefined,
): Dictionary {
  if (header === undefined) throw corrupt("a dictionary does not say how long it is");
  // The deprecated name means the same for a dictionary (parquet.thrift, Encoding).
  if (header.encoding !== "PLAIN" && header.encoding !== "PLAIN_DICTIONARY") {
    throw new TabularError(
      "TABULAR_UNSUPPORTED",
      `a dictionary in the encoding ${header.encoding}`,
    );
  }
  return readDictionary(decompress(bytes, { codec, size }), header.num_values);
}
