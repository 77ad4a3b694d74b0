import { Metadata, type PortableRegistry, TypeRegistry } from "@polkadot/types";
import type { SiField } from "@polkadot/types/interfaces";
import { beforeAll, describe, expect, it } from "vitest";
import { accountId } from "../../testing/world.ts";
import { readDevnetMetadata, readDevnetSchema } from "../../testing/devnet-schema.ts";
import { readRecordedMetadata, readRecordedV15 } from "../../testing/recorded.ts";
import { ChainError } from "../errors.ts";
import { unwrapMetadata } from "../rpc/answers.ts";
import { createSchema } from "./create-schema.ts";
import type { TypeId } from "./plain-types.ts";
import type { Decoded, Hex, KeyPart, StorageItem, StorageSchema } from "./storage-schema.ts";

const recorded = readRecordedMetadata();
const recordedV15 = readRecordedV15();
const account = accountId(7);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const accountHex = Buffer.from(account).toString("hex");

interface ItemCase {
  readonly pallet: string;
  readonly name: string;
  readonly hashers: readonly string[];
  readonly parts: readonly KeyPart[];
  /** The key's end, after the 32 bytes of pallet and item. */
  readonly tail: RegExp;
  /** A value and what it must be decoded to. */
  readonly value: readonly [string, unknown];
}

const NETUID: Pick<ItemCase, "hashers" | "parts" | "tail"> = {
  hashers: ["Identity"],
  parts: [0x0160],
  tail: /^6001$/,
};
const COMMITTER: Pick<ItemCase, "hashers" | "parts" | "tail"> = {
  hashers: ["Identity", "Twox64Concat"],
  parts: [96, account],
  tail: new RegExp(`^6000[0-9a-f]{16}${accountHex}$`),
};
const U64: ItemCase["value"] = ["0807060504030201", 0x0102030405060708n];
const ACCOUNT: ItemCase["value"] = [accountHex, account];
const IDENTITY = ["subnetName", "githubRepo", "subnetContact", "subnetUrl"];
const IDENTITY_REST = ["discord", "description", "logoUrl", "additional"];

/** Every storage item that this package reads. */
const ITEMS: readonly ItemCase[] = [
  { pallet: "Timestamp", name: "Now", hashers: [], parts: [], tail: /^$/, value: U64 },
  { pallet: "SubtensorModule", name: "NetworksAdded", ...NETUID, value: ["01", true] },
  { pallet: "SubtensorModule", name: "SubnetworkN", ...NETUID, value: ["0001", 256n] },
  { pallet: "SubtensorModule", name: "SubnetOwner", ...NETUID, value: ACCOUNT },
  { pallet: "SubtensorModule", name: "SubnetOwnerHotkey", ...NETUID, value: ACCOUNT },
  {
    pallet: "SubtensorModule",
    name: "TokenSymbol",
    ...NETUID,
    value: ["08cf84", text("τ")],
  },
  { pallet: "SubtensorModule", name: "NetworkRegisteredAt", ...NETUID, value: U64 },
  {
    pallet: "SubtensorModule",
    name: "SubnetIdentitiesV3",
    hashers: ["Blake2_128Concat"],
    parts: [96],
    tail: /^[0-9a-f]{32}6000$/,
    value: [
      "0441".repeat(8),
      new Map([...IDENTITY, ...IDENTITY_REST].map((name) => [name, text("A")])),
    ],
  },
  {
    pallet: "SubtensorModule",
    name: "Keys",
    hashers: ["Identity", "Identity"],
    parts: [96, 258],
    tail: /^60000201$/,
    value: ACCOUNT,
  },
  {
    pallet: "SubtensorModule",
    name: "BlockAtRegistration",
    hashers: ["Identity", "Identity"],
    parts: [96, 258],
    tail: /^60000201$/,
    value: U64,
  },
  {
    pallet: "SubtensorModule",
    name: "Owner",
    hashers: ["Blake2_128Concat"],
    parts: [account],
    tail: new RegExp(`^[0-9a-f]{32}${accountHex}$`),
    value: ACCOUNT,
  },
  {
    pallet: "SubtensorModule",
    name: "TotalHotkeyAlpha",
    hashers: ["Blake2_128Concat", "Identity"],
    parts: [account, 96],
    tail: new RegExp(`^[0-9a-f]{32}${accountHex}6000$`),
    value: U64,
  },
  {
    pallet: "Commitments",
    name: "CommitmentOf",
    ...COMMITTER,
    value: [
      "01000000000000004d0000000404612f62",
      new Map<string, unknown>([
        ["deposit", 1n],
        ["block", 77n],
        ["info", new Map([["fields", [{ variant: "Raw3", value: text("a/b") }]]])],
      ]),
    ],
  },
  {
    pallet: "Commitments",
    name: "RevealedCommitments",
    ...COMMITTER,
    value: ["04086869" + U64[0], [[text("hi"), U64[1]]]],
  },
];

