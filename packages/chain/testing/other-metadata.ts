import { Metadata, TypeRegistry } from "@polkadot/types";
import { compactAddLength, hexToU8a, u8aToHex } from "@polkadot/util";
import type { Hex } from "../src/runtime/storage-schema.ts";

const MAGIC = "0x6d657461";

/** The same metadata as of a chain that has no other pallets than those of these names. */
export function withPallets(metadata: Hex, names: readonly string[]): Hex {
  const registry = new TypeRegistry();
  const { lookup, pallets, extrinsic, type } = new Metadata(registry, metadata).asV14;
  const kept = pallets.filter(({ name }) => names.includes(name.toString()));
  const made = registry.createType("MetadataV14", { lookup, pallets: kept, extrinsic, type });
  return `${MAGIC}0e${made.toHex().slice(2)}`;
}

/** The same metadata in the format of version 16. */
export function toV16(metadata: Hex): Hex {
  const registry = new TypeRegistry();
  return `${MAGIC}10${new Metadata(registry, metadata).asV16.toHex().slice(2)}`;
}

/** As `Metadata_metadata_at_version` answers metadata: an optional byte string. */
export function wrap(metadata: Hex): Hex {
  return `0x01${u8aToHex(compactAddLength(hexToU8a(metadata))).slice(2)}`;
}
