import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createChain } from "../../testing/chain-world.ts";
import { connectRaw } from "../../testing/raw-client.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { startChainServer } from "./start-chain-server.ts";

describe("faults", () => {
  it("can answer in place of the server, and be taken back", async () => {
    await withServer({}, async (server, client) => {
      const seen: unknown[] = [];
      server.use((request) => {
        seen.push(request);
        if (request.method === "system_chain") return { result: "Elsewhere" };
        if (request.method === "system_name") return { error: { code: 1, message: "no" } };
        return undefined;
      });
      expect(await client.call("system_chain", [1])).toBe("Elsewhere");
      expect((await client.request("system_name")).error).toEqual({ code: 1, message: "no" });
      expect(await client.call("system_version")).toBe("0.1.0");
      expect(seen).toEqual([
        { method: "system_chain", params: [1], connection: 1 },
        { method: "system_name", params: [], connection: 1 },
        { method: "system_version", params: [], connection: 1 },
      ]);
      server.use(undefined);
      expect(await client.call("system_chain")).toBe("Bittensor");
      expect(server.counts.byKind["system_chain"]).toBe(2);
    });
  });

  it("can keep one request waiting for ever while others are answered", async () => {
    await withServer({}, async (server, client) => {
      server.use(({ method }) => (method === "system_name" ? "stall" : undefined));
      let answered = false;
      void client.request("system_name").then(() => (answered = true));
      expect(await client.call("system_chain")).toBe("Bittensor");
      expect(answered).toBe(false);
      expect(server.counts.total).toBe(2);
    });
  });

  it("can hold an answer back until the test lets it go", async () => {
    await withServer({}, async (server, client) => {
      const gate = new EventEmitter();
      const held = once(gate, "open").then(() => undefined);
      server.use(({ method }) => (method === "system_name" ? held : undefined));
      const name = client.call("system_name");
      expect(await client.call("system_chain")).toBe("Bittensor");
      gate.emit("open");
      expect(await name).toBe("flock-tools devnet");
    });
  });

  it("can cut the connection, and tell the next one from it", async () => {
    await withServer({}, async (server, client) => {
      server.use(({ connection }) => (connection === 1 ? "close" : undefined));
      void client.request("system_chain");
      await client.closed;
      await using again = await connectRaw(server.url);
      expect(await again.call("system_chain")).toBe("Bittensor");
      expect(server.handshakes).toBe(2);
    });
  });

  it("shows a handler's own failure", async () => {
    await withServer({}, async (server, client) => {
      server.use(() => {
        throw new Error("a bug in the test");
      });
      const { error } = await client.request("system_chain");
      expect(error).toMatchObject({ code: -32603, data: "Error: a bug in the test" });
    });
  });

  it("can refuse the handshake with 429 and spare open connections", async () => {
    await withServer({}, async (server, client) => {
      server.useHandshake("reject-429");
      const socket = new WebSocket(server.url);
      const [error] = (await once(socket, "error")) as [Error];
      expect(error.message).toContain("429");
      expect(await client.call("system_chain")).toBe("Bittensor");
      server.useHandshake(undefined);
      await using again = await connectRaw(server.url);
      expect(await again.call("system_chain")).toBe("Bittensor");
      expect(server.handshakes).toBe(3);
    });
  });

  it("can leave the handshake without an answer, and still close", async () => {
    const server = await startChainServer({ world: createChain() });
    server.useHandshake("stall");
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let received = 0;
    socket.on("data", (data) => (received += data.length));
    socket.on("error", () => {});
    socket.write(
      "GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n" +
        "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    while (server.handshakes === 0) await setImmediate();
    const ended = once(socket, "close");
    await server.close();
    await ended;
    expect([server.handshakes, received]).toEqual([1, 0]);
  });
});

describe("its life", () => {
  it("sends plain HTTP away", async () => {
    await withServer({}, async (server) => {
      const response = await fetch(server.url.replace("ws:", "http:"));
      expect([response.status, response.headers.get("upgrade")]).toEqual([426, "websocket"]);
      expect(server.handshakes).toBe(1);
    });
  });

  it("ends with the signal, and cuts connections", async () => {
    const controller = new AbortController();
    const server = await startChainServer({ world: createChain(), signal: controller.signal });
    const client = await connectRaw(server.url);
    controller.abort();
    await client.closed;
    await server.close();
    await expect(connectRaw(server.url)).rejects.toThrow("ECONNREFUSED");
  });

  it("does not begin with an aborted signal", async () => {
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(startChainServer({ world: createChain(), signal })).rejects.toThrow("stopped");
  });

  it("does not go on when its signal aborts as it starts", async () => {
    const reason = new Error("stop");
    const controller = new AbortController();
    const chain = createChain();
    const world = {
      ...chain,
      get subnets() {
        controller.abort(reason);
        return chain.subnets;
      },
    };
    const { signal } = controller;
    await expect(startChainServer({ world, signal })).rejects.toBe(reason);
  });

  it("says which port it cannot have", async () => {
    await withServer({}, async (server) => {
      const port = Number(new URL(server.url).port);
      await expect(startChainServer({ world: createChain(), port })).rejects.toMatchObject({
        code: "DEVNET_PORT",
        message: `port ${port} cannot be listened on`,
      });
    });
  });

  it("can be closed twice, and disposed of", async () => {
    const server = await startChainServer({ world: createChain() });
    await server.close();
    await server.close();
    await server[Symbol.asyncDispose]();
    expect(server.counts.total).toBe(0);
  });
});
