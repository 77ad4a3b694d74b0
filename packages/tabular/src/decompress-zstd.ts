import { decompressZstd as decode } from "hyparquet-compressors";
import { corrupt } from "./errors.ts";

const MAGIC = 0xfd2fb528;
const MAX_BLOCK = 2 ** 17;
// Beyond the size that the page has: streaming encoders declare windows of some MB for less.
const SLACK = 2 ** 24;

/**
 * The `size` bytes of a page in Zstandard's format.
 *
 * The decoder is three times as fast where it allocates by itself (121 against 41 MB/s on pages of 1 MB of text), but
 * then it allocates what the frame declares, and goes on as long as there are blocks. So the blocks are counted first; a
 * frame that may come to much more than it should gets a buffer of that size, beyond which nothing is written.
 *
 * @throws TabularError TABULAR_CORRUPT, and what the decoder throws
 */
export function decompressZstd(bytes: Uint8Array, size: number): Uint8Array {
  const most = measureFrame(bytes, size);
  return most <= 2 * size + SLACK ? decode(bytes) : decode(bytes, new Uint8Array(size));
}

/** The most that the one frame in `bytes` takes when it is decoded; Infinity if it is not just one. */
function measureFrame(bytes: Uint8Array, size: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 6 || view.getUint32(0, true) !== MAGIC) return Infinity;
  const header = readFrameHeader(view);
  if (header === undefined) return Infinity;
  if (header.content !== undefined && header.content !== size) {
    throw corrupt(`a page of ${size} bytes says ${header.content} when compressed`);
  }
  return header.window + measureBlocks(view, header);
}

interface FrameHeader {
  readonly length: number;
  readonly window: number;
  readonly content: number | undefined;
  readonly hasChecksum: boolean;
}

/** RFC 8878, 3.1.1.1. */
function readFrameHeader(view: DataView): FrameHeader | undefined {
  const descriptor = view.getUint8(4);
  const isSingle = (descriptor & 0x20) !== 0;
  const contentFlag = descriptor >> 6;
  const contentBytes = contentFlag === 0 ? (isSingle ? 1 : 0) : 2 ** contentFlag;
  const contentAt = (isSingle ? 5 : 6) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const length = contentAt + contentBytes;
  if (length > view.byteLength) return undefined;
  const content = readContentSize(view, contentAt, contentBytes);
  const exponent = view.getUint8(5) >> 3;
  const window = isSingle
    ? (content ?? 0)
    : 2 ** (10 + exponent) * (1 + (view.getUint8(5) & 7) / 8);
  return { length, window, content, hasChecksum: (descriptor & 4) !== 0 };
}

function readContentSize(view: DataView, offset: number, bytes: number): number | undefined {
  if (bytes === 1) return view.getUint8(offset);
  if (bytes === 2) return view.getUint16(offset, true) + 256;
  if (bytes === 4) return view.getUint32(offset, true);
  return bytes === 8 ? Number(view.getBigUint64(offset, true)) : undefined;
}

/** RFC 8878, 3.1.1.2: what a compressed block comes to is not told, but it has a limit. */
function measureBlocks(view: DataView, { length, hasChecksum }: FrameHeader): number {
  let offset = length;
  let total = 0;
  while (offset + 3 <= view.byteLength) {
    const header = view.getUint16(offset, true) + view.getUint8(offset + 2) * 2 ** 16;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    total += type === 2 ? MAX_BLOCK : size;
    offset += 3 + (type === 1 ? 1 : size);
    if (header % 2 === 0) continue;
    return offset + (hasChecksum ? 4 : 0) === view.byteLength ? total : Infinity;
  }
  return Infinity;
}
