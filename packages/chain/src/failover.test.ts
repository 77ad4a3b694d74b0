import { EventEmitter, once } from "node:events";
import { type ChainServer, type ChainWorld, createWorld } from "@flock-tools/devnet";
import { delay } from "@flock-tools/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectWorld, serveWorld } from "../testing/connect-world.ts";
import { NO_PAUSE } from "../testing/no-pause.ts";
import { listenUpgrade, unusedAddress } from "../testing/servers.ts";
import { watchLogger } from "../testing/watch-logger.ts";
import { chainWorld, GENESIS, subnet } from "../testing/world.ts";
import type { ChainRetry } from "./chain-retry.ts";
import type { ChainClient } from "./client.ts";
import { connectChain } from "./connect-chain.ts";
import { getBlockAt } from "./get-block-at.ts";
import { getCommitments } from "./get-commitments.ts";
import { getFinalizedBlock } from "./get-finalized-block.ts";
import { getSubnet } from "./get-subnet.ts";
import { listSubnets } from "./list-subnets.ts";

const WORLD = chainWorld([subnet(1), subnet(2)]);
const HOUR_MS = 3_600_000;

interface Two {
  readonly first: ChainServer;
  readonly second: ChainServer;
  readonly client: ChainClient;
  readonly warnings: ReturnType<typeof watchLogger>["warnings"];
}

/** Two nodes of one chain and a client of both, which is at the first. */
async function connectTwo(
  worlds: readonly [ChainWorld, ChainWorld] = [WORLD, WORLD],
): Promise<Two> {
  const [first, second] = await Promise.all([serveWorld(worlds[0]), serveWorld(worlds[1])]);
  const { logger, warnings } = watchLogger();
  const client = await connectChain({
    endpoints: [first.url, second.url],
    timeoutMs: 5_000,
    retry: NO_PAUSE,
    logger,
  });
  onTestFinished(() => client.disconnect());
  return { first, second, client, warnings };
}

const internalError = { error: { code: -32_603, message: "Internal error" } } as const;

describe("connectChain to several endpoints", () => {
  it("connects to the first alone as long as it serves", async () => {
    const { first, second, client } = await connectTwo();
    const block = await getFinalizedBlock(client);
    await getSubnet(client, { netuid: 1, block });
    expect(client).toMatchObject({
      endpoint: first.url,
      genesis: GENESIS,
      chainName: "Bittensor",
      specVersion: 425,
    });
    expect(second.handshakes).toBe(0);
  });

  it("takes one endpoint given twice for one", async () => {
    const server = await serveWorld(WORLD);
    await using client = await connectChain({
      endpoints: [server.url, server.url],
      retry: { attempts: 1 },
    });
    server.use(() => "close");
    await expect(client.request("system_chain", [])).rejects.toThrow(
      `${server.url} closed the connection`,
    );
    expect(server.handshakes).toBe(1);
  });

  it.each([[[]], [["ws://127.0.0.1:1", "http://x"]]])("refuses %j", async (endpoints) => {
    await expect(connectChain({ endpoints })).rejects.toMatchObject({ kind: "usage" });
  });

  it("passes over nodes that nobody can connect to, of another chain or of none", async () => {
    const other = await serveWorld({ ...WORLD, genesisHash: `0x${"cd".repeat(32)}` });
    const web = await listenUpgrade("HTTP/1.1 200 OK");
    const good = await serveWorld(WORLD);
    const { logger, warnings } = watchLogger();
    await using client = await connectChain({
      endpoints: [`ws://${await unusedAddress()}/key`, `ws://${web}`, other.url, good.url],
      expectedGenesis: GENESIS,
      logger,
    });
    expect(client.endpoint).toBe(good.url);
    expect(warnings.map(({ fields }) => fields?.["code"])).toEqual([
      "CHAIN_REFUSED",
      "CHAIN_NOT_JSON_RPC",
      "CHAIN_WRONG_GENESIS",
    ]);
    expect(JSON.stringify(warnings)).not.toContain("key");
  });

  it("names all that were tried, by host alone, and leaves nothing open", async () => {
    const refused = `ws://${await unusedAddress()}`;
    const web = `ws://${await listenUpgrade("HTTP/1.1 404 Not Found")}`;
    await expect(connectChain({ endpoints: [`${refused}/secret-key`, web] })).rejects.toMatchObject(
      {
        name: "ChainError",
        kind: "chain",
        code: "CHAIN_REFUSED",
        message: `none of 2 endpoints could be used: ${refused}: cannot connect to ${refused}: nothing listens there (connect ECONNREFUSED ${refused.slice(5)}); ${web}: ${web} does not speak WebSocket there (HTTP 404)`,
        cause: expect.any(AggregateError) as AggregateError,
        next: expect.stringContaining("--endpoint") as string,
      },
    );
  });

  it("stops in the connecting with the very reason", async () => {
    const server = await serveWorld(WORLD);
    const reason = new Error("stop");
    const controller = new AbortController();
    server.use(() => {
      controller.abort(reason);
      return "stall";
    });
    const endpoints = [server.url, `ws://${await unusedAddress()}`];
    const { signal } = controller;
    await expect(connectChain({ endpoints, signal })).rejects.toBe(reason);
  });
});

