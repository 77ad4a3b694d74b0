import { invalidParams } from "./rpc-error.ts";
import type { RpcParams } from "./rpc-context.ts";

/**
 * Hex of whole bytes at `index`, lower-cased and with `0x`; clients may leave the prefix out.
 *
 * @throws RpcError if there is none
 */
export function hexParam(params: RpcParams, index: number): string {
  const hex = optionalHexParam(params, index);
  if (hex === undefined) throw invalidParams(`parameter ${index} must be hex: got none`);
  return hex;
}

/** Like `hexParam`, but it may be absent or null. */
export function optionalHexParam(params: RpcParams, index: number): string | undefined {
  const value = params[index];
  return value === undefined || value === null ? undefined : parseHex(value, index);
}

/** A list of hex at `index`, one of its own or a single one. */
export function hexListParam(params: RpcParams, index: number): readonly string[] {
  const value = params[index];
  if (!Array.isArray(value)) throw invalidParams(`parameter ${index} must be a list of hex`);
  return value.map((item) => parseHex(item, index));
}

/** An unsigned 32-bit integer at `index`. */
export function uintParam(params: RpcParams, index: number): number {
  const value = params[index];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw invalidParams(`parameter ${index} must be an unsigned 32-bit integer`);
  }
  return value;
}

function parseHex(value: unknown, index: number): string {
  const match = typeof value === "string" ? /^(?:0x)?((?:[0-9a-f]{2})*)$/i.exec(value) : null;
  if (match === null) throw invalidParams(`parameter ${index} must be hex of whole bytes`);
  return `0x${(match[1] as string).toLowerCase()}`;
}
