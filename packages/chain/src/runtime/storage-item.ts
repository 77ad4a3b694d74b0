import { toHex } from "@flock-tools/core";
import type { StorageEntryMetadataLatest } from "@polkadot/types/interfaces/metadata";
import type { Registry } from "@polkadot/types/types";
import { xxhashAsU8a } from "@polkadot/util-crypto";
import { ChainError } from "../errors.ts";
import { hexToBytes } from "../rpc/answers.ts";
import { findHasher, type Hasher } from "./hashers.ts";
import { decodeScale } from "./scale-value.ts";
import type { Hex, KeyPart, StorageItem } from "./storage-schema.ts";

interface KeyShape {
  readonly hashers: readonly string[];
  /** Type of each part of the key. */
  readonly types: readonly string[];
}

/** One storage item of the metadata in `registry`; `palletPrefix` is the pallet's name in storage keys. */
export function createStorageItem(
  registry: Registry,
  entry: StorageEntryMetadataLatest,
  { pallet, palletPrefix }: { pallet: string; palletPrefix: string },
): StorageItem {
  const name = `${pallet}.${entry.name.toString()}`;
  const { hashers, types } = readKeyShape(registry, entry);
  const steps = hashers.map((hasher) => requireHasher(hasher, name));
  const root = `0x${toHex(xxhashAsU8a(palletPrefix, 128))}${toHex(xxhashAsU8a(entry.name.toString(), 128))}`;
  const { type } = entry;
  const valueType = registry.createLookupType(type.isPlain ? type.asPlain : type.asMap.value);
  const encodePart = (part: KeyPart, index: number): string => {
    const step = steps[index];
    const partType = types[index];
    if (step === undefined || partType === undefined) {
      throw new RangeError(`${name} has keys of ${steps.length} parts: got more`);
    }
    const bytes = registry.createTypeUnsafe(partType, [part]).toU8a();
    return `${toHex(step.hash(bytes))}${step.keepsInput ? toHex(bytes) : ""}`;
  };
  return {
    name,
    hashers,
    key: (...parts) => `${root}${parts.map(encodePart).join("")}` as Hex,
    lastPart: (key, prefix) => readLastPart({ name, hasher: steps.at(-1) }, key, prefix),
    decode: (bytes) => decodeScale(registry, valueType, bytes),
    // `Bytes` of metadata: without the length that stands before them.
    fallback: entry.modifier.isDefault ? entry.fallback.toU8a(true) : undefined,
  };
}

function readKeyShape(registry: Registry, { type }: StorageEntryMetadataLatest): KeyShape {
  if (type.isPlain) return { hashers: [], types: [] };
  const { hashers, key } = type.asMap;
  // A map of several hashers has a tuple as its key, each part hashed on its own; of one, the key whatever it is.
  const keyTypes =
    hashers.length === 1 ? [key] : [...registry.lookup.getSiType(key).def.asTuple.values()];
  return {
    hashers: hashers.map((hasher) => hasher.type),
    types: keyTypes.map((id) => registry.createLookupType(id)),
  };
}

function requireHasher(hasher: string, name: string): Hasher {
  const found = findHasher(hasher);
  if (found !== undefined) return found;
  throw new ChainError(`${name} has keys hashed by ${hasher}, which is not known here`, {
    code: "CHAIN_BAD_ANSWER",
  });
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