describe("a node that fails", () => {
  it.each([
    ["closes", "close"],
    ["answers with an error", internalError],
    ["has discarded the state", { error: { code: 4003, message: "State already discarded" } }],
    ["allows no more", { error: { code: -32_029, message: "Too many requests" } }],
    ["answers nonsense", { result: 7 }],
  ] as const)("%s: the next one gives the same, at the same hash", async (_, fault) => {
    const { first, second, client, warnings } = await connectTwo();
    const block = await getFinalizedBlock(client);
    const read = async (): Promise<unknown[]> => [
      await getSubnet(client, { netuid: 1, block }),
      await listSubnets(client, { block }),
      await getCommitments(client, { block, netuids: [2], neuronCounts: new Map([[2, 3]]) }),
      await getBlockAt(client, { block, time: block.timestamp - HOUR_MS }),
    ];
    const expected = await read();
    const asked: unknown[] = [];
    first.use(() => fault);
    second.use(({ method, params }) => {
      if (method.startsWith("state_q") || method.startsWith("state_call"))
        asked.push(params.at(-1));
      return undefined;
    });
    await expect(read()).resolves.toEqual(expected);
    expect(client.endpoint).toBe(second.url);
    // Once: whoever served last is asked first.
    const failed = warnings.filter(({ message }) => message === "a chain node failed");
    expect(failed).toHaveLength(1);
    expect(new Set(asked).size).toBeLessThanOrEqual(2);
    expect(asked.filter((hash) => hash === block.hash).length).toBeGreaterThan(2);
  });

  it("is left at a data call in the middle: all is asked again of the other", async () => {
    for (const place of [1, 2]) {
      const { first, second, client } = await connectTwo();
      const block = await getFinalizedBlock(client);
      const expected = await getSubnet(client, { netuid: 1, block });
      second.counts.reset();
      let calls = 0;
      first.use(() => (++calls === place ? internalError : undefined));
      const found = await getSubnet(client, { netuid: 1, block, via: "runtime-api" });
      expect(found).toEqual(expected);
      expect(second.counts.byKind["state_queryStorageAt"]).toBe(1);
      expect(second.counts.dataCalls).toBe(2);
    }
  });

  it("is not asked for ever: the error names both", async () => {
    const { first, second, client } = await connectTwo();
    const block = await getFinalizedBlock(client);
    first.use(() => internalError);
    second.use(() => "close");
    await expect(getSubnet(client, { netuid: 1, block })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringMatching(
        new RegExp(`none of 2 endpoints .*${first.url}: .*Internal error.*; ${second.url}: `),
      ) as string,
    });
    first.use(undefined);
    second.use(undefined);
    await expect(getSubnet(client, { netuid: 1, block })).resolves.toMatchObject({ netuid: 1 });
  });

  it("comes back: a connection that was lost is made again when its turn comes", async () => {
    const { first, second, client } = await connectTwo();
    const block = await getFinalizedBlock(client);
    first.use(() => "close");
    await getSubnet(client, { netuid: 1, block });
    first.use(undefined);
    second.use(() => "close");
    await expect(getSubnet(client, { netuid: 2, block })).resolves.toMatchObject({ netuid: 2 });
    expect(client.endpoint).toBe(first.url);
    expect(first.handshakes).toBe(2);
  });

  it("is asked no more for what the chain has decided", async () => {
    const { second, client } = await connectTwo();
    const block = await getFinalizedBlock(client);
    await expect(getSubnet(client, { netuid: 7, block })).rejects.toMatchObject({
      code: "CHAIN_SUBNET_NOT_FOUND",
      message: "there is no subnet 7 at block 7000000",
    });
    expect(second.handshakes).toBe(0);
  });
});

