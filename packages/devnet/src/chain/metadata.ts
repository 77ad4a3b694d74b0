import { TypeRegistry } from "@polkadot/types";
import {
  ADDRESS,
  OUTER_ENUMS,
  RUNTIME,
  RUNTIME_VERSION,
  SIGNATURE,
  TIMESTAMP_CALL,
  U16,
  U32,
  U64,
  UNCHECKED_EXTRINSIC,
} from "./chain-types.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { RUNTIME_APIS } from "./runtime-apis.ts";
import { createRuntimeVersion, describeRuntimeVersion } from "./runtime-version.ts";
import { encodeUint } from "./scale.ts";
import { PALLET_INDICES, STORAGE, type StorageDefinition } from "./storage-layout.ts";
import { createTypeNumbers, type TypeNumbers } from "./type-registry.ts";
import { tuple, type TypeShape } from "./type-shape.ts";

/** SS58 prefix of Bittensor's addresses. */
export const SS58_PREFIX = 42;

export type MetadataVersion = 14 | 15;

type Hex = `0x${string}`;

/** "meta", then the version of the format. */
const HEADERS = { 14: "6d6574610e", 15: "6d6574610f" } as const;

interface Constant {
  readonly name: string;
  readonly type: TypeShape;
  /** SCALE, hex without `0x`. */
  readonly value: string;
}

/**
 * Runtime metadata that declares exactly the storage of `STORAGE`, the call of the timestamp inherent, the constants that
 * clients look for when they connect and, in version 15, the functions of `RUNTIME_APIS`.
 *
 * @returns `0x` hex, as `state_getMetadata` answers
 */
export function encodeMetadata(specVersion: number, version: MetadataVersion = 14): Hex {
  const numbers = createTypeNumbers();
  const pallets = Object.entries(PALLET_INDICES).map(([name, index]) =>
    describePallet({ name, index, constants: constantsOf(name, specVersion) }, numbers),
  );
  const extrinsic = { version: 4, signedExtensions: [] };
  const encoded =
    version === 14
      ? encodeV14({ pallets, extrinsic }, numbers)
      : encodeV15({ pallets, extrinsic }, numbers);
  return `0x${HEADERS[version]}${encoded.slice(2)}`;
}

interface Parts {
  readonly pallets: readonly object[];
  readonly extrinsic: object;
}

function encodeV14({ pallets, extrinsic }: Parts, numbers: TypeNumbers): string {
  const type = numbers.numberOf(UNCHECKED_EXTRINSIC);
  const runtime = numbers.numberOf(RUNTIME);
  return new TypeRegistry()
    .createType("MetadataV14", {
      lookup: { types: numbers.types },
      pallets,
      extrinsic: { ...extrinsic, type },
      type: runtime,
    })
    .toHex();
}

function encodeV15({ pallets, extrinsic }: Parts, numbers: TypeNumbers): string {
  // Nothing refers to it here, but clients look for it among the types.
  numbers.numberOf(UNCHECKED_EXTRINSIC);
  const apis = Object.entries(RUNTIME_APIS).map(([name, { methods }]) => ({
    name,
    methods: Object.entries(methods).map(([method, { inputs, output }]) => ({
      name: method,
      inputs: inputs.map((input) => ({ name: input.name, type: numbers.numberOf(input.type) })),
      output: numbers.numberOf(output),
      docs: [],
    })),
    docs: [],
  }));
  const outerEnums = Object.fromEntries(
    Object.entries(OUTER_ENUMS).map(([name, shape]) => [name, numbers.numberOf(shape)]),
  );
  const addresses = {
    addressType: numbers.numberOf(ADDRESS),
    callType: numbers.numberOf(OUTER_ENUMS.callType),
    signatureType: numbers.numberOf(SIGNATURE),
    extraType: numbers.numberOf(tuple()),
  };
  const type = numbers.numberOf(RUNTIME);
  return new TypeRegistry()
    .createType("MetadataV15", {
      lookup: { types: numbers.types },
      pallets,
      extrinsic: { ...extrinsic, ...addresses },
      type,
      apis,
      outerEnums,
      custom: { map: new Map() },
    })
    .toHex();
}

function constantsOf(pallet: string, specVersion: number): readonly Constant[] {
  if (pallet === "Timestamp") {
    return [{ name: "MinimumPeriod", type: U64, value: encodeUint(6_000, 8) }];
  }
  if (pallet !== "System") return [];
  const version = compileEncoder(RUNTIME_VERSION)(
    describeRuntimeVersion(createRuntimeVersion(specVersion)),
  );
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
    // Of version 15 alone; version 14 has no room for it.
    docs: [],
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
