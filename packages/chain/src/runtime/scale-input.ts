/** Bytes that are not the value that they should be; the message says why, in one line. */
export class ScaleError extends Error {}

/** Bytes and how far they have been read. */
export interface ScaleInput {
  readonly bytes: Uint8Array;
  at: number;
}

/** A copy of the next `length` bytes. */
export function takeBytes(input: ScaleInput, length: number): Uint8Array {
  // Not `slice`, which copies nothing where the bytes are a Buffer.
  return new Uint8Array(input.bytes.subarray(advance(input, length), input.at));
}

/** An unsigned integer of `width` bytes, little endian. */
export function readUint(input: ScaleInput, width: number): bigint {
  const start = advance(input, width);
  let value = 0n;
  for (let end = start + width; end > start; end -= 4) {
    const size = Math.min(4, end - start);
    value = (value << BigInt(8 * size)) | BigInt(readSmall(input.bytes, end - size, size));
  }
  return value;
}

/** As `readUint`, of at most 4 bytes. */
export function readNumber(input: ScaleInput, width: number): number {
  return readSmall(input.bytes, advance(input, width), width);
}

/** A compact integer, which must be in the shortest of its forms (parity-scale-codec, src/compact.rs). */
export function readCompact(input: ScaleInput): bigint {
  const first = readNumber(input, 1);
  const mode = first & 3;
  if (mode === 3) {
    const width = (first >> 2) + 4;
    const value = readUint(input, width);
    const isShortest = width === 4 ? value >= 1n << 30n : value >> BigInt(8 * (width - 1)) > 0n;
    if (!isShortest) throw notCanonical();
    return value;
  }
  if (mode === 0) return BigInt(first >> 2);
  input.at -= 1;
  const value = Math.floor(readNumber(input, 2 * mode) / 4);
  if (value < (mode === 1 ? 1 << 6 : 1 << 14)) throw notCanonical();
  return BigInt(value);
}

export function notCanonical(): ScaleError {
  return new ScaleError("not in canonical SCALE form");
}

/** Goes `length` bytes on; returns where they start. */
function advance(input: ScaleInput, length: number): number {
  const start = input.at;
  const rest = input.bytes.length - start;
  if (length > rest) throw new ScaleError(`cut off: expected ${length} more bytes, found ${rest}`);
  input.at = start + length;
  return start;
}

function readSmall(bytes: Uint8Array, start: number, width: number): number {
  let value = 0;
  for (let at = start + width - 1; at >= start; at--) value = value * 256 + (bytes[at] ?? 0);
  return value;
}
