import { toHex } from "@flock-tools/core";
import type { PortableRegistry } from "@polkadot/types";
import type { StorageEntryMetadataLatest } from "@polkadot/types/interfaces/metadata";
import { xxhashAsU8a } from "@polkadot/util-crypto";
import { ChainError, excerpt } from "../errors.ts";
import { hexToBytes } from "../rpc/answers.ts";
import { compileDecoder } from "./compile-decoder.ts";
import { compileKeyPart } from "./compile-key-part.ts";
import { getHasher, type Hasher } from "./hashers.ts";
import type { Hex, KeyPart, StorageItem } from "./storage-schema.ts";

/** One part of a key: how it is encoded and what is made of that. */
interface KeyStep {
  readonly hasher: Hasher;
  encode(part: KeyPart): Uint8Array;
}

/**
 * One storage item of the metadata in `lookup`; `palletPrefix` is the pallet's name in storage keys.
 *
 * @throws ChainError CHAIN_BAD_ANSWER if its keys or values are of a kind that is not known here
 */
export function createStorageItem(
  lookup: PortableRegistry,
  entry: StorageEntryMetadataLatest,
  { pallet, palletPrefix }: { pallet: string; palletPrefix: string },
): StorageItem {
  const name = `${pallet}.${entry.name.toString()}`;
  try {
    const steps = createKeySteps(lookup, entry);
    const root = `0x${toHex(xxhashAsU8a(palletPrefix, 128))}${toHex(xxhashAsU8a(entry.name.toString(), 128))}`;
    const { type } = entry;
    return {
      name,
      hashers: steps.map(({ hasher }) => hasher.name),
      key: (...parts) => `${root}${encodeParts(name, steps, parts)}` as Hex,
      lastPart: (key, prefix) => readLastPart({ name, hasher: steps.at(-1)?.hasher }, key, prefix),
      decode: compileDecoder(lookup, type.isPlain ? type.asPlain : type.asMap.value),
      // `Bytes` of metadata: without the length that stands before them.
      fallback: entry.modifier.isDefault ? entry.fallback.toU8a(true) : undefined,
    };
  } catch (cause) {
    throw new ChainError(`storage ${name} of this chain cannot be read`, {
      code: "CHAIN_BAD_ANSWER",
      details: excerpt(cause instanceof Error ? cause.message : String(cause)),
      cause,
    });
  }
}

function createKeySteps(
  lookup: PortableRegistry,
  { type }: StorageEntryMetadataLatest,
): readonly KeyStep[] {
  if (type.isPlain) return [];
  const { hashers, key } = type.asMap;
  // A map of several hashers has a tuple as its key, each part hashed on its own; of one, the key whatever it is.
  const keyTypes = hashers.length === 1 ? [key] : [...lookup.getSiType(key).def.asTuple];
  return [...hashers].map((hasher, index) => {
    const keyType = keyTypes[index];
    if (keyType === undefined) throw new Error("its keys have more hashers than parts");
    return { hasher: getHasher(hasher.type), encode: compileKeyPart(lookup, keyType) };
  });
}

function encodeParts(name: string, steps: readonly KeyStep[], parts: readonly KeyPart[]): string {
  const encoded = parts.flatMap((part, index) => {
    const step = steps[index];
    if (step === undefined) {
      throw new RangeError(`${name} has keys of ${steps.length} parts: got ${parts.length}`);
    }
    const bytes = step.encode(part);
    return step.hasher.keepsInput ? [step.hasher.hash(bytes), bytes] : [step.hasher.hash(bytes)];
  });
  return Buffer.concat(encoded).toString("hex");
}

function readLastPart(
  { name, hasher }: { name: string; hasher: Hasher | undefined },
  key: string,
  prefix: Hex,
): Uint8Array {
  if (hasher?.keepsInput !== true || !key.startsWith(prefix)) {
    throw new ChainError(`a key of ${name} was answered that is not one`, {
      code: "CHAIN_BAD_ANSWER",
    });
  }
  return hexToBytes(`0x${key.slice(prefix.length + 2 * hasher.length)}`);
}
