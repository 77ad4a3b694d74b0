import { toHex } from "@flock-tools/core";
import { Metadata, TypeRegistry } from "@polkadot/types";
import type { MetadataV14, MetadataV15, StorageEntryMetadataV14 } from "@polkadot/types/interfaces";
import { badMetadata } from "../errors.ts";
import type { PlainStruct } from "./plain-value.ts";
import { createShapeReader, type ShapeReader } from "./read-shape.ts";
import { readValue } from "./read-value.ts";
import type { Runtime } from "./runtime.ts";
import {
  listRuntimeApiMethods,
  RUNTIME_APIS,
  type RuntimeApiMethod,
  type RuntimeApiMethods,
} from "./runtime-apis.ts";
import { toRuntimeVersion } from "./runtime-version.ts";
import {
  type Hasher,
  STORAGE,
  type StorageDefinition,
  type StorageLayout,
  type StorageName,
} from "./storage-layout.ts";
import { tuple } from "./type-shape.ts";

/** "meta", little-endian as it stands in front of metadata of every version. */
const MAGIC = "6d657461";

type AnyMetadata = MetadataV14 | MetadataV15;

/**
 * The runtime that metadata describes: V14, or V15 by itself or as `Metadata_metadata_at_version` answers it (an option of
 * bytes). V15 is served in both formats; V14, which does not tell of runtime APIs, as itself and
 * with none but those of the metadata.
 *
 * @param file hex, with or without `0x`, or the bytes themselves
 * @throws UsageError `DEVNET_METADATA`
 */
export function readRuntime(file: Uint8Array): Runtime {
  const hex = unwrapMetadata(toMetadataHex(file));
  try {
    const registry = new TypeRegistry();
    const metadata = new Metadata(registry, `0x${hex}`);
    return metadata.version === 15
      ? describeV15(metadata.asV15, hex)
      : describeRuntime(metadata.asV14, new Map([[14, `0x${hex}`]]));
  } catch (error) {
    throw badMetadata("it cannot be decoded", error);
  }
}

function toMetadataHex(file: Uint8Array): string {
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString("latin1").trim();
  const digits = /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(text)?.[1];
  return digits === undefined ? toHex(file) : digits.toLowerCase();
}

/** The option and the length of at most 5 bytes in front of the magic number go. */
function unwrapMetadata(hex: string): string {
  const start = hex.slice(0, 2 * 6 + MAGIC.length).indexOf(MAGIC);
  const isThere = start >= 0 && start % 2 === 0 && (start === 0 || hex.startsWith("01"));
  const version = isThere ? Number.parseInt(hex.slice(start + 8, start + 10), 16) : undefined;
  if (version === 14 || version === 15) return hex.slice(start);
  const found = version === undefined ? "no metadata" : `version ${version}`;
  throw badMetadata(`it must be metadata of version 14 or 15: got ${found}`);
}

function describeV15(metadata: MetadataV15, hex: string): Runtime {
  const formats = new Map([
    [14, `0x${MAGIC}0e${toV14(metadata).toHex().slice(2)}`],
    [15, `0x${hex}`],
  ]);
  return { ...describeRuntime(metadata, formats), apis: readApis(metadata) };
}

function describeRuntime(metadata: AnyMetadata, formats: ReadonlyMap<number, string>): Runtime {
  const shapeOf = createShapeReader(metadata.lookup);
  return {
    version: toRuntimeVersion(readVersion(metadata, shapeOf)),
    metadataVersions: [...formats.keys()],
    metadata: (version) => formats.get(version),
    storage: readStorage(metadata, shapeOf),
    // The format itself implies these.
    apis: new Map([...listRuntimeApiMethods()].filter(([name]) => /^(Core|Metadata)_/.test(name))),
  };
}

function readVersion({ pallets }: AnyMetadata, shapeOf: ShapeReader): PlainStruct {
  const system = pallets.find(({ name }) => name.toString() === "System");
  const constant = system?.constants.find(({ name }) => name.toString() === "Version");
  if (constant === undefined) throw new TypeError("System.Version is missing");
  const input = { bytes: constant.value.toU8a(true), at: 0 };
  return readValue(shapeOf(constant.type), input) as PlainStruct;
}

function readStorage({ pallets }: AnyMetadata, shapeOf: ShapeReader): StorageLayout {
  const found: Partial<Record<StorageName, StorageDefinition>> = {};
  for (const { name, storage } of pallets) {
    if (storage.isNone) continue;
    for (const item of storage.unwrap().items) {
      const full = `${name.toString()}.${item.name.toString()}`;
      if (isServed(full)) found[full] = readDefinition(item, shapeOf);
    }
  }
  return found;
}

function isServed(name: string): name is StorageName {
  return Object.hasOwn(STORAGE, name) && name !== "System.Events";
}

function readDefinition(
  { type, modifier, fallback }: StorageEntryMetadataV14,
  shapeOf: ShapeReader,
): StorageDefinition {
  const rest = {
    modifier: modifier.isOptional ? ("Optional" as const) : ("Default" as const),
    fallback: toHex(fallback.toU8a(true)),
  };
  if (type.isPlain) return { ...rest, keys: [], value: shapeOf(type.asPlain) };
  const { hashers, key, value } = type.asMap;
  const shape = shapeOf(key);
  const parts = hashers.length === 1 || shape.kind !== "tuple" ? [shape] : shape.items;
  return {
    ...rest,
    keys: hashers.map((hasher, at) => ({
      hasher: hasher.toString() as Hasher,
      type: parts[at] ?? tuple(),
    })),
    value: shapeOf(value),
  };
}

function readApis({ apis, lookup }: MetadataV15): RuntimeApiMethods {
  const shapeOf = createShapeReader(lookup);
  const found = new Map<string, RuntimeApiMethod>();
  for (const { name, methods } of apis) {
    const served = RUNTIME_APIS[name.toString()]?.methods ?? {};
    for (const method of methods) {
      if (!Object.hasOwn(served, method.name.toString())) continue;
      found.set(`${name.toString()}_${method.name.toString()}`, {
        inputs: method.inputs.map((input) => ({
          name: input.name.toString(),
          type: shapeOf(input.type),
        })),
        output: shapeOf(method.output),
      });
    }
  }
  return found;
}

/** The same metadata as nodes give it to those who ask for the older format. */
function toV14(metadata: MetadataV15): MetadataV14 {
  const { lookup, pallets, extrinsic, type } = metadata;
  const outer = lookup.types.find(
    (item) => item.type.path.at(-1)?.toString() === "UncheckedExtrinsic",
  );
  if (outer === undefined) throw new TypeError("the type UncheckedExtrinsic is missing");
  return metadata.registry.createType<MetadataV14>("MetadataV14", {
    lookup,
    pallets: pallets.map(({ name, storage, calls, events, constants, errors, index }) => ({
      name,
      storage,
      calls,
      events,
      constants,
      errors,
      index,
    })),
    extrinsic: {
      type: outer.id,
      version: extrinsic.version,
      signedExtensions: extrinsic.signedExtensions,
    },
    type,
  });
}