describe("nodes that are not alike", () => {
  it("asks the one that keeps more for what the other has discarded", async () => {
    const { first, second, client } = await connectTwo();
    const block = await getFinalizedBlock(client);
    first.advance((chain) => ({ ...chain, headNumber: chain.headNumber + 400 }));
    await expect(getSubnet(client, { netuid: 1, block })).resolves.toMatchObject({ block });
    expect(client.endpoint).toBe(second.url);
  });

  it("points to the archive where all have discarded it, whatever else is wrong", async () => {
    const { first, second, client } = await connectTwo();
    const block = await getFinalizedBlock(client);
    first.use(() => "close");
    second.advance((chain) => ({ ...chain, headNumber: chain.headNumber + 400 }));
    await expect(getSubnet(client, { netuid: 1, block })).rejects.toMatchObject({
      code: "CHAIN_STATE_DISCARDED",
      next: expect.stringContaining("archive") as string,
    });
  });

  it("never takes a node of another chain, though it has none to compare with but the first", async () => {
    const other = { ...WORLD, genesisHash: `0x${"cd".repeat(32)}` as const };
    const { first, second, client } = await connectTwo([WORLD, other]);
    const block = await getFinalizedBlock(client);
    first.use(() => internalError);
    await expect(getSubnet(client, { netuid: 1, block })).rejects.toThrow(
      `${second.url} is on another chain`,
    );
    expect(second.counts.dataCalls).toBe(0);
  });

  it("never takes a block that the next node does not have for another one", async () => {
    const { first, client } = await connectTwo();
    const block = first.advance((chain) => ({ ...chain, subnets: [subnet(1, {}, 5)] }));
    first.use(() => internalError);
    await expect(getSubnet(client, { netuid: 1, block })).rejects.toMatchObject({
      code: "CHAIN_STATE_DISCARDED",
    });
  });

  it("reads each block by its own runtime on either node", async () => {
    const { first, second, client } = await connectTwo();
    const block = await getFinalizedBlock(client);
    for (const server of [first, second]) {
      server.advance((chain) => ({ ...chain, specVersion: 426 }));
      server.advance((chain) => chain);
    }
    const after = await getFinalizedBlock(client);
    const expected = await Promise.all(
      [block, after].map((at) => getSubnet(client, { netuid: 1, block: at })),
    );
    first.use(() => "close");
    const found = await Promise.all(
      [block, after].map((at) => getSubnet(client, { netuid: 1, block: at })),
    );
    expect(found).toEqual(expected);
    expect((await client.getSchema(after.hash)).specVersion).toBe(426);
    expect((await client.getHeader(after.hash)).number).toBe(after.number);
  });
});

/** Two nodes, and a client of them whose pauses are the shortest, and `sleep`. */
async function connectLimited(sleep: NonNullable<ChainRetry["sleep"]>) {
  const servers = [await serveWorld(WORLD), await serveWorld(WORLD)] as const;
  const { logger, warnings } = watchLogger();
  const client = await connectChain({
    endpoints: servers.map(({ url }) => url),
    retry: { random: () => 0, sleep },
    logger,
  });
  onTestFinished(() => client.disconnect());
  return { servers, client, warnings };
}

