import { constants, crc32, deflateRawSync } from "node:zlib";
import type { ReplyBody } from "./reply.ts";

const BLOCK = 1024 * 1024;

/** A gzip member without name or time (RFC 1952, section 2.3). */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** The last block, of nothing (RFC 1951, section 3.2.4). */
const END = Uint8Array.of(0x01, 0x00, 0x00, 0xff, 0xff);

/**
 * A gzip body of `bytes` zeros, in one member, since some clients stop after the first. A block that ends flushed knows
 * nothing of those before it: one, made once, is sent over and over, so that a bomb of any size costs next to nothing.
 */
export function gzipBombBody(bytes: number): ReplyBody {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new RangeError(`bytes must be an integer >= 0: got ${bytes}`);
  }
  const [block, rest] = [deflateZeros(BLOCK), deflateZeros(bytes % BLOCK)];
  const blocks = Math.floor(bytes / BLOCK);
  function* write(): Generator<Uint8Array> {
    yield HEADER;
    for (let sent = 0; sent < blocks; sent += 1) yield block;
    yield rest;
    yield END;
    yield writeTrailer(bytes);
  }
  const size = HEADER.length + blocks * block.length + rest.length + END.length + 8;
  return { size, read: (start, end) => (start < end ? write() : []) };
}

function deflateZeros(length: number): Uint8Array {
  if (length === 0) return new Uint8Array();
  return deflateRawSync(new Uint8Array(length), {
    level: 9,
    finishFlush: constants.Z_FULL_FLUSH,
  });
}

function writeTrailer(bytes: number): Uint8Array {
  const zeros = new Uint8Array(BLOCK);
  let crc = 0;
  for (let left = bytes; left > 0; left -= BLOCK) crc = crc32(zeros.subarray(0, left), crc);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(bytes % 2 ** 32, 4);
  return trailer;
}
