import type { PortableRegistry } from "@polkadot/types";
import { findByteLength, findUintWidth, type TypeId } from "./plain-types.ts";
import type { KeyPart } from "./storage-schema.ts";

/**
 * Makes the SCALE encoder of one part of a storage key, whose type is in the metadata in `lookup`: an unsigned integer, or
 * bytes of a fixed length. It throws a RangeError for what is not a value of the type.
 *
 * @throws Error if keys of the type are not supported
 */
export function compileKeyPart(
  lookup: PortableRegistry,
  type: TypeId,
): (part: KeyPart) => Uint8Array {
  const width = findUintWidth(lookup, type);
  if (width !== undefined) return (part) => encodeUint(part, width);
  const length = findByteLength(lookup, type);
  if (length === undefined) throw new Error("keys of this type are not supported");
  return (part) => {
    if (part instanceof Uint8Array && part.length === length) return part;
    throw new RangeError(`a part of a key must be ${length} bytes: got ${describe(part)}`);
  };
}

function encodeUint(part: KeyPart, width: number): Uint8Array {
  const isWhole = typeof part === "number" && Number.isSafeInteger(part) && part >= 0;
  if (!isWhole || part >= 256 ** width) {
    throw new RangeError(
      `a part of a key must be an integer >= 0 of ${width} bytes: got ${describe(part)}`,
    );
  }
  const bytes = new Uint8Array(width);
  for (let at = 0, rest = part; rest > 0; at++, rest = Math.floor(rest / 256)) bytes[at] = rest;
  return bytes;
}

function describe(part: KeyPart): string {
  return typeof part === "number" ? String(part) : `${part.length} bytes`;
}