describe("nodes that allow few requests", () => {
  const limited = { error: { code: -32_029, message: "Too many requests" } } as const;

  it("are asked in turn, and waited for only where both have had enough", async () => {
    const waits: number[] = [];
    const { servers, client, warnings } = await connectLimited(async (ms) => {
      waits.push(ms);
      if (waits.length === 3) servers[1].use(undefined);
    });
    for (const server of servers) server.use(() => limited);
    await expect(client.request("system_chain", [])).resolves.toBe("Bittensor");
    // Once for both, and then for calls to the first.
    expect(waits).toEqual([500, 500, 1000, 2000]);
    expect(client.endpoint).toBe(servers[1].url);
    expect(warnings.map(({ message }) => message)).toEqual([
      "a chain node failed",
      "a chain node failed",
      "no chain node allows more requests for now: waiting",
      ...Array.from({ length: 3 }, () => "the chain node allows no more requests for now: waiting"),
      "a chain node failed",
    ]);
  });

  it("are given up after some calls to each, and no wait outlives an abort", async () => {
    const waiting = new EventEmitter();
    const waits: number[] = [];
    let isPatient = false;
    const { servers, client } = await connectLimited(async (ms, options) => {
      waits.push(ms);
      waiting.emit("wait");
      if (isPatient) await delay(60_000, options);
    });
    for (const server of servers) server.use(() => limited);
    await expect(client.request("system_chain", [])).rejects.toMatchObject({
      code: "CHAIN_RATE_LIMITED",
      next: expect.stringContaining("wait a minute") as string,
      details: "tried 2 times",
    });
    // Once for both, for one call to the first, and for the three that connect to the second.
    const connecting = [500, 1000, 2000].flatMap((ms) => [ms, ms, ms]);
    expect(waits).toEqual([500, 500, 1000, 2000, ...connecting]);
    isPatient = true;
    const reason = new Error("stop");
    const controller = new AbortController();
    const isWaiting = once(waiting, "wait");
    const call = client.request("system_chain", [], { signal: controller.signal });
    await isWaiting;
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("serve all the same where each allows one request a second", async () => {
    let now = 0;
    const servers = [await serveWorld(WORLD), await serveWorld(WORLD)];
    for (const server of servers) {
      let free = 0;
      server.use(() => {
        if (now < free) return limited;
        free = now + 1000;
        return undefined;
      });
    }
    await using client = await connectChain({
      endpoints: servers.map(({ url }) => url),
      retry: { random: () => 0, sleep: async (ms) => void (now += ms) },
    });
    const block = await getFinalizedBlock(client);
    const found = await getSubnet(client, { netuid: 1, block, via: "storage" });
    expect(found.neurons).toHaveLength(3);
    expect(now).toBeGreaterThan(2000);
  });
});

describe("a client of several endpoints", () => {
  it("takes no more once it is disconnected, and ends what is under way", async () => {
    const { first, second, client } = await connectTwo();
    first.use(() => "stall");
    const call = client.request("system_chain", []);
    await Promise.all([
      client.disconnect(),
      client.disconnect(),
      expect(call).rejects.toMatchObject({ code: "CHAIN_CLOSED" }),
    ]);
    await expect(client.request("system_chain", [])).rejects.toMatchObject({
      code: "CHAIN_CLOSED",
    });
    expect(second.handshakes).toBe(0);
  });

  it("stops with the very reason, and does not ask the next one then", async () => {
    const { first, second, client } = await connectTwo();
    const reason = new Error("stop");
    const controller = new AbortController();
    first.use(() => {
      controller.abort(reason);
      return "stall";
    });
    const { signal } = controller;
    await expect(getFinalizedBlock(client, { signal })).rejects.toBe(reason);
    await expect(getFinalizedBlock(client, { signal })).rejects.toBe(reason);
    expect(second.handshakes).toBe(0);
  });

  it("gives the demo whole though each node answers one request of ten with an error", async () => {
    const { chain } = createWorld("demo");
    const { client: sound, block } = await connectWorld(chain);
    const { via: _, ...expected } = await getSubnet(sound, { netuid: 96, block });
    const { first, second, client } = await connectTwo([chain, chain]);
    let asked = 0;
    for (const server of [first, second]) {
      server.use(() => (++asked % 10 === 0 ? internalError : undefined));
    }
    const ways = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const at = await getFinalizedBlock(client);
      const { via, ...found } = await getSubnet(client, { netuid: 96, block: at });
      expect(found).toEqual(expected);
      ways.add(via);
    }
    expect(asked).toBeGreaterThan(40);
    expect(ways.has("runtime-api")).toBe(true);
  });
});
