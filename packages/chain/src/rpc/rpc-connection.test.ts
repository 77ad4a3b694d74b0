import { EventEmitter, once } from "node:events";
import { delay, silentLogger } from "@flock-tools/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenRpc, listenWebSocket } from "../../testing/servers.ts";
import { type ChainRetry, createChainRetry } from "../chain-retry.ts";
import { openConnection, type RpcConnection } from "./rpc-connection.ts";

async function open(endpoint: string, timeoutMs = 20_000): Promise<RpcConnection> {
  const rpc = await openConnection({
    endpoint,
    timeoutMs,
    retry: createChainRetry(timeoutMs),
    logger: silentLogger,
  });
  onTestFinished(() => rpc.close());
  return rpc;
}

const ok = ({ id, params }: { id: number; params: unknown[] }): unknown => ({
  jsonrpc: "2.0",
  id,
  result: params,
});

const limited = ({ id }: { id: number }): unknown => ({
  jsonrpc: "2.0",
  id,
  error: { code: -32_029, message: "Too many requests" },
});

/** Pauses at their shortest, which nobody sits out. */
function watchWaits(): { readonly retry: ChainRetry; readonly waits: number[] } {
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  return { retry: createChainRetry(20_000, { random: () => 0, sleep }), waits };
}

describe("openConnection", () => {
  it("gives each caller the answer to its own request, whatever the order", async () => {
    const held: (() => void)[] = [];
    const endpoint = await listenWebSocket((socket) => {
      socket.on("message", (data: Buffer) => {
        const request = JSON.parse(data.toString("utf8")) as { id: number; params: unknown[] };
        held.push(() => socket.send(JSON.stringify(ok(request))));
        if (held.length === 3) for (const send of held.toReversed()) send();
      });
    });
    const rpc = await open(endpoint);
    const answers = [1, 2, 3].map((number) => rpc.request("echo", [number]));
    await expect(Promise.all(answers)).resolves.toEqual([[1], [2], [3]]);
  });

  it("gives null as a result, and an error without one", async () => {
    const endpoint = await listenRpc(({ id, method }) =>
      method === "null" ? { jsonrpc: "2.0", id, result: null } : { jsonrpc: "2.0", id },
    );
    const rpc = await open(endpoint);
    await expect(rpc.request("null", [])).resolves.toBeNull();
    await expect(rpc.request("nothing", [])).rejects.toMatchObject({ code: "CHAIN_BAD_ANSWER" });
  });

  it("rejects the one call that an error is for", async () => {
    const endpoint = await listenRpc((request) =>
      request.method === "bad"
        ? { jsonrpc: "2.0", id: request.id, error: { code: -32_601, message: "Method not found" } }
        : ok(request),
    );
    const rpc = await open(endpoint);
    const [bad, good] = await Promise.allSettled([rpc.request("bad", []), rpc.request("good", [])]);
    expect(bad).toMatchObject({
      reason: { code: "CHAIN_BAD_ANSWER", details: "bad: -32601 Method not found" },
    });
    expect(good).toEqual({ status: "fulfilled", value: [] });
  });

  it("passes over what nobody asked for", async () => {
    const endpoint = await listenWebSocket((socket) => {
      socket.send(JSON.stringify({ jsonrpc: "2.0", method: "state_storage", params: {} }));
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: 99, result: 1 }));
      socket.on("message", (data: Buffer) => {
        socket.send(
          JSON.stringify(ok(JSON.parse(data.toString("utf8")) as Parameters<typeof ok>[0])),
        );
      });
    });
    await expect((await open(endpoint)).request("echo", ["x"])).resolves.toEqual(["x"]);
  });

  it.each([
    ["text", "hello"],
    ["JSON that is no object", "7"],
    ["null", "null"],
    ["an object without a version", '{"type":"welcome"}'],
    ["bytes", Buffer.from([0xff, 0xfe])],
  ])("takes %s for another protocol and ends every call", async (_, message) => {
    const endpoint = await listenWebSocket((socket) => {
      socket.on("message", () => socket.send(message));
    });
    const rpc = await open(endpoint);
    const calls = [rpc.request("a", []), rpc.request("b", [])];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ reason: { code: "CHAIN_NOT_JSON_RPC" } });
    }
    await expect(rpc.request("c", [])).rejects.toMatchObject({ code: "CHAIN_NOT_JSON_RPC" });
  });

  it("ends every call when the node says that it could not read one", async () => {
    const endpoint = await listenRpc(() => ({
      jsonrpc: "2.0",
      id: null,
      error: { code: -32_700, message: "Parse error" },
    }));
    const rpc = await open(endpoint);
    await expect(rpc.request("a", [])).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      details: "a request: -32700 Parse error",
    });
  });

  it("does not hold more than 32 MiB of one message", async () => {
    const endpoint = await listenWebSocket((socket) => {
      socket.on("message", () => socket.send(Buffer.alloc(32 * 1024 * 1024 + 1, 0x20)));
    });
    await expect((await open(endpoint)).request("a", [])).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      details: "Max payload size exceeded",
    });
  });

  it.each([
    [1001, "going away", "CHAIN_CLOSED", "close code 1001: going away"],
    [1008, "rate limit exceeded", "CHAIN_RATE_LIMITED", "rate limit exceeded"],
  ])("ends calls when the node closes with %i", async (...[code, reason, expected, details]) => {
    const endpoint = await listenWebSocket((socket) => {
      socket.on("message", () => socket.close(code, reason));
    });
    const rpc = await open(endpoint);
    await expect(rpc.request("a", [])).rejects.toMatchObject({ code: expected, details });
    await expect(rpc.request("b", [])).rejects.toMatchObject({ code: expected });
  });

  it("ends calls when the connection breaks", async () => {
    const endpoint = await listenWebSocket((socket) => {
      socket.on("message", () => socket.terminate());
    });
    await expect((await open(endpoint)).request("a", [])).rejects.toMatchObject({
      code: "CHAIN_CLOSED",
    });
  });

  it("ends a call that is not answered in time, and only that one", async () => {
    const endpoint = await listenRpc((request) =>
      request.method === "stall" ? undefined : ok(request),
    );
    const rpc = await open(endpoint, 40);
    await expect(rpc.request("stall", [])).rejects.toMatchObject({
      code: "CHAIN_TIMEOUT",
      message: expect.stringMatching(/did not answer stall within 0.04 s/) as string,
    });
    await expect(rpc.request("echo", [])).resolves.toEqual([]);
  });

  it("rejects with the very abort reason, before and during, and goes on", async () => {
    const reason = new Error("stop");
    const controller = new AbortController();
    const endpoint = await listenRpc((request) => {
      if (request.method !== "stall") return ok(request);
      controller.abort(reason);
      return undefined;
    });
    const rpc = await open(endpoint);
    const { signal } = controller;
    await expect(rpc.request("stall", [], { signal })).rejects.toBe(reason);
    await expect(rpc.request("echo", [], { signal })).rejects.toBe(reason);
    await expect(rpc.request("echo", [])).resolves.toEqual([]);
  });

  it("closes once, ends what is under way, and takes no more", async () => {
    const rpc = await open(await listenRpc(() => undefined));
    const call = rpc.request("a", []);
    await Promise.all([
      rpc.close(),
      rpc.close(),
      expect(call).rejects.toMatchObject({ code: "CHAIN_CLOSED" }),
    ]);
    await expect(rpc.request("b", [])).rejects.toMatchObject({ code: "CHAIN_CLOSED" });
    await rpc.close();
  });

  it("can be cut, also from a peer that would not answer the closing", async () => {
    const rpc = await open(await listenWebSocket((socket) => socket.pause()));
    const call = rpc.request("a", []);
    rpc.cut();
    await expect(call).rejects.toMatchObject({ code: "CHAIN_CLOSED" });
    await expect(rpc.request("b", [])).rejects.toMatchObject({ code: "CHAIN_CLOSED" });
    rpc.cut();
  });

  describe("to a node that allows few requests", () => {
    it("makes a call again after a wait, twice as long each time", async () => {
      let asked = 0;
      const { retry, waits } = watchWaits();
      const warned: unknown[] = [];
      const rpc = await openConnection({
        endpoint: await listenRpc((request) => (++asked < 4 ? limited(request) : ok(request))),
        timeoutMs: 20_000,
        retry,
        logger: { ...silentLogger, warn: (_message, fields) => warned.push(fields) },
      });
      onTestFinished(() => rpc.close());
      await expect(rpc.requestPatiently("echo", [7])).resolves.toEqual([7]);
      expect(waits).toEqual([500, 1000, 2000]);
      expect(warned).toEqual([0.5, 1, 2].map((seconds) => ({ method: "echo", seconds })));
    });

    it("gives up after six calls, and after one that is not to be patient", async () => {
      const { retry, waits } = watchWaits();
      const rpc = await openConnection({
        endpoint: await listenRpc(limited),
        timeoutMs: 20_000,
        retry,
        logger: silentLogger,
      });
      onTestFinished(() => rpc.close());
      const refusal = {
        code: "CHAIN_RATE_LIMITED",
        next: expect.stringContaining("wait a minute") as string,
      };
      await expect(rpc.request("a", [])).rejects.toMatchObject(refusal);
      expect(waits).toEqual([]);
      await expect(rpc.requestPatiently("a", [])).rejects.toMatchObject(refusal);
      expect(waits).toEqual([500, 1000, 2000, 4000, 8000]);
    });

    it("stops waiting at once when it is aborted or the connection closes", async () => {
      const waiting = new EventEmitter();
      const bothWait = once(waiting, "second");
      let waits = 0;
      const rpc = await openConnection({
        endpoint: await listenRpc(limited),
        timeoutMs: 20_000,
        retry: createChainRetry(20_000, {
          sleep: (_ms, options) => {
            if (++waits === 2) waiting.emit("second");
            return delay(60_000, options);
          },
        }),
        logger: silentLogger,
      });
      onTestFinished(() => rpc.close());
      const reason = new Error("stop");
      const controller = new AbortController();
      const both = Promise.allSettled([
        rpc.requestPatiently("a", [], { signal: controller.signal }),
        rpc.requestPatiently("b", []),
      ]);
      await bothWait;
      controller.abort(reason);
      await rpc.close();
      const [aborted, closed] = await both;
      expect(aborted).toEqual({ status: "rejected", reason });
      expect(closed).toMatchObject({ reason: { code: "CHAIN_CLOSED" } });
    });
  });
});
