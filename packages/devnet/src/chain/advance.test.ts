import { describe, expect, it } from "vitest";
import { withServer } from "../../testing/with-chain-server.ts";
import type { ChainWorld } from "../world.ts";
import { createStorageKeys } from "./storage-keys.ts";
import { keyOf } from "../../testing/chain-world.ts";

const keys = createStorageKeys();
const NETUID_96 = "6000";
const SYMBOL = keys.key("SubtensorModule.TokenSymbol", NETUID_96);
const NOW = keys.key("Timestamp.Now");

function renameSymbol(symbol: string): (chain: ChainWorld) => ChainWorld {
  return (chain) => ({
    ...chain,
    subnets: chain.subnets.map((subnet) => ({ ...subnet, symbol })),
  });
}

describe("advance", () => {
  it("changes the head's state and leaves that of earlier blocks", async () => {
    await withServer({}, async (server, client) => {
      const before = await client.call("chain_getFinalizedHead");
      const block = server.advance(renameSymbol("x"));
      expect(block).toEqual({
        number: 10_001,
        hash: await client.call("chain_getFinalizedHead"),
        timestamp: 1_790_000_012_000,
      });
      expect(await client.call("state_getStorage", [SYMBOL])).toBe("0x0478");
      expect(await client.call("state_getStorage", [SYMBOL, before])).toBe("0x08cf86");
      expect(await client.call("chain_getHeader", [block.hash])).toMatchObject({
        parentHash: before,
        number: "0x2711",
      });
      const [now, then] = [block.hash, before].map((at) =>
        client.call("state_getStorage", [NOW, at]),
      );
      expect(await now).toBe("0xe09a50c4a0010000");
      expect(await then).toBe("0x006c50c4a0010000");
    });
  });

  it("can make many blocks at once, whose state is the old one up to the last", async () => {
    await withServer({}, async (server, client) => {
      const change = renameSymbol("x");
      server.advance((chain) => change({ ...chain, headNumber: 10_400 }));
      const [last, last1, oldest] = await client.call<string[]>("chain_getBlockHash", [
        [10_400, 10_399, 10_100],
      ]);
      expect(await client.call("state_getStorage", [SYMBOL, last])).toBe("0x0478");
      expect(await client.call("state_getStorage", [SYMBOL, last1])).toBe("0x08cf86");
      expect(await client.call("state_getStorage", [SYMBOL, oldest])).toBe("0x08cf86");
      server.advance((chain) => ({ ...chain, headNumber: 10_700 }));
      expect(await client.call("state_getStorage", [SYMBOL, last])).toBe("0x0478");
      const discarded = await client.request("state_getStorage", [SYMBOL, last1]);
      expect(discarded.error?.message).toContain("State already discarded");
    });
  });

  it("hands the chain as it is to the change, and takes no other genesis", async () => {
    await withServer({}, async (server) => {
      const seen: [number, number][] = [];
      for (let round = 0; round < 2; round += 1) {
        server.advance((chain) => {
          seen.push([chain.headNumber, chain.headTimestamp]);
          return chain;
        });
      }
      expect(seen).toEqual([
        [10_000, 1_790_000_000_000],
        [10_001, 1_790_000_012_000],
      ]);
      const genesisHash = `0x${"00".repeat(32)}` as const;
      expect(() => server.advance((chain) => ({ ...chain, genesisHash }))).toThrow(RangeError);
      await Promise.resolve();
    });
  });

  it.each([
    ["chain_subscribeNewHeads", "chain_newHead", "chain_unsubscribeNewHeads"],
    ["chain_subscribeFinalizedHeads", "chain_finalizedHead", "chain_unsubscribeFinalizedHeads"],
    ["chain_subscribeAllHeads", "chain_allHead", "chain_unsubscribeAllHeads"],
  ])("tells %s of the head now and of each new block", async (subscribe, method, unsubscribe) => {
    await withServer({}, async (server, client) => {
      const subscription = await client.call(subscribe);
      const push = (number: string): object => ({
        method,
        params: { subscription, result: { number } },
      });
      expect(await client.next()).toMatchObject(push("0x2710"));
      server.advance((chain) => ({ ...chain, headNumber: 10_002 }));
      expect(await client.next()).toMatchObject(push("0x2711"));
      expect(await client.next()).toMatchObject(push("0x2712"));
      expect(await client.call(unsubscribe, [subscription])).toBe(true);
      expect(await client.call(unsubscribe, [subscription])).toBe(false);
      server.advance((chain) => chain);
      // Were there a push, it would have come before this answer.
      expect(await client.call("system_chain")).toBe("Bittensor");
      expect(await Promise.race([client.next(), Promise.resolve("nothing")])).toBe("nothing");
    });
  });

  it("tells of changed values only", async () => {
    await withServer({}, async (server, client) => {
      const owner = keys.key("SubtensorModule.SubnetOwner", NETUID_96);
      await client.call("state_subscribeStorage", [[SYMBOL, owner]]);
      const changes = async (): Promise<unknown> => {
        const { params } = await client.next();
        return (params!.result as { changes: unknown }).changes;
      };
      expect(await changes()).toEqual([
        [SYMBOL, "0x08cf86"],
        [owner, `0x${Buffer.from(keyOf(11)).toString("hex")}`],
      ]);
      server.advance((chain) => chain);
      server.advance(renameSymbol("x"));
      expect(await changes()).toEqual([[SYMBOL, "0x0478"]]);
    });
  });

  it("tells of a runtime upgrade, and serves its metadata", async () => {
    await withServer({}, async (server, client) => {
      await client.call("state_subscribeRuntimeVersion");
      const version = async (): Promise<unknown> => (await client.next()).params?.result;
      expect(await version()).toMatchObject({ specVersion: 425, specName: "node-subtensor" });
      server.advance((chain) => chain);
      server.advance((chain) => ({ ...chain, specVersion: 426 }));
      expect(await version()).toMatchObject({ specVersion: 426 });
      const old = await client.call<string>("chain_getBlockHash", [10_001]);
      expect(await client.call("state_getRuntimeVersion", [old])).toMatchObject({
        specVersion: 425,
      });
      const metadata = [
        await client.call<string>("state_getMetadata"),
        await client.call<string>("state_getMetadata", [old]),
      ];
      expect(metadata[0]).toMatch(/^0x6d6574610e/);
      expect(metadata[0]).not.toBe(metadata[1]);
    });
  });
});
