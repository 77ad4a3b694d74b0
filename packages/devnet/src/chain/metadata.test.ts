import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Metadata, TypeRegistry } from "@polkadot/types";
import type { PortableRegistry } from "@polkadot/types";
import type { RuntimeVersion, StorageEntryMetadataV14 } from "@polkadot/types/interfaces";
import { describe, expect, it } from "vitest";
import { encodeMetadata } from "./metadata.ts";
import { PALLET_INDICES, STORAGE, type StorageName } from "./storage-layout.ts";

// Metadata of the real chain at spec version 343, recorded beside the repository; not everybody has it.
const RECORDED = fileURLToPath(
  new URL("../../../../../shared/data/chain/subtensor-spec343-metadata-v14.hex", import.meta.url),
);

function parse(hex: string): Metadata {
  return new Metadata(new TypeRegistry(), hex as `0x${string}`);
}

type Lookup = PortableRegistry;
type TypeId = Parameters<Lookup["getSiType"]>[0];

/** A type written out down to its primitives; names of types are left out, since they change and the wire does not. */
function expand(lookup: Lookup, id: TypeId): unknown {
  const { def } = lookup.getSiType(id);
  if (def.isPrimitive) return def.asPrimitive.toString();
  if (def.isSequence) return { vec: expand(lookup, def.asSequence.type) };
  if (def.isCompact) return { compact: expand(lookup, def.asCompact.type) };
  if (def.isTuple) return def.asTuple.map((item) => expand(lookup, item));
  if (def.isArray) {
    return { array: expand(lookup, def.asArray.type), length: def.asArray.len.toNumber() };
  }
  if (def.isComposite) {
    const fields = def.asComposite.fields;
    return { fields: fields.map((item) => [item.name.toJSON(), expand(lookup, item.type)]) };
  }
  return def.asVariant.variants.map((variant) => ({
    name: variant.name.toString(),
    index: variant.index.toNumber(),
    fields: variant.fields.map((item) => [item.name.toJSON(), expand(lookup, item.type)]),
  }));
}

function describeItem(metadata: Metadata, name: string): unknown {
  const { lookup } = metadata.asLatest;
  const item = findItem(metadata, name);
  const { type } = item;
  return {
    modifier: item.modifier.toString(),
    fallback: item.fallback.toHex(),
    ...(type.isPlain
      ? { value: expand(lookup, type.asPlain) }
      : {
          hashers: type.asMap.hashers.map(String),
          key: expand(lookup, type.asMap.key),
          value: expand(lookup, type.asMap.value),
        }),
  };
}

function findItem(metadata: Metadata, name: string): StorageEntryMetadataV14 {
  const [palletName, itemName] = name.split(".");
  const pallet = metadata.asLatest.pallets.find((item) => item.name.toString() === palletName)!;
  const storage = pallet.storage.unwrap();
  expect(storage.prefix.toString()).toBe(palletName);
  return storage.items.find((item) => item.name.toString() === itemName)!;
}

describe.skipIf(!existsSync(RECORDED))("metadata of the real chain", () => {
  const recorded = existsSync(RECORDED)
    ? parse(`0x${readFileSync(RECORDED, "utf8").trim().replace(/^0x/, "")}`)
    : parse(encodeMetadata(343));
  const ours = parse(encodeMetadata(343));

  // Our blocks have no events, hence no kinds of events either.
  const names = (Object.keys(STORAGE) as StorageName[]).filter((name) => name !== "System.Events");
  it.each(names)("declares %s alike", (name) => {
    expect(describeItem(ours, name)).toEqual(describeItem(recorded, name));
  });

  it("has the same pallets under the same numbers", () => {
    for (const [name, index] of Object.entries(PALLET_INDICES)) {
      const pallet = recorded.asLatest.pallets.find((item) => item.name.toString() === name);
      expect([name, pallet?.index.toNumber()]).toEqual([name, index]);
    }
  });

  it.each(["Version", "SS58Prefix", "BlockHashCount"])("has the constant %s alike", (name) => {
    const [left, right] = [ours, recorded].map((metadata) => {
      const [system] = metadata.asLatest.pallets;
      const constant = system!.constants.find((item) => item.name.toString() === name)!;
      const type = expand(metadata.asLatest.lookup, constant.type);
      // The list of runtime APIs in it is our own.
      return { type, value: name === "Version" ? undefined : constant.value.toHex() };
    });
    expect(left).toEqual(right);
  });

  it("calls Timestamp.set alike", () => {
    const [left, right] = [ours, recorded].map((metadata) => {
      const pallet = metadata.asLatest.pallets.find(
        (item) => item.name.toString() === "Timestamp",
      )!;
      return expand(metadata.asLatest.lookup, pallet.calls.unwrap().type);
    });
    expect(left).toEqual(right);
  });
});

it("numbers equal types once", () => {
  const { types } = parse(encodeMetadata(425)).asLatest.lookup;
  const described = types.map((item) => JSON.stringify(item.type.toJSON()));
  expect(new Set(described).size).toBe(described.length);
  expect(types.map((item) => item.id.toNumber())).toEqual(types.map((_, at) => at));
});

it("has the 137 variants of commitment data under the indices of the wire", () => {
  const { lookup } = parse(encodeMetadata(425)).asLatest;
  const data = lookup.types.find((item) => item.type.path.join("::").endsWith("types::Data"))!;
  const cases = data.type.def.asVariant.variants;
  expect(cases.map((item) => item.index.toNumber())).toEqual(
    Array.from({ length: 137 }, (_, n) => n),
  );
  expect([0, 1, 56, 129, 130, 134, 135, 136].map((at) => cases[at]!.name.toString())).toEqual([
    "None",
    "Raw0",
    "Raw55",
    "Raw128",
    "BlakeTwo256",
    "TimelockEncrypted",
    "ResetBondsFlag",
    "BigRaw",
  ]);
});

it("carries the spec version", () => {
  const [system] = parse(encodeMetadata(426)).asLatest.pallets;
  const version = system!.constants.find((item) => item.name.toString() === "Version")!;
  const registry = new TypeRegistry();
  const decoded = registry.createType<RuntimeVersion>("RuntimeVersion", version.value.toU8a(true));
  expect(decoded.specVersion.toNumber()).toBe(426);
  expect(decoded.specName.toString()).toBe("node-subtensor");
});
