import { UsageError } from "@flock-tools/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { serveWorld } from "../testing/connect-world.ts";
import { listenRpc, listenTcp, listenUpgrade, unusedAddress } from "../testing/servers.ts";
import { NO_PAUSE } from "../testing/no-pause.ts";
import { refuseDescribedMetadata } from "../testing/refuse.ts";
import { chainWorld, GENESIS, subnet } from "../testing/world.ts";
import { connectChain } from "./connect-chain.ts";
import { ChainError } from "./errors.ts";

/** Everything that @polkadot/api or anyone else prints, for the length of the test. */
function watchConsole(): unknown[][] {
  const printed: unknown[][] = [];
  for (const method of ["debug", "error", "info", "log", "warn"] as const) {
    const spy = vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args));
    onTestFinished(() => spy.mockRestore());
  }
  return printed;
}

async function failureOf(promise: Promise<unknown>): Promise<ChainError> {
  const error: unknown = await promise.then(
    () => new Error("it was fulfilled"),
    (reason: unknown) => reason,
  );
  if (error instanceof ChainError) return error;
  throw error;
}

describe("connectChain", () => {
  it("reads what stays true of the chain, in five calls of which none reads data", async () => {
    const printed = watchConsole();
    const server = await serveWorld(chainWorld([subnet(1)]));
    await using client = await connectChain({
      retry: NO_PAUSE,
      endpoint: server.url,
      expectedGenesis: GENESIS,
    });
    expect(client).toMatchObject({
      endpoint: server.url,
      genesis: GENESIS,
      chainName: "Bittensor",
      specVersion: 425,
    });
    expect(server.counts.byKind).toEqual({
      chain_getBlockHash: 1,
      chain_getFinalizedHead: 1,
      system_chain: 1,
      state_getRuntimeVersion: 1,
      state_call: 1,
    });
    expect(server.counts.dataCalls).toBe(0);
    expect(printed).toEqual([]);
  });

  it("refuses another chain before it reads its metadata", async () => {
    const server = await serveWorld(chainWorld([]));
    const expectedGenesis = `0x${"cd".repeat(32)}` as const;
    const error = await failureOf(
      connectChain({ retry: NO_PAUSE, endpoint: server.url, expectedGenesis }),
    );
    expect(error.code).toBe("CHAIN_WRONG_GENESIS");
    expect(error.message).toContain(GENESIS);
    expect(error.details).toContain(expectedGenesis);
    expect(server.counts.byKind["state_getMetadata"]).toBeUndefined();
    expect(server.counts.byKind["state_call"]).toBeUndefined();
  });

  it("takes an expected genesis in any case", async () => {
    const server = await serveWorld(chainWorld([]));
    const expectedGenesis = `0x${"AB".repeat(32)}` as const;
    await using client = await connectChain({
      retry: NO_PAUSE,
      endpoint: server.url,
      expectedGenesis,
    });
    expect(client.genesis).toBe(GENESIS);
  });

  it.each(["", "finney", "http://127.0.0.1", "ws://x/#y"])(
    "refuses endpoint %j",
    async (endpoint) => {
      await expect(connectChain({ retry: NO_PAUSE, endpoint })).rejects.toBeInstanceOf(UsageError);
    },
  );

  it.each([0, -1, Number.NaN, Infinity, 2 ** 31])("refuses timeoutMs %d", async (timeoutMs) => {
    await expect(
      connectChain({ retry: NO_PAUSE, endpoint: "ws://127.0.0.1:1", timeoutMs }),
    ).rejects.toThrow(`timeoutMs must be a number > 0 and < 2 ** 31: got ${timeoutMs}`);
  });
});

