import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { CompressionCodec } from "hyparquet";
import { decompressLz4Raw, decompressSnappy } from "hyparquet-compressors";
import { decompressZstd } from "./decompress-zstd.ts";
import { corrupt, TabularError, toTabularError } from "./errors.ts";

type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

// None may write more than the size that the page's header declares, which is under a cap: a few bytes can stand for
// gigabytes. Node's own zlib checks GZIP's checksum on top, and is native. Node 20 has no Zstandard.
const CODECS: Readonly<Partial<Record<CompressionCodec, Decompress>>> = {
  UNCOMPRESSED: (bytes) => bytes,
  SNAPPY: uncompressSnappy,
  GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: Math.max(1, size) }),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, size) }),
  ZSTD: decompressZstd,
  LZ4_RAW: decompressLz4Raw,
  LZ4: decompressLz4,
};

/**
 * The bytes of a page.
 *
 * @throws TabularError TABULAR_UNSUPPORTED, TABULAR_CORRUPT
 */
export function decompress(
  bytes: Uint8Array,
  { codec, size }: { readonly codec: CompressionCodec | undefined; readonly size: number },
): Uint8Array {
  const known = codec && CODECS[codec];
  if (known === undefined) {
    throw new TabularError(
      "TABULAR_UNSUPPORTED",
      `it is compressed with ${codec ?? "an unknown codec"}`,
    );
  }
  if (size === 0 && bytes.length === 0) return bytes;
  const page = runCodec(known, bytes, size);
  if (page.length !== size) {
    throw corrupt(`a page of ${size} bytes has ${page.length} when it is decompressed`);
  }
  return page;
}

function runCodec(codec: Decompress, bytes: Uint8Array, size: number): Uint8Array {
  try {
    return codec(bytes, size);
  } catch (error) {
    throw toTabularError(error, "a page cannot be decompressed");
  }
}

/** The decompressor believes the length that the compressed bytes begin with. */
function uncompressSnappy(bytes: Uint8Array, size: number): Uint8Array {
  let declared = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[index] ?? 0;
    declared += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  if (declared !== size) throw corrupt(`a page of ${size} bytes says ${declared} when compressed`);
  return decompressSnappy(bytes, size);
}

/**
 * Hadoop's framing, or a bare block if that is what it is (Arrow, cpp/src/arrow/util/compression_lz4.cc, does likewise).
 * hyparquet-compressors would step back for a negative length, and so never end.
 */
function decompressLz4(bytes: Uint8Array, size: number): Uint8Array {
  const frames = listHadoopFrames(bytes, size);
  if (frames === undefined) return decompressLz4Raw(bytes, size);
  return Buffer.concat(frames.map(({ body, length }) => decompressLz4Raw(body, length)));
}

function listHadoopFrames(
  bytes: Uint8Array,
  size: number,
): { readonly body: Uint8Array; readonly length: number }[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const frames = [];
  let offset = 0;
  let total = 0;
  while (offset + 8 <= bytes.length) {
    const length = view.getUint32(offset);
    const end = offset + 8 + view.getUint32(offset + 4);
    total += length;
    if (end > bytes.length || total > size || length === 0) return undefined;
    frames.push({ body: bytes.subarray(offset + 8, end), length });
    offset = end;
  }
  return offset === bytes.length && total === size ? frames : undefined;
}
