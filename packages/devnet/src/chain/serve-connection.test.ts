import { describe, expect, it } from "vitest";
import { createChain, createCommitment, createSubnet, keyOf } from "../../testing/chain-world.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { createStorageKeys } from "./storage-keys.ts";

const keys = createStorageKeys();
const NETUID_96 = "6000";
const SYMBOL = keys.key("SubtensorModule.TokenSymbol", NETUID_96);
const NOW = keys.key("Timestamp.Now");

describe("JSON-RPC", () => {
  it("answers a batch as a batch, each item by its id, notifications not at all", async () => {
    await withServer({}, async (server, client) => {
      const item = { jsonrpc: "2.0", method: "system_chain", params: [] };
      client.send(
        JSON.stringify([{ ...item, id: "a" }, item, { ...item, id: "b", method: "nope" }, 3]),
      );
      expect(await client.next<unknown>()).toEqual([
        { jsonrpc: "2.0", id: "a", result: "Bittensor" },
        { jsonrpc: "2.0", id: "b", error: { code: -32601, message: "Method not found" } },
        { jsonrpc: "2.0", id: null, error: { code: -32600, message: "Invalid request" } },
      ]);
      expect(server.counts.byKind).toEqual({ system_chain: 2, nope: 1 });
    });
  });

  it.each([
    ["state_getStorage", []],
    ["state_getStorage", ["0x0"]],
    ["state_getStorage", ["zz"]],
    ["state_getStorage", [NOW, 5]],
    ["state_queryStorageAt", [NOW]],
    ["state_queryStorageAt", [[1]]],
    ["state_getKeysPaged", [NOW]],
    ["state_getKeysPaged", [NOW, -1]],
    ["state_call", []],
    ["state_subscribeStorage", [null]],
    ["chain_getBlockHash", ["x"]],
    ["chain_getBlockHash", [-1]],
    ["chain_getHeader", [{}]],
  ])("refuses %s with %j", async (method, params) => {
    await withServer({}, async (_server, client) => {
      const { error } = await client.request(method, params);
      expect(error).toMatchObject({ code: -32602, message: "Invalid params" });
    });
  });

  it.each(["toString", "__proto__", "author_submitExtrinsic"])("has no %s", async (method) => {
    await withServer({}, async (_server, client) => {
      const { error } = await client.request(method);
      expect(error).toEqual({ code: -32601, message: "Method not found" });
    });
  });

  it("lists exactly the methods that it answers", async () => {
    await withServer({}, async (_server, client) => {
      const { methods } = await client.call<{ methods: string[] }>("rpc_methods");
      expect(methods).toEqual(methods.toSorted());
      expect(methods).toContain("state_queryStorageAt");
      for (const method of methods) {
        const { error } = await client.request(method);
        expect([method, error?.code]).not.toEqual([method, -32601]);
        expect([method, error?.code]).not.toEqual([method, -32603]);
      }
    });
  });

  it("refuses answers above the limit of nodes", async () => {
    // 2,000 commitments of 4,096 bytes each are 16 MB of hex.
    const encoded = new Uint8Array(4_096);
    const commitments = Array.from({ length: 2_000 }, (_, at) =>
      createCommitment(keyOf(at), { encoded }),
    );
    const world = createChain({ subnets: [createSubnet({ commitments })] });
    await withServer({ world }, async (_server, client) => {
      const prefix = keys.key("Commitments.CommitmentOf", NETUID_96);
      const first = await client.call<string[]>("state_getKeysPaged", [prefix, 1_000, prefix]);
      const rest = await client.call<string[]>("state_getKeysPaged", [prefix, 1_000, first.at(-1)]);
      const { error } = await client.request("state_queryStorageAt", [[...first, ...rest]]);
      expect(error).toMatchObject({ code: -32008, message: "Response is too big" });
      const [set] = await client.call<{ changes: unknown[] }[]>("state_queryStorageAt", [first]);
      expect(set!.changes).toHaveLength(1_000);
    });
  });
});

it("says what it is", async () => {
  await withServer({}, async (_server, client) => {
    expect(await client.call("system_properties")).toEqual({
      ss58Format: 42,
      tokenDecimals: 9,
      tokenSymbol: "TAO",
    });
    expect(await client.call("system_health")).toMatchObject({ isSyncing: false });
    expect(await client.call("system_name")).toContain("devnet");
    expect(await client.call("chain_getBlockHash", [0])).toBe(createChain().genesisHash);
    expect(await client.call("state_getStorageSize", [SYMBOL])).toBe(3);
    expect(await client.call("state_getStorageSize", ["0x00"])).toBeNull();
    expect(await client.call("state_getStorageHash", [SYMBOL])).toMatch(/^0x[0-9a-f]{64}$/);
  });
});

it("counts requests by method, and those for data apart", async () => {
  await withServer({}, async (server, client) => {
    await client.call("state_getStorage", [SYMBOL]);
    await client.call("state_getStorageAt", [SYMBOL]);
    await client.call("state_queryStorageAt", [[SYMBOL]]);
    await client.call("state_getKeysPaged", [SYMBOL, 1]);
    await client.request("state_call", ["SubnetInfoRuntimeApi_get_all_dynamic_info", "0x"]);
    await client.call("state_call", ["Metadata_metadata_versions", "0x"]);
    await client.call("state_getMetadata");
    await client.call("chain_getFinalizedHead");
    expect(server.counts.dataCalls).toBe(5);
    expect(server.counts.total).toBe(8);
    expect(server.counts.byKind).toMatchObject({ state_call: 2, chain_getFinalizedHead: 1 });
    server.counts.reset();
    expect([server.counts.total, server.counts.dataCalls]).toEqual([0, 0]);
  });
});

it("takes in further requests while earlier ones wait out their latency", async () => {
  await withServer({ latencyMs: 20 }, async (server, client) => {
    const answers = Array.from({ length: 50 }, () => client.call("system_chain"));
    await answers[0];
    // One after the other, the second would have come in only now.
    expect(server.counts.total).toBe(50);
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 50 }, () => "Bittensor"));
  });
});
