import { beforeAll, describe, expect, it } from "vitest";
import { accountId } from "../../testing/world.ts";
import { readDevnetSchema } from "../../testing/devnet-schema.ts";
import { readRecordedMetadata } from "../../testing/recorded.ts";
import { ChainError } from "../errors.ts";
import { createSchema } from "./create-schema.ts";
import type { Decoded, KeyPart, StorageItem, StorageSchema } from "./storage-schema.ts";

const recorded = readRecordedMetadata();
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

const SOURCES = [
  { source: "the local chain", skip: false, read: readDevnetSchema },
  {
    source: "the recorded spec 343",
    skip: recorded === undefined,
    read: () =>
      createSchema({
        genesis: `0x${"2f".repeat(32)}`,
        chainName: "Bittensor",
        version: { specName: "node-subtensor", specVersion: 343 },
        metadata: recorded ?? "0x",
      }),
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
