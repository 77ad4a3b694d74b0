import { toHex } from "@flock-tools/core";
import type { PortableRegistry } from "@polkadot/types";
import type { RuntimeApiMetadataLatest } from "@polkadot/types/interfaces/metadata";
import { compactToU8a } from "@polkadot/util";
import { compileDecoder } from "./compile-decoder.ts";
import { compileKeyPart } from "./compile-key-part.ts";
import type { TypeId } from "./plain-types.ts";
import type { CallArgument, KeyPart, RuntimeCall } from "./storage-schema.ts";

/** One method of a runtime API of the metadata in `lookup`; undefined if its types are not supported. */
export function createRuntimeCall(
  lookup: PortableRegistry,
  { inputs, output }: RuntimeApiMetadataLatest["methods"][number],
  name: string,
): RuntimeCall | undefined {
  try {
    const encoders = [...inputs].map(({ type }) => compileArgument(lookup, type));
    return {
      name,
      encode: (...callArguments) => encodeAll(name, encoders, callArguments),
      decode: compileDecoder(lookup, output),
    };
  } catch {
    return undefined;
  }
}

type Encode = (argument: CallArgument) => Uint8Array;

function compileArgument(lookup: PortableRegistry, type: TypeId): Encode {
  const { def } = lookup.getSiType(type.toNumber());
  if (!def.isSequence) {
    const encode = compileKeyPart(lookup, type);
    return (argument) => encode(argument as KeyPart);
  }
  const encodeItem = compileKeyPart(lookup, def.asSequence.type);
  return (argument) => {
    if (!Array.isArray(argument)) throw new RangeError("an argument of a call must be a list");
    const items = (argument as readonly KeyPart[]).map((item) => encodeItem(item));
    return Buffer.concat([compactToU8a(items.length), ...items]);
  };
}

function encodeAll(
  name: string,
  encoders: readonly Encode[],
  callArguments: readonly CallArgument[],
): `0x${string}` {
  if (callArguments.length !== encoders.length) {
    throw new RangeError(`${name} takes ${encoders.length} arguments: got ${callArguments.length}`);
  }
  const parts = encoders.map((encode, index) => encode(callArguments[index] ?? []));
  return `0x${toHex(Buffer.concat(parts))}`;
}
