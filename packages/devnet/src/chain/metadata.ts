import { TypeRegistry } from "@polkadot/types";
import {
  RUNTIME,
  RUNTIME_VERSION,
  TIMESTAMP_CALL,
  U16,
  U32,
  U64,
  UNCHECKED_EXTRINSIC,
} from "./chain-types.ts";
import { createRuntimeVersion, encodeRuntimeVersion } from "./runtime-version.ts";
import { encodeUint } from "./scale.ts";
import { PALLET_INDICES, STORAGE, type StorageDefinition } from "./storage-layout.ts";
import { createTypeNumbers, type TypeNumbers } from "./type-registry.ts";
import { tuple, type TypeShape } from "./type-shape.ts";

/** SS58 prefix of Bittensor's addresses. */
export const SS58_PREFIX = 42;

/** "meta", then the version of the format. */
const V14_HEADER = "6d6574610e";

interface Constant {
  readonly name: string;
  readonly type: TypeShape;
  /** SCALE, hex without `0x`. */
  readonly value: string;
}

/**
 * Runtime metadata V14 that declares exactly the storage of `STORAGE`, the call of the timestamp inherent and the
 * constants that clients look for when they connect.
 *
 * @returns `0x` hex, as `state_getMetadata` answers
 */
export function encodeMetadata(specVersion: number): string {
  const numbers = createTypeNumbers();
  const pallets = Object.entries(PALLET_INDICES).map(([name, index]) =>
    describePallet({ name, index, constants: constantsOf(name, specVersion) }, numbers),
  );
  const extrinsic = {
    type: numbers.numberOf(UNCHECKED_EXTRINSIC),
    version: 4,
    signedExtensions: [],
  };
  const type = numbers.numberOf(RUNTIME);
  const metadata = { lookup: { types: numbers.types }, pallets, extrinsic, type };
  const encoded = new TypeRegistry().createType("MetadataV14", metadata).toHex();
  return `0x${V14_HEADER}${encoded.slice(2)}`;
}

function constantsOf(pallet: string, specVersion: number): readonly Constant[] {
  if (pallet === "Timestamp") {
    return [{ name: "MinimumPeriod", type: U64, value: encodeUint(6_000, 8) }];
  }
  if (pallet !== "System") return [];
  const version = encodeRuntimeVersion(createRuntimeVersion(specVersion));
  return [
    { name: "BlockHashCount", type: U32, value: encodeUint(2_400, 4) },
    { name: "Version", type: RUNTIME_VERSION, value: version },
    { name: "SS58Prefix", type: U16, value: encodeUint(SS58_PREFIX, 2) },
  ];
}

interface PalletDescription {
  readonly name: string;
  readonly index: number;
  readonly constants: readonly Constant[];
}

function describePallet(pallet: PalletDescription, numbers: TypeNumbers): object {
  const items = Object.entries<StorageDefinition>(STORAGE)
    .filter(([name]) => name.startsWith(`${pallet.name}.`))
    .map(([name, definition]) => ({
      name: name.slice(pallet.name.length + 1),
      modifier: definition.modifier,
      type: describeStorageType(definition, numbers),
      fallback: `0x${definition.fallback}`,
      docs: [],
    }));
  return {
    name: pallet.name,
    index: pallet.index,
    storage: { prefix: pallet.name, items },
    calls: pallet.name === "Timestamp" ? { type: numbers.numberOf(TIMESTAMP_CALL) } : null,
    events: null,
    constants: pallet.constants.map(({ name, type, value }) => ({
      name,
      type: numbers.numberOf(type),
      value: `0x${value}`,
      docs: [],
    })),
    errors: null,
  };
}

function describeStorageType({ keys, value }: StorageDefinition, numbers: TypeNumbers): object {
  if (keys.length === 0) return { Plain: numbers.numberOf(value) };
  const types = keys.map((key) => key.type);
  const [only] = types;
  return {
    Map: {
      hashers: keys.map((key) => key.hasher),
      // One key stands for itself, several are a tuple (frame/support, `StorageEntryTypeIR::Map`).
      key: numbers.numberOf(types.length === 1 && only !== undefined ? only : tuple(...types)),
      value: numbers.numberOf(value),
    },
  };
}
