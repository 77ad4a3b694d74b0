import { describe, expect, it } from "vitest";
import type { RawClient } from "../../testing/raw-client.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import type { ChainWorld } from "../world.ts";
import type { ChainServer } from "./start-chain-server.ts";
import { createStorageKeys } from "./storage-keys.ts";
import { upgradeAtRequest } from "./upgrade-at-request.ts";

const SYMBOL = createStorageKeys().key("SubtensorModule.TokenSymbol", "6000");

function rename(symbol: string): (chain: ChainWorld) => ChainWorld {
  return (chain) => ({
    ...chain,
    subnets: chain.subnets.map((subnet) => ({ ...subnet, symbol })),
  });
}

async function readBest(client: RawClient): Promise<string[]> {
  const header = await client.call<{ number: string }>("chain_getHeader");
  return [header.number, await client.call<string>("chain_getBlockHash")];
}

async function countFrom(server: ChainServer, client: RawClient, total: number): Promise<string[]> {
  server.use(upgradeAtRequest(server, 3));
  const versions: string[] = [];
  for (let asked = 0; asked < total; asked += 1) {
    const version = await client.call<{ specVersion: number }>("state_getRuntimeVersion");
    versions.push(String(version.specVersion));
  }
  return versions;
}

describe("a runtime upgrade in mid-run", () => {
  it("comes with a certain request, and leaves earlier blocks as they were", async () => {
    await withServer({}, async (server, client) => {
      const before = await client.call<string>("chain_getFinalizedHead");
      expect(await countFrom(server, client, 5)).toEqual(["425", "425", "426", "426", "426"]);
      expect(await client.call("state_getRuntimeVersion", [before])).toMatchObject({
        specVersion: 425,
      });
      const after = await client.call<string>("chain_getFinalizedHead");
      expect(await client.call("chain_getHeader", [after])).toMatchObject({ parentHash: before });
    });
  });
});

describe("a head that is reorganised", () => {
  it("is another block of the same height, above a final head that stays", async () => {
    await withServer({}, async (server, client) => {
      const final = await client.call<string>("chain_getFinalizedHead");
      const first = server.reorganise(2);
      expect(await readBest(client)).toEqual(["0x2712", first.hash]);
      const second = server.reorganise(2);
      expect(await readBest(client)).toEqual(["0x2712", second.hash]);
      expect([first.number, second.number]).toEqual([10_002, 10_002]);
      expect(first.hash).not.toBe(second.hash);
      expect(await client.call("chain_getFinalizedHead")).toBe(final);
      const [at10001, at10003] = await client.call<string[]>("chain_getBlockHash", [
        [10_001, 10_003],
      ]);
      expect(at10003).toBeNull();
      expect(await client.call("chain_getHeader", [at10001])).toMatchObject({ parentHash: final });
      expect(await client.call("chain_getHeader", [second.hash])).toMatchObject({
        parentHash: at10001,
      });
      expect(await client.call("chain_getBlock", [second.hash])).toMatchObject({
        block: { header: { number: "0x2712" } },
      });
    });
  });

  it("keeps the state of every branch until another block is final, and the header after it", async () => {
    await withServer({}, async (server, client) => {
      const first = server.reorganise(1, rename("x"));
      const second = server.reorganise(3, rename("y"));
      const readSymbol = (at?: string): Promise<unknown> =>
        client.call("state_getStorage", at === undefined ? [SYMBOL] : [SYMBOL, at]);
      expect(await readSymbol(first.hash)).toBe("0x0478");
      expect([await readSymbol(second.hash), await readSymbol()]).toEqual(["0x0479", "0x0479"]);
      const final = server.advance((chain) => chain);
      expect(final.number).toBe(10_001);
      expect(await readBest(client)).toEqual(["0x2711", final.hash]);
      expect(await readSymbol()).toBe("0x08cf86");
      for (const { hash } of [first, second]) {
        const { error } = await client.request("state_getStorage", [SYMBOL, hash]);
        expect(error?.message).toContain(`State already discarded for ${hash}`);
        expect(await client.call("chain_getHeader", [hash])).not.toBeNull();
      }
    });
  });

  it("is told to who follows new heads, and not to who follows final ones", async () => {
    await withServer({}, async (server, client) => {
      await client.call("chain_subscribeNewHeads");
      await client.call("chain_subscribeFinalizedHeads");
      expect([await client.next(), await client.next()]).toMatchObject([
        { method: "chain_newHead", params: { result: { number: "0x2710" } } },
        { method: "chain_finalizedHead", params: { result: { number: "0x2710" } } },
      ]);
      server.reorganise(1);
      server.reorganise(1);
      server.advance((chain) => chain);
      const pushed = await Promise.all(Array.from({ length: 4 }, () => client.next()));
      expect(pushed.map(({ method }) => method)).toEqual([
        "chain_newHead",
        "chain_newHead",
        "chain_newHead",
        "chain_finalizedHead",
      ]);
      const roots = pushed.map(({ params }) => (params!.result as { stateRoot: string }).stateRoot);
      expect(new Set(roots).size).toBe(3);
      expect(roots[2]).toBe(roots[3]);
    });
  });

  it.each([0, -1, 1.5])("is not %d blocks deep", async (depth) => {
    await withServer({}, async (server) => {
      expect(() => server.reorganise(depth)).toThrow(RangeError);
      await Promise.resolve();
    });
  });
});