const decodeHex = (item: StorageItem, hex: string): Decoded => item.decode(Buffer.from(hex, "hex"));

const readRecorded = (metadata: Hex | undefined): Promise<StorageSchema> =>
  createSchema({
    genesis: `0x${"2f".repeat(32)}`,
    chainName: "Bittensor",
    version: { specName: "node-subtensor", specVersion: 343 },
    metadata: metadata ?? "0x",
  });

const SOURCES = [
  { source: "the local chain", skip: false, read: readDevnetSchema },
  {
    source: "the recorded spec 343",
    skip: recorded === undefined,
    read: () => readRecorded(recorded),
  },
  {
    source: "the recorded spec 343 in version 15",
    skip: recordedV15 === undefined,
    read: () => readRecorded(unwrapMetadata(recordedV15)),
  },
];

for (const { source, skip, read } of SOURCES) {
  describe.skipIf(skip)(`the schema of ${source}`, () => {
    let schema: StorageSchema;
    beforeAll(async () => {
      schema = await read();
    });

    it.each(ITEMS)("has $pallet $name as it is used here", (expected) => {
      const item = schema.getItem(expected.pallet, expected.name);
      expect(item.name).toBe(`${expected.pallet}.${expected.name}`);
      expect(item.hashers).toEqual(expected.hashers);
      const key = item.key(...expected.parts);
      expect(key.slice(0, 66)).toBe(item.key());
      expect(key.slice(66)).toMatch(expected.tail);
      const [hex, value] = expected.value;
      expect(decodeHex(item, hex)).toEqual({ ok: true, value });
      expect(decodeHex(item, `${hex}00`).ok).toBe(false);
      expect(decodeHex(item, hex.slice(2)).ok).toBe(false);
    });

    it("computes the keys that the chain does", () => {
      // twox128("Timestamp") and twox128("Now"), as in every Substrate chain.
      expect(schema.getItem("Timestamp", "Now").key()).toBe(
        "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb",
      );
    });

    it("knows the call that sets the time", () => {
      expect(schema.timestampSet).toEqual([2, 0]);
    });

    it("names what a runtime does not have", () => {
      expect(schema.findItem("SubtensorModule", "Rank2")).toBeUndefined();
      expect(schema.findItem("NoPallet", "Keys")).toBeUndefined();
      expect(() => schema.getItem("SubtensorModule", "Rank2")).toThrow(ChainError);
      expect(() => schema.getItem("SubtensorModule", "Rank2")).toThrow(
        `runtime ${schema.specVersion} of this chain has no storage SubtensorModule.Rank2`,
      );
    });

    it("refuses more parts than a key has", () => {
      expect(() => schema.getItem("Timestamp", "Now").key(1)).toThrow(RangeError);
    });

    it.each<[KeyPart, string]>([
      [65_536, "got 65536"],
      [-1, "got -1"],
      [1.5, "got 1.5"],
      [Uint8Array.of(1, 0), "got 2 bytes"],
    ])("refuses %j for a netuid in a key", (part, message) => {
      const item = schema.getItem("SubtensorModule", "Keys");
      expect(() => item.key(part)).toThrow(RangeError);
      expect(() => item.key(part)).toThrow(message);
    });

    it("refuses an account id of another length in a key", () => {
      const item = schema.getItem("SubtensorModule", "Owner");
      expect(() => item.key(new Uint8Array(31))).toThrow("must be 32 bytes: got 31 bytes");
      expect(() => item.key(7)).toThrow("must be 32 bytes: got 7");
    });

    it("reads the last part of a key back, and of no other's", () => {
      const item = schema.getItem("Commitments", "CommitmentOf");
      const prefix = item.key(96);
      expect(item.lastPart(item.key(96, account), prefix)).toEqual(account);
      expect(() => item.lastPart(item.key(97, account), prefix)).toThrow(ChainError);
    });

    it("has the bytes for what is not there", () => {
      const count = schema.getItem("SubtensorModule", "SubnetworkN");
      expect(count.fallback && Buffer.from(count.fallback).toString("hex")).toBe("0000");
      expect(schema.getItem("Commitments", "CommitmentOf").fallback).toBeUndefined();
    });

    it("does not take a boolean that is neither", () => {
      expect(decodeHex(schema.getItem("SubtensorModule", "NetworksAdded"), "02")).toEqual({
        ok: false,
        reason: "not in canonical SCALE form",
      });
    });

    it("writes addresses with Bittensor's prefix", () => {
      expect(schema.encodeAddress(new Uint8Array(32))).toBe(
        "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
      );
    });
  });
}