describe("connectChain to a bad endpoint", () => {
  it("says that nothing listens, and prints nothing itself", async () => {
    const printed = watchConsole();
    const address = await unusedAddress();
    const error = await failureOf(
      connectChain({ retry: NO_PAUSE, endpoint: `ws://${address}/secret-key` }),
    );
    expect(error.code).toBe("CHAIN_REFUSED");
    expect(error.message).toBe(`cannot connect to ws://${address}: nothing listens there`);
    expect(JSON.stringify(error)).not.toContain("secret");
    expect(printed).toEqual([]);
  });

  it("says that there is no such host", async () => {
    const error = await failureOf(
      connectChain({ retry: NO_PAUSE, endpoint: "ws://no-such-host.invalid" }),
    );
    expect(error.code).toBe("CHAIN_REFUSED");
  });

  it("gives up on one that accepts and says nothing", async () => {
    const printed = watchConsole();
    const endpoint = `ws://${await listenTcp(() => {})}`;
    const error = await failureOf(connectChain({ retry: NO_PAUSE, endpoint, timeoutMs: 50 }));
    expect(error.code).toBe("CHAIN_TIMEOUT");
    expect(error.message).toBe(`${endpoint} did not answer within 0.05 s`);
    expect(printed).toEqual([]);
  });

  it("gives up on one that stalls after the handshake, at every call", async () => {
    const server = await serveWorld(chainWorld([]));
    const methods = [
      "chain_getBlockHash",
      "chain_getFinalizedHead",
      "system_chain",
      "state_getRuntimeVersion",
      "state_call",
    ];
    for (const method of methods) {
      server.use((request) => (request.method === method ? "stall" : undefined));
      const error = await failureOf(
        connectChain({ retry: NO_PAUSE, endpoint: server.url, timeoutMs: 100 }),
      );
      expect(error.code).toBe("CHAIN_TIMEOUT");
    }
  });

  it.each([
    ["HTTP/1.1 200 OK\r\nContent-Type: text/plain", "CHAIN_NOT_JSON_RPC", "HTTP 200"],
    ["HTTP/1.1 301 Moved\r\nLocation: https://example.org", "CHAIN_NOT_JSON_RPC", "HTTP 301"],
    ["HTTP/1.1 404 Not Found", "CHAIN_NOT_JSON_RPC", "HTTP 404"],
    ["HTTP/1.1 403 Forbidden", "CHAIN_REFUSED", "HTTP 403"],
    ["HTTP/1.1 503 Unavailable", "CHAIN_REFUSED", "HTTP 503"],
    ["HTTP/1.1 429 Too Many\r\nRetry-After: 30", "CHAIN_RATE_LIMITED", "HTTP 429"],
    ["SSH-2.0-OpenSSH_9.2", "CHAIN_NOT_JSON_RPC", "does not speak WebSocket"],
    [
      "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no",
      "CHAIN_NOT_JSON_RPC",
      "does not speak WebSocket",
    ],
  ])("takes the answer %j to the handshake for %s", async (head, code, message) => {
    const endpoint = `ws://${await listenUpgrade(head)}`;
    const error = await failureOf(connectChain({ retry: NO_PAUSE, endpoint }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it("says when a node that has enough wants to be asked again", async () => {
    const endpoint = `ws://${await listenUpgrade("HTTP/1.1 429 Too Many\r\nRetry-After: 30")}`;
    expect((await failureOf(connectChain({ retry: NO_PAUSE, endpoint }))).details).toBe(
      "Retry-After: 30",
    );
  });

  it("says so when TLS meets plain text", async () => {
    const endpoint = `wss://${await listenUpgrade("HTTP/1.1 200 OK")}`;
    expect((await failureOf(connectChain({ retry: NO_PAUSE, endpoint }))).code).toBe(
      "CHAIN_NOT_JSON_RPC",
    );
  });

  it("says so when the connection is cut during the handshake, and later", async () => {
    const endpoint = `ws://${await listenTcp((socket) => socket.resetAndDestroy())}`;
    expect((await failureOf(connectChain({ retry: NO_PAUSE, endpoint }))).code).toBe(
      "CHAIN_CLOSED",
    );
    const server = await serveWorld(chainWorld([]));
    server.use(({ method }) => (method === "state_call" ? "close" : undefined));
    expect((await failureOf(connectChain({ retry: NO_PAUSE, endpoint: server.url }))).code).toBe(
      "CHAIN_CLOSED",
    );
  });

  it.each([
    ["chain_getBlockHash", null],
    ["chain_getBlockHash", "0x12"],
    ["chain_getFinalizedHead", 7],
    ["state_getRuntimeVersion", null],
    ["state_getRuntimeVersion", { specName: "x" }],
    ["state_getMetadata", null],
    ["state_getMetadata", "metadata"],
    ["state_getMetadata", "0x"],
    ["state_getMetadata", `0x6d6574610e${"ff".repeat(500)}`],
    ["state_getMetadata", "0x6d657461ff00"],
  ])("does not take %s: %j for an answer, and prints nothing", async (method, result) => {
    const printed = watchConsole();
    const server = await serveWorld(chainWorld([]));
    server.use((request) =>
      request.method === method ? { result } : refuseDescribedMetadata(request),
    );
    expect((await failureOf(connectChain({ retry: NO_PAUSE, endpoint: server.url }))).code).toBe(
      "CHAIN_BAD_ANSWER",
    );
    expect(printed).toEqual([]);
  });

  it("does not take metadata that is cut off, though it decodes", async () => {
    const server = await serveWorld(chainWorld([]));
    watchConsole();
    server.use((request) =>
      request.method === "state_getMetadata"
        ? { result: "0x6d6574610e" }
        : refuseDescribedMetadata(request),
    );
    const error = await failureOf(connectChain({ retry: NO_PAUSE, endpoint: server.url }));
    expect(error.code).toBe("CHAIN_BAD_ANSWER");
    expect(error.details).toBe("it is not whole");
  });

  it("says so when a node is not one of this kind", async () => {
    const endpoint = await listenRpc(({ id }) => ({
      jsonrpc: "2.0",
      id,
      error: { code: -32_601, message: "the method eth_chain does not exist" },
    }));
    const error = await failureOf(connectChain({ retry: NO_PAUSE, endpoint }));
    expect(error.code).toBe("CHAIN_BAD_ANSWER");
    expect(error.message).toContain("the method eth_chain does not exist");
  });
});

describe("an aborted connectChain", () => {
  const reason = new Error("stop");

  it("does not begin", async () => {
    const server = await serveWorld(chainWorld([]));
    const signal = AbortSignal.abort(reason);
    await expect(connectChain({ retry: NO_PAUSE, endpoint: server.url, signal })).rejects.toBe(
      reason,
    );
    expect(server.handshakes).toBe(0);
  });

  it("stops in the handshake", async () => {
    const controller = new AbortController();
    const endpoint = `ws://${await listenTcp(() => controller.abort(reason))}`;
    const { signal } = controller;
    await expect(connectChain({ retry: NO_PAUSE, endpoint, signal })).rejects.toBe(reason);
  });

  it.each([
    "chain_getBlockHash",
    "chain_getFinalizedHead",
    "system_chain",
    "state_getRuntimeVersion",
    "state_call",
    "state_getMetadata",
  ])("stops at %s with the very reason", async (method) => {
    const controller = new AbortController();
    const server = await serveWorld(chainWorld([]));
    server.use((request) => {
      if (request.method !== method) {
        return method === "state_getMetadata" ? refuseDescribedMetadata(request) : undefined;
      }
      controller.abort(reason);
      return "stall";
    });
    const { signal } = controller;
    await expect(connectChain({ retry: NO_PAUSE, endpoint: server.url, signal })).rejects.toBe(
      reason,
    );
  });
});
