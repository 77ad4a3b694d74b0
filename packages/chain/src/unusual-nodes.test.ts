import type { ChainServer } from "@flock-tools/devnet";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { connectWorld, serveWorld } from "../testing/connect-world.ts";
import { readDevnetMetadata } from "../testing/devnet-schema.ts";
import { toV16, withPallets, wrap } from "../testing/other-metadata.ts";
import { NO_PAUSE } from "../testing/no-pause.ts";
import { refuseDescribedMetadata } from "../testing/refuse.ts";
import { listenRpc, listenUpgrade, listenWebSocket } from "../testing/servers.ts";
import { watchLogger } from "../testing/watch-logger.ts";
import { chainWorld, subnet } from "../testing/world.ts";
import { connectChain } from "./connect-chain.ts";
import { getFinalizedBlock } from "./get-finalized-block.ts";
import { getSubnet } from "./get-subnet.ts";
import { listSubnets } from "./list-subnets.ts";
import type { Hex } from "./runtime/storage-schema.ts";

const METADATA = await readDevnetMetadata();

/** The node gives this metadata, and none of version 15. */
function serveMetadata(server: ChainServer, result: unknown): void {
  server.use((request) =>
    request.method === "state_getMetadata" ? { result } : refuseDescribedMetadata(request),
  );
}

/** The node gives this as metadata of version 15. */
function serveDescribed(server: ChainServer, result: unknown): void {
  server.use((request) =>
    refuseDescribedMetadata(request) === undefined ? undefined : { result },
  );
}

describe("a node of another chain", () => {
  it("is told by its name and its runtime, before any data is asked for", async () => {
    const world = chainWorld([], { chainName: "Polkadot", specVersion: 2_000_007 });
    const server = await serveWorld(world);
    serveMetadata(server, withPallets(METADATA, ["System", "Timestamp"]));
    await using client = await connectChain({ retry: NO_PAUSE, endpoint: server.url });
    const block = await getFinalizedBlock(client);
    server.counts.reset();
    const expected = {
      kind: "chain",
      code: "CHAIN_BAD_ANSWER",
      message: "Polkadot is no Bittensor chain: its runtime 2000007 has no SubtensorModule",
      next: expect.stringContaining("--endpoint") as string,
    };
    await expect(getSubnet(client, { netuid: 1, block })).rejects.toMatchObject(expected);
    await expect(listSubnets(client, { block })).rejects.toMatchObject(expected);
    expect(server.counts.dataCalls).toBe(0);
  });

  it("is refused at once where the chain is known", async () => {
    const server = await serveWorld(chainWorld([]));
    await expect(
      connectChain({
        retry: NO_PAUSE,
        endpoint: server.url,
        expectedGenesis: `0x${"91".repeat(32)}`,
      }),
    ).rejects.toMatchObject({ code: "CHAIN_WRONG_GENESIS" });
  });
});

describe("metadata of a newer version", () => {
  it("is read up to version 16, from either call", async () => {
    for (const serve of [
      (server: ChainServer) => serveMetadata(server, toV16(METADATA)),
      (server: ChainServer) => serveDescribed(server, wrap(toV16(METADATA))),
    ]) {
      const { client, block } = await connectWorld(chainWorld([subnet(1)]), { prepare: serve });
      const { neurons, via } = await getSubnet(client, { netuid: 1, block });
      // Made of metadata of version 14, it describes no runtime API.
      expect({ via, neurons: neurons.length }).toEqual({ via: "storage", neurons: 3 });
    }
  });

  it.each<[string, Hex]>([
    ["17", "0x6d65746111000000"],
    ["255", "0x6d657461ff00"],
    ["13", "0x6d6574610d00"],
  ])("is refused by its number: %s", async (version, metadata) => {
    const server = await serveWorld(chainWorld([]));
    serveMetadata(server, metadata);
    await expect(connectChain({ retry: NO_PAUSE, endpoint: server.url })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringMatching(
        new RegExp(`not metadata of version 14, 15 or 16, but of version ${version}$`),
      ) as string,
      next: expect.stringContaining("a runtime that this version cannot read") as string,
    });
  });
});

