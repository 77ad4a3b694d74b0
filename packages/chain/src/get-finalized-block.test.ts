import { describe, expect, it } from "vitest";
import { connectWorld } from "../testing/connect-world.ts";
import { chainWorld, subnet } from "../testing/world.ts";
import { getFinalizedBlock } from "./get-finalized-block.ts";
import { getSubnet } from "./get-subnet.ts";

describe("getFinalizedBlock", () => {
  it("gives number, hash and time of the newest block, in one data call", async () => {
    const { server, client, block } = await connectWorld(chainWorld([]));
    expect(block).toMatchObject({ number: 7_000_000, timestamp: 1_790_000_000_000 });
    const next = server.advance((chain) => chain);
    await expect(getFinalizedBlock(client)).resolves.toEqual(next);
    expect(next).toMatchObject({ number: 7_000_001, timestamp: 1_790_000_012_000 });
    expect(server.counts.dataCalls).toBe(1);
    expect(server.counts.total).toBe(4);
  });

  it.each([
    ["no hash", "chain_getFinalizedHead", 7, "CHAIN_BAD_ANSWER"],
    ["no header", "chain_getHeader", null, "CHAIN_STATE_DISCARDED"],
    ["a header without a number", "chain_getHeader", { parentHash: "0x" }, "CHAIN_BAD_ANSWER"],
    [
      "a number beyond 2 ** 53",
      "chain_getHeader",
      { number: `0x${"f".repeat(16)}` },
      "CHAIN_BAD_ANSWER",
    ],
    ["a header without a parent", "chain_getHeader", { number: "0x1" }, "CHAIN_BAD_ANSWER"],
    ["no version", "state_getRuntimeVersion", {}, "CHAIN_BAD_ANSWER"],
    ["no time", "state_queryStorageAt", [{ changes: [] }], "CHAIN_BAD_ANSWER"],
  ])("does not take %s for an answer", async (...[, method, result, code]) => {
    const { server, client } = await connectWorld(chainWorld([]));
    server.advance((chain) => chain);
    server.use((request) => (request.method === method ? { result } : undefined));
    await expect(getFinalizedBlock(client)).rejects.toMatchObject({ code });
    // One bad answer is not the end of the connection, nor is it remembered.
    server.use(undefined);
    await expect(getFinalizedBlock(client)).resolves.toMatchObject({ number: 7_000_001 });
  });

  it("does not take the header of another block for an answer, nor an altered one", async () => {
    const { server, client, block } = await connectWorld(chainWorld([]));
    const other = (await client.request("chain_getHeader", [block.hash])) as Record<
      string,
      unknown
    >;
    const next = server.advance((chain) => chain);
    const own = (await client.request("chain_getHeader", [next.hash])) as typeof other;
    for (const result of [
      other,
      { ...own, number: "0x6acfc2" },
      { ...own, parentHash: other["parentHash"] },
      { ...own, stateRoot: undefined },
      { ...own, digest: { logs: ["0x00"] } },
      { ...own, digest: { logs: [7] } },
      { ...own, digest: null },
    ]) {
      server.use(({ method }) => (method === "chain_getHeader" ? { result } : undefined));
      await expect(getFinalizedBlock(client)).rejects.toMatchObject({
        code: "CHAIN_BAD_ANSWER",
        message: expect.stringContaining("of another block") as string,
      });
    }
    server.use(undefined);
    await expect(getFinalizedBlock(client)).resolves.toEqual(next);
  });

  it.each([
    "chain_getFinalizedHead",
    "chain_getHeader",
    "state_getRuntimeVersion",
    "state_queryStorageAt",
  ])("stops at %s with the very reason", async (method) => {
    const { server, client } = await connectWorld(chainWorld([]));
    server.advance((chain) => chain);
    const controller = new AbortController();
    const reason = new Error("stop");
    server.use((request) => {
      if (request.method !== method) return undefined;
      controller.abort(reason);
      return "stall";
    });
    const { signal } = controller;
    await expect(getFinalizedBlock(client, { signal })).rejects.toBe(reason);
  });
});

describe("a runtime upgrade while connected", () => {
  it("reads each block by the runtime that wrote it, and each runtime's metadata once", async () => {
    const { server, client, block } = await connectWorld(chainWorld([subnet(1)]));
    server.advance((chain) => ({ ...chain, specVersion: 426 }));
    server.advance((chain) => chain);
    const after = await getFinalizedBlock(client);
    expect((await client.getSchema(block.hash)).specVersion).toBe(425);
    expect((await client.getSchema(after.hash)).specVersion).toBe(426);
    expect(server.counts.byKind["state_call"]).toBe(1);
    server.advance((chain) => chain);
    const later = await getFinalizedBlock(client);
    expect(server.counts.byKind["state_call"]).toBe(1);
    for (const at of [block, after, later]) {
      const { neurons } = await getSubnet(client, { netuid: 1, block: at });
      expect(neurons).toHaveLength(3);
    }
    expect(client.specVersion).toBe(425);
  });

  it("reads the block that upgrades by the runtime before", async () => {
    const { server, client } = await connectWorld(chainWorld([]));
    const upgrading = server.advance((chain) => ({ ...chain, specVersion: 426 }));
    expect((await client.getSchema(upgrading.hash)).specVersion).toBe(425);
  });
});
