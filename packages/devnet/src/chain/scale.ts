import { toHex } from "@flock-tools/core";

// Everything here is hex without `0x`, two digits a byte: state is kept as the hex that goes over the wire, and
// joining strings is several times cheaper than joining byte arrays and turning them into hex afterwards.

/**
 * `value` as an unsigned little-endian integer.
 *
 * @throws RangeError if it is negative, fractional or does not fit in `byteLength` bytes
 */
export function encodeUint(value: number | bigint, byteLength: number): string {
  const digits = value.toString(16);
  if (digits.length > 2 * byteLength || !/^[0-9a-f]+$/.test(digits)) {
    throw new RangeError(`value must be an unsigned integer of ${byteLength} bytes: got ${value}`);
  }
  return reverseBytes(digits.padStart(2 * byteLength, "0"));
}

/** `value` (0 to 2^64 - 1) in SCALE's compact form: the two lowest bits of the first byte say how long it is. */
export function encodeCompact(value: number | bigint): string {
  const number = BigInt(value);
  if (number < 1n << 6n) return encodeUint(number << 2n, 1);
  if (number < 1n << 14n) return encodeUint((number << 2n) | 1n, 2);
  if (number < 1n << 30n) return encodeUint((number << 2n) | 2n, 4);
  const byteLength = Math.ceil(number.toString(16).length / 2);
  return encodeUint(((byteLength - 4) << 2) | 3, 1) + encodeUint(number, byteLength);
}

/** A `Vec<u8>`. */
export function encodeBytes(bytes: Uint8Array): string {
  return encodeCompact(bytes.length) + toHex(bytes);
}

/** A `String`, or a `Vec<u8>` of its UTF-8 bytes. */
export function encodeText(text: string): string {
  return encodeBytes(Buffer.from(text, "utf8"));
}

/** A `Vec` of items that are encoded already. */
export function encodeVec(items: readonly string[]): string {
  return encodeCompact(items.length) + items.join("");
}

function reverseBytes(hex: string): string {
  let reversed = "";
  for (let at = hex.length - 2; at >= 0; at -= 2) reversed += hex.slice(at, at + 2);
  return reversed;
}
