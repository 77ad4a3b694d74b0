import { hexToBytes } from "./rpc/answers.ts";
import type { Hex } from "./runtime/storage-schema.ts";

/**
 * The time, in milliseconds, that an extrinsic sets if it is the inherent `Timestamp.set(Compact<u64>)`; undefined for any
 * other. Read by hand: blocks of all ages are met, and the runtimes of most differ from the one at hand in everything but
 * this.
 *
 * @param call pallet and call index
 */
export function readTimestamp(
  extrinsic: Hex,
  [pallet, call]: readonly [number, number],
): number | undefined {
  const bytes = hexToBytes(extrinsic);
  const length = readCompact(bytes);
  if (length === undefined || length.value !== bytes.length - length.width) return undefined;
  const body = bytes.subarray(length.width);
  // Formats 4 and 5 without a signature (polkadot-sdk, substrate/primitives/runtime/src/generic/unchecked_extrinsic.rs).
  if (body[0] !== 4 && body[0] !== 5) return undefined;
  if (body[1] !== pallet || body[2] !== call) return undefined;
  const time = readCompact(body.subarray(3));
  return time !== undefined && time.width === body.length - 3 ? time.value : undefined;
}

/** A `Compact` integer at the start of `bytes`, up to 2 ** 53 - 1 (parity-scale-codec, src/compact.rs). */
function readCompact(bytes: Uint8Array): { value: number; width: number } | undefined {
  const [first] = bytes;
  if (first === undefined) return undefined;
  const mode = first & 3;
  const isBig = mode === 3;
  const width = isBig ? 1 + (first >> 2) + 4 : 2 ** mode;
  if (bytes.length < width) return undefined;
  const digits = bytes.subarray(isBig ? 1 : 0, width);
  const whole = digits.reduceRight((sum, digit) => sum * 256 + digit, 0);
  const value = isBig ? whole : Math.floor(whole / 4);
  return Number.isSafeInteger(value) ? { value, width } : undefined;
}