describe("metadata of version 15 that is of no use", () => {
  it.each<[string, unknown]>([
    ["none", "0x00"],
    ["null", null],
    ["a number", 7],
    ["bytes that are not optional", METADATA],
    ["less than it says", wrap(METADATA).slice(0, -2)],
    ["more than it says", `${wrap(METADATA)}00`],
    ["a length that is not one", "0x01ffffff"],
    ["of version 17", wrap("0x6d6574611100")],
    ["ill-formed", wrap(`0x6d6574610f${"ff".repeat(300)}`)],
  ])("is %s: the older form is read", async (_, result) => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]), {
      prepare: (served) => serveDescribed(served, result),
    });
    server.use(undefined);
    const { via, neurons } = await getSubnet(client, { netuid: 1, block });
    expect({ via, neurons: neurons.length }).toEqual({ via: "storage", neurons: 3 });
  });

  it("is told of where it was given and cannot be read", async () => {
    // @polkadot/types misses the types of metadata that is cut off, and says so.
    const spy = vi.spyOn(console, "warn").mockImplementation(() => {});
    onTestFinished(() => spy.mockRestore());
    const { logger, warnings } = watchLogger();
    await connectWorld(chainWorld([]), {
      logger,
      prepare: (server) => serveDescribed(server, wrap("0x6d6574610f")),
    });
    expect(warnings).toMatchObject([
      {
        message: "metadata of version 15 cannot be read: taking the older form",
        fields: { details: "it is not whole" },
      },
    ]);
  });
});

describe("an endpoint that is no chain node", () => {
  it.each([
    ["a web server", "HTTP/1.1 200 OK\r\nContent-Type: text/html", "CHAIN_NOT_JSON_RPC"],
    ["a REST API", "HTTP/1.1 405 Method Not Allowed", "CHAIN_NOT_JSON_RPC"],
    ["a gateway whose node is down", "HTTP/1.1 502 Bad Gateway", "CHAIN_REFUSED"],
  ])("such as %s is told, with what to give instead", async (_, head, code) => {
    const endpoint = `ws://${await listenUpgrade(head)}`;
    await expect(connectChain({ retry: NO_PAUSE, endpoint })).rejects.toMatchObject({
      kind: "chain",
      code,
      next: expect.stringContaining("--endpoint") as string,
    });
  });

  it("such as a chat is told at its first word", async () => {
    const endpoint = await listenWebSocket((socket) => socket.send("hello, who is there?"));
    await expect(connectChain({ retry: NO_PAUSE, endpoint })).rejects.toMatchObject({
      kind: "chain",
      code: "CHAIN_NOT_JSON_RPC",
      details: "hello, who is there?",
      next: expect.stringContaining("ws://127.0.0.1:9944") as string,
    });
  });

  it("such as a node of another kind is told by what it says", async () => {
    const endpoint = await listenRpc(({ id, method }) => ({
      jsonrpc: "2.0",
      id,
      error: { code: -32_601, message: `the method ${method} does not exist/is not available` },
    }));
    await expect(connectChain({ retry: NO_PAUSE, endpoint })).rejects.toMatchObject({
      kind: "chain",
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining("does not exist") as string,
      next: expect.stringContaining("another endpoint") as string,
    });
  });
});

describe("a node that answers one request of ten with an error", () => {
  it("is asked again, and every answer is whole", async () => {
    const error = { code: -32_603, message: "Internal error" };
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    const { via: _, ...expected } = await getSubnet(client, { netuid: 1, block });
    let asked = 0;
    server.use(() => (++asked % 10 === 0 ? { error } : undefined));
    for (let round = 0; round < 20; round++) {
      const { via: __, ...found } = await getSubnet(client, { netuid: 1, block });
      expect(found).toEqual(expected);
    }
    expect(asked).toBeGreaterThan(40);
  });
});
