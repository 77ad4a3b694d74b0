import { Metadata, TypeRegistry } from "@polkadot/types";
import { hexToU8a } from "@polkadot/util";
import { describe, expect, it } from "vitest";
import { createChain, createCommitment, createSubnet, keyOf } from "../../testing/chain-world.ts";
import { encodeMetadata, type MetadataVersion } from "./metadata.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { createStorageKeys } from "./storage-keys.ts";

const keys = createStorageKeys();
const NETUID_96 = "6000";
const SYMBOL = keys.key("SubtensorModule.TokenSymbol", NETUID_96);

describe("keys in pages", () => {
  const commitments = Array.from({ length: 2_500 }, (_, at) => createCommitment(keyOf(at)));
  const world = createChain({
    subnets: [createSubnet({ commitments }), createSubnet({ netuid: 7 })],
  });
  const prefix = keys.key("Commitments.CommitmentOf", NETUID_96);

  it("gives every key once, a thousand at most at a time", async () => {
    await withServer({ world }, async (server, client) => {
      const pages: string[][] = [];
      for (let start: string | undefined = prefix; start !== undefined;) {
        const page: string[] = await client.call("state_getKeysPaged", [prefix, 1_000, start]);
        pages.push(page);
        start = page.length === 1_000 ? page.at(-1) : undefined;
      }
      expect(pages.map((page) => page.length)).toEqual([1_000, 1_000, 500]);
      const all = pages.flat();
      expect(new Set(all).size).toBe(2_500);
      expect(all).toEqual(all.toSorted());
      expect(all.every((key) => key.startsWith(prefix))).toBe(true);
      expect(server.counts.byKind).toEqual({ state_getKeysPaged: 3 });
    });
  });

  it("refuses larger pages", async () => {
    await withServer({}, async (_server, client) => {
      const { error } = await client.request("state_getKeysPaged", [prefix, 1_001]);
      expect(error).toEqual({
        code: 4002,
        message: "count exceeds maximum value. value: 1001, max: 1000",
      });
    });
  });
});

it("reads thousands of keys at once, absent ones as null and in the order asked", async () => {
  await withServer({}, async (_server, client) => {
    const head = await client.call("chain_getFinalizedHead");
    const asked = Array.from({ length: 2_560 }, (_, uid) => {
      const slot = Buffer.from([uid & 0xff, uid >> 8]).toString("hex");
      return keys.key("SubtensorModule.Keys", NETUID_96, slot);
    });
    const [set] = await client.call<{ block: string; changes: [string, string | null][] }[]>(
      "state_queryStorageAt",
      [asked, head],
    );
    expect(set!.block).toBe(head);
    expect(set!.changes.map(([key]) => key)).toEqual(asked);
    const values = set!.changes.map(([, value]) => value);
    expect(values.filter((value) => value !== null)).toHaveLength(5);
    expect(values[4]).toBe(`0x${Buffer.from(keyOf(1_004)).toString("hex")}`);
  });
});

describe("state that is not kept", () => {
  it("is refused 301 blocks behind the head, while blocks and headers stay", async () => {
    await withServer({}, async (server, client) => {
      const [kept, gone, old] = await client.call<string[]>("chain_getBlockHash", [
        [9_700, 9_699, 12],
      ]);
      expect(await client.call("state_getStorage", [SYMBOL, kept])).toBe("0x08cf86");
      for (const hash of [gone, old]) {
        const message = `Client error: UnknownBlock: State already discarded for ${hash}`;
        const error = { code: 4003, message };
        expect((await client.request("state_getStorage", [SYMBOL, hash])).error).toEqual(error);
        expect((await client.request("state_queryStorageAt", [[SYMBOL], hash])).error).toEqual(
          error,
        );
        const paged = await client.request("state_getKeysPaged", ["0x", 1, null, hash]);
        expect(paged.error).toEqual(error);
        expect((await client.request("state_getRuntimeVersion", [hash])).error).toEqual({
          code: 4003,
          message: `Client error: Api called for an unknown Block: State already discarded for ${hash}`,
        });
        expect(await client.call("chain_getHeader", [hash])).toMatchObject({
          digest: { logs: [] },
        });
      }
      const block = await client.call("chain_getBlock", [old]);
      expect(block).toMatchObject({ block: { header: { number: "0xc" } }, justifications: null });

      server.advance((chain) => chain);
      const after = await client.request("state_getStorage", [SYMBOL, kept]);
      expect(after.error?.message).toContain(`State already discarded for ${kept}`);
    });
  });

  it("is told from blocks that there are not", async () => {
    await withServer({}, async (_server, client) => {
      const hash = `0x${"12".repeat(32)}`;
      expect((await client.request("state_getStorage", [SYMBOL, hash])).error).toEqual({
        code: 4003,
        message: `Client error: UnknownBlock: Header was not found in the database: ${hash}`,
      });
      expect(await client.call("chain_getHeader", [hash])).toBeNull();
      expect(await client.call("chain_getBlock", [hash])).toBeNull();
      expect(await client.call("chain_getBlockHash", [10_001])).toBeNull();
      expect(await client.call("chain_getBlockHash", ["0x2710"])).toBe(
        await client.call("chain_getHead"),
      );
    });
  });
});

describe("metadata by state_call", () => {
  it.each([14, 15])("is there in version %i", async (version) => {
    await withServer({}, async (_server, client) => {
      const wrapped = await client.call<string>("state_call", [
        "Metadata_metadata_at_version",
        `0x0${version.toString(16)}000000`,
      ]);
      const registry = new TypeRegistry();
      const opaque = registry.createType("Option<Bytes>", hexToU8a(wrapped));
      const metadata = new Metadata(registry, opaque.unwrap().toHex());
      expect(metadata.version).toBe(version);
      expect(metadata.toHex()).toBe(encodeMetadata(425, version as MetadataVersion));
    });
  });

  it("says which versions there are, and that there is no other", async () => {
    await withServer({}, async (server, client) => {
      const call = (...params: readonly unknown[]): Promise<string> =>
        client.call("state_call", params);
      expect(await call("Metadata_metadata_versions", "0x")).toBe("0x080e0000000f000000");
      expect(await call("Metadata_metadata_at_version", "10000000")).toBe("0x00");
      expect(await call("Metadata_metadata_at_version", "0e000000")).toBe(
        await call("Metadata_metadata", "").then((hex) => `0x01${hex.slice(2)}`),
      );
      expect(await client.call("state_getMetadata")).toBe(encodeMetadata(425));
      expect(server.counts.dataCalls).toBe(0);
    });
  });
});