describe.skipIf(recordedV15 === undefined)("spec 343 as it was recorded", () => {
  it("has the storage that is read here in the shapes that the local chain gives it", async () => {
    const local = new Metadata(new TypeRegistry(), await readDevnetMetadata());
    const real = new Metadata(new TypeRegistry(), unwrapMetadata(recordedV15));
    for (const { pallet, name } of ITEMS) {
      const shape = describeItem(real, pallet, name);
      expect(shape).toMatch(/^(Default|Optional) /);
      expect(`${pallet}.${name}: ${describeItem(local, pallet, name)}`).toBe(
        `${pallet}.${name}: ${shape}`,
      );
    }
  });

  it("has what is taken of a selective metagraph in the shapes that are read", () => {
    const { apis, lookup } = new Metadata(new TypeRegistry(), unwrapMetadata(recordedV15)).asLatest;
    const methods = apis.find(({ name }) => name.toString() === "SubnetInfoRuntimeApi")?.methods;
    const method = methods?.find(({ name }) => name.toString() === "get_selective_metagraph");
    const describeId = (type: TypeId): string => describeType(lookup, type);
    expect([...(method?.inputs ?? [])].map(({ type }) => describeId(type))).toEqual([
      "U16",
      "[U16]",
    ]);
    const some = method && lookup.getSiType(method.output).def.asVariant.variants[1]?.fields[0];
    const fields =
      some === undefined ? [] : [...lookup.getSiType(some.type).def.asComposite.fields];
    expect(fields).toHaveLength(74);
    // They are asked for by their place in the struct.
    const read = [0, 7, 30, 52, 53, 66, 73].map((index) => {
      const field = fields[index];
      return field && `${field.name.unwrap().toString()}: ${describeId(field.type)}`;
    });
    expect(read).toEqual([
      "netuid: c(U16)",
      "block: ?c(U64)",
      "num_uids: ?c(U16)",
      "hotkeys: ?[[U8;32]]",
      "coldkeys: ?[[U8;32]]",
      "block_at_registration: ?[c(U64)]",
      "commitments: ?[([U8;32],[c(U8)])]",
    ]);
  });
});

/** What a storage item is on the wire, whatever its types are called. */
function describeItem(metadata: Metadata, palletName: string, name: string): string {
  const { lookup, pallets } = metadata.asLatest;
  const pallet = pallets.find((each) => each.name.toString() === palletName);
  const entry = pallet?.storage.unwrap().items.find((item) => item.name.toString() === name);
  if (entry === undefined) return "missing";
  const { modifier, type } = entry;
  if (type.isPlain) return `${modifier.type} ${describeType(lookup, type.asPlain)}`;
  const { hashers, key, value } = type.asMap;
  const by = [...hashers].map((hasher) => hasher.type).join();
  return `${modifier.type} ${by} ${describeType(lookup, key)} -> ${describeType(lookup, value)}`;
}

function describeType(lookup: PortableRegistry, type: TypeId): string {
  const { def, path } = lookup.getSiType(type.toNumber());
  const of = (id: TypeId): string => describeType(lookup, id);
  const fieldsOf = (fields: Iterable<SiField>): string => {
    const all = [...fields];
    const [first] = all;
    // A wrapper is what it wraps.
    if (all.length === 1 && first?.name.isNone) return of(first.type);
    return `{${all.map(({ name, type: id }) => `${name.unwrapOr("").toString()}:${of(id)}`).join()}}`;
  };
  if (def.isPrimitive) return def.asPrimitive.type;
  if (def.isComposite) return fieldsOf(def.asComposite.fields);
  if (def.isTuple) return `(${[...def.asTuple].map(of).join()})`;
  if (def.isSequence) return `[${of(def.asSequence.type)}]`;
  if (def.isArray) return `[${of(def.asArray.type)};${def.asArray.len.toNumber()}]`;
  if (def.isCompact) return `c(${of(def.asCompact.type)})`;
  if (!def.isVariant) return def.type;
  const variants = [...def.asVariant.variants];
  if (path.at(-1)?.toString() === "Option") return `?${fieldsOf(variants[1]?.fields ?? [])}`;
  return `<${variants.map(({ index, name, fields }) => `${index.toNumber()} ${name.toString()}${fieldsOf(fields)}`).join()}>`;
}
