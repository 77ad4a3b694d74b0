import { describe, expect, it } from "vitest";
import { connectWorld, serveWorld } from "../testing/connect-world.ts";
import { chainWorld, subnet } from "../testing/world.ts";
import { connectChain } from "./connect-chain.ts";
import { getBlock } from "./get-block.ts";
import { getBlockAt } from "./get-block-at.ts";
import { getFinalizedBlock } from "./get-finalized-block.ts";
import { getSubnet } from "./get-subnet.ts";

describe("getBlock", () => {
  it("gives a block of the past by its number, in one data call", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    server.advance((chain) => ({ ...chain, subnets: [subnet(1, {}, 5)] }));
    const later = await getFinalizedBlock(client);
    server.counts.reset();
    const found = await getBlock(client, { number: block.number, block: later });
    expect(found).toEqual(block);
    expect(server.counts.dataCalls).toBe(1);
    const { neurons } = await getSubnet(client, { netuid: 1, block: found });
    expect(neurons).toHaveLength(3);
  });

  it("gives the finalized block itself without a call", async () => {
    const { client, server, block } = await connectWorld(chainWorld([]));
    await expect(getBlock(client, { number: block.number, block })).resolves.toBe(block);
    expect(server.counts.total).toBe(0);
  });

  it("gives the last block at a time, with getBlockAt", async () => {
    const { client, block } = await connectWorld(chainWorld([]));
    const time = block.timestamp - 100 * 12_000 + 1;
    const number = await getBlockAt(client, { time, block });
    await expect(getBlock(client, { number, block })).resolves.toMatchObject({
      number: block.number - 100,
      timestamp: time - 1,
    });
  });

  it("points to the archive where the state is gone, and finds it at a node that has it", async () => {
    const world = chainWorld([subnet(1)]);
    const { client, server, block } = await connectWorld(world);
    server.advance((chain) => ({ ...chain, headNumber: chain.headNumber + 400 }));
    const head = await getFinalizedBlock(client);
    const { number } = block;
    await expect(getBlock(client, { number, block: head })).rejects.toMatchObject({
      code: "CHAIN_STATE_DISCARDED",
      next: expect.stringContaining("--network archive") as string,
    });
    const archive = await serveWorld(world);
    await using both = await connectChain({ endpoints: [server.url, archive.url] });
    await expect(getBlock(both, { number, block: head })).resolves.toEqual(block);
  });

  it("does not take another block for it, nor none", async () => {
    const { client, server, block } = await connectWorld(chainWorld([]));
    for (const [result, code] of [
      [block.hash, "CHAIN_BAD_ANSWER"],
      [null, "CHAIN_STATE_DISCARDED"],
    ] as const) {
      server.use(({ method }) => (method === "chain_getBlockHash" ? { result } : undefined));
      await expect(getBlock(client, { number: 6_999_900, block })).rejects.toMatchObject({ code });
    }
  });

  it.each([-1, 0.5, Number.NaN, 7_000_001])("refuses number %d", async (number) => {
    const { client, block } = await connectWorld(chainWorld([]));
    await expect(getBlock(client, { number, block })).rejects.toThrow(
      `number must be an integer from 0 to 7000000, the finalized block: got ${number}`,
    );
  });

  it.each(["chain_getBlockHash", "chain_getHeader", "state_queryStorageAt"])(
    "stops at %s with the very reason",
    async (method) => {
      const { client, server, block } = await connectWorld(chainWorld([]));
      const controller = new AbortController();
      const reason = new Error("stop");
      server.use((request) => {
        if (request.method !== method) return undefined;
        controller.abort(reason);
        return "stall";
      });
      const { signal } = controller;
      await expect(getBlock(client, { number: 6_999_900, block, signal })).rejects.toBe(reason);
      await expect(getBlock(client, { number: 6_999_900, block, signal })).rejects.toBe(reason);
    },
  );
});
