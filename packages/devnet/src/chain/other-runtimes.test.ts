import { Metadata, TypeRegistry } from "@polkadot/types";
import type { MetadataV14, PalletMetadataV14 } from "@polkadot/types/interfaces";
import { hexToU8a } from "@polkadot/util";
import { expect, it } from "vitest";
import { createChain, createNeuron, createSubnet, keyOf } from "../../testing/chain-world.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { encodeMetadata } from "./metadata.ts";
import { createStorageKeys } from "./storage-keys.ts";
import { STORAGE } from "./storage-layout.ts";

const world = createChain({ subnets: [createSubnet({ neurons: [createNeuron(0)] })] });

/** Our own metadata with its pallets changed, as plain JSON. */
function change(changePallets: (pallets: PalletJson[]) => PalletJson[]): Uint8Array {
  const registry = new TypeRegistry();
  const { asV14 } = new Metadata(registry, encodeMetadata(500));
  const pallets = changePallets(
    asV14.pallets.map((pallet: PalletMetadataV14) => pallet.toJSON() as unknown as PalletJson),
  );
  const { lookup, extrinsic, type } = asV14;
  const changed = registry.createType<MetadataV14>("MetadataV14", {
    lookup,
    pallets,
    extrinsic,
    type,
  });
  return hexToU8a(`0x6d6574610e${changed.toHex().slice(2)}`);
}

interface PalletJson {
  readonly name: string;
  readonly storage: {
    readonly items: readonly {
      readonly name: string;
      readonly type: { readonly map?: { hashers: string[] } };
    }[];
  };
}

it("serves a chain without our pallets", async () => {
  const metadata = change((pallets) =>
    pallets.filter(({ name }) => name === "System" || name === "Timestamp"),
  );
  await withServer({ world, metadata }, async (_server, client) => {
    const keys = createStorageKeys();
    expect(await client.call("state_getKeysPaged", ["0x", 100])).toEqual(
      (["System.Number", "System.ParentHash", "Timestamp.Now"] as const)
        .map((name) => keys.key(name))
        .toSorted(),
    );
    expect(await client.call("state_getStorage", [keys.key("System.Number")])).toBe("0x10270000");
  });
});

it("hashes keys as the metadata says", async () => {
  const metadata = change((pallets) => {
    const module = pallets.find(({ name }) => name === "SubtensorModule");
    const item = module?.storage.items.find(({ name }) => name === "Keys");
    if (item?.type.map !== undefined) item.type.map.hashers = ["Twox64Concat", "Blake2_128Concat"];
    return pallets;
  });
  const [netuid, uid] = STORAGE["SubtensorModule.Keys"].keys;
  const hashed = createStorageKeys({
    "SubtensorModule.Keys": {
      ...STORAGE["SubtensorModule.Keys"],
      keys: [
        { ...netuid!, hasher: "Twox64Concat" },
        { ...uid!, hasher: "Blake2_128Concat" },
      ],
    },
  });
  await withServer({ world, metadata }, async (_server, client) => {
    const key = hashed.key("SubtensorModule.Keys", "6000", "0000");
    expect(await client.call("state_getStorage", [key])).toBe(
      `0x${Buffer.from(keyOf(1_000)).toString("hex")}`,
    );
    const usual = createStorageKeys().key("SubtensorModule.Keys", "6000", "0000");
    expect(await client.call("state_getStorage", [usual])).toBeNull();
  });
});
