import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createChain, createCommitment, createSubnet, keyOf } from "../../testing/chain-world.ts";
import { connectRaw, type RawClient } from "../../testing/raw-client.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { createStorageKeys } from "./storage-keys.ts";

const NETUID_96 = "6000";
const MOST_BYTES = 15_728_640;
const keys = createStorageKeys();
const SYMBOL = keys.key("SubtensorModule.TokenSymbol", NETUID_96);

/** Every byte that comes over TCP for a WebSocket handshake, until the connection ends. */
async function shakeHands(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => (received += text));
  socket.on("error", () => {});
  socket.write(
    "GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n" +
      "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  await once(socket, "close");
  return received;
}

describe("a handshake", () => {
  it("is refused with any status and headers", async () => {
    await withServer({}, async (server) => {
      server.useHandshake({ status: 503, headers: { "retry-after": "7" } });
      expect(await shakeHands(server.url)).toBe(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
      );
      server.useHandshake("reject-429");
      expect(await shakeHands(server.url)).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
    });
  });

  it("is dropped without a byte", async () => {
    await withServer({}, async (server) => {
      server.useHandshake("drop");
      expect(await shakeHands(server.url)).toBe("");
    });
  });

  it("fares as a handler decides by its number", async () => {
    await withServer({}, async (server) => {
      const seen: number[] = [];
      server.useHandshake((handshake) => {
        seen.push(handshake);
        return handshake === 2 ? "reject-429" : undefined;
      });
      expect(await shakeHands(server.url)).toContain(" 429 ");
      await using client = await connectRaw(server.url);
      expect(await client.call("system_chain")).toBe("Bittensor");
      expect(seen).toEqual([2, 3]);
    });
  });
});

/** The types of the frames that come, until the connection ends, and how it does. */
async function readFrames(
  url: string,
  requests: readonly string[],
): Promise<{ frames: string[]; code: number }> {
  const socket = new WebSocket(url);
  const frames: string[] = [];
  socket.on("message", (data: Buffer) => frames.push(data.toString()));
  const closed = once(socket, "close");
  await once(socket, "open");
  for (const [at, method] of requests.entries()) {
    socket.send(JSON.stringify({ jsonrpc: "2.0", id: at + 1, method }));
  }
  const [code] = (await closed) as [number];
  return { frames, code };
}

async function identify(client: RawClient): Promise<unknown[]> {
  return [await client.call("chain_getBlockHash", [0]), await client.call("system_chain")];
}

describe("a connection", () => {
  it("ends after so many frames, all of which arrive, and without a closing frame", async () => {
    await withServer({}, async (server) => {
      const seen: number[] = [];
      server.useConnection((connection) => {
        seen.push(connection);
        return { closeAfterFrames: 2 };
      });
      const methods = ["system_chain", "system_name", "system_version"];
      const { frames, code } = await readFrames(server.url, methods);
      expect(frames).toEqual([
        '{"jsonrpc":"2.0","id":1,"result":"Bittensor"}',
        '{"jsonrpc":"2.0","id":2,"result":"flock-tools devnet"}',
      ]);
      // What WebSocket clients say where no closing frame came (RFC 6455, section 7.1.5).
      expect([code, seen]).toEqual([1006, [2]]);
    });
  });

  it("counts what is pushed to subscribers", async () => {
    await withServer({}, async (server) => {
      server.useConnection(() => ({ closeAfterFrames: 2 }));
      const { frames } = await readFrames(server.url, ["chain_subscribeNewHeads"]);
      expect(frames.map((frame) => Object.keys(JSON.parse(frame) as object).at(-1))).toEqual([
        "result",
        "params",
      ]);
    });
  });

  it("may end right after the handshake", async () => {
    await withServer({}, async (server) => {
      server.useConnection(() => ({ closeAfterFrames: 0 }));
      expect(await readFrames(server.url, ["system_chain"])).toEqual({ frames: [], code: 1006 });
    });
  });

  it("ends in the middle of a large answer no sooner than that has gone out", async () => {
    const commitments = Array.from({ length: 3000 }, (_, at) => createCommitment(keyOf(5000 + at)));
    const world = createChain({ subnets: [createSubnet({ commitments })] });
    await withServer({ world }, async (server) => {
      server.useConnection(() => ({ closeAfterFrames: 1 }));
      await using client = await connectRaw(server.url);
      const values = commitments.map(({ hotkey }) =>
        keys.key("Commitments.CommitmentOf", NETUID_96, Buffer.from(hotkey).toString("hex")),
      );
      const [{ changes }] = await client.call<[{ changes: unknown[] }]>("state_queryStorageAt", [
        values,
      ]);
      expect(changes).toHaveLength(3000);
      await client.closed;
    });
  });

  it("leads to another chain behind the same address, from a certain one on", async () => {
    const other = createChain({ genesisHash: `0x${"0b".repeat(32)}`, chainName: "Elsewhere" });
    await withServer({}, async (server, first) => {
      server.useConnection((connection) => (connection >= 3 ? { world: other } : undefined));
      await using second = await connectRaw(server.url);
      await using third = await connectRaw(server.url);
      await using fourth = await connectRaw(server.url);
      const own = [createChain().genesisHash, "Bittensor"];
      expect([await identify(first), await identify(second)]).toEqual([own, own]);
      const theirs = [other.genesisHash, "Elsewhere"];
      expect([await identify(third), await identify(fourth)]).toEqual([theirs, theirs]);
      await third.call("chain_subscribeNewHeads");
      expect(await third.next()).toMatchObject({ method: "chain_newHead" });
      server.advance((chain) => chain);
      // Were there a push, it would have come before this answer.
      await third.call("system_chain");
      expect(await Promise.race([third.next(), Promise.resolve("nothing")])).toBe("nothing");
    });
  });

  it("ends after a silence of limited length", async () => {
    const slept: number[] = [];
    const over = new EventEmitter();
    const sleep = async (ms: number): Promise<void> => {
      slept.push(ms);
      await once(over, "over");
    };
    await withServer({ sleep }, async (server, client) => {
      server.use(({ method }) => (method === "system_name" ? { stallForMs: 4000 } : undefined));
      let answered = false;
      void client.request("system_name").then(() => (answered = true));
      expect(await client.call("system_chain")).toBe("Bittensor");
      over.emit("over");
      await client.closed;
      expect([answered, slept]).toEqual([false, [4000]]);
    });
  });
});

describe("a node that has discarded the state", () => {
  it("says so of every method that reads state, and of no other", async () => {
    await withServer({}, async (server, client) => {
      const head = await client.call<string>("chain_getFinalizedHead");
      server.use(() => "pruned");
      const storage = `Client error: UnknownBlock: State already discarded for ${head}`;
      const runtime = `Client error: Api called for an unknown Block: State already discarded for ${head}`;
      const messageOf = async (method: string, params: readonly unknown[]): Promise<unknown> => {
        const { error } = await client.request(method, params);
        expect(error?.code).toBe(4003);
        return error?.message;
      };
      expect(await messageOf("state_getStorage", [SYMBOL, head])).toBe(storage);
      expect(await messageOf("state_queryStorageAt", [[SYMBOL], head])).toBe(storage);
      expect(await messageOf("state_getKeysPaged", [SYMBOL, 10, null, head])).toBe(storage);
      expect(await messageOf("state_getStorage", [SYMBOL])).toBe(storage);
      expect(await messageOf("state_call", ["Core_version", "0x", head])).toBe(runtime);
      expect(await messageOf("state_getMetadata", [head])).toBe(runtime);
      expect(await messageOf("state_getRuntimeVersion", [head])).toBe(runtime);
      expect(await client.call("chain_getHeader", [head])).toMatchObject({ number: "0x2710" });
      expect(await client.call("chain_getFinalizedHead")).toBe(head);
      expect(await client.call("system_chain")).toBe("Bittensor");
    });
  });

  it("says it in the words that it has for blocks that are really too old", async () => {
    await withServer({}, async (server, client) => {
      const old = await client.call<string>("chain_getBlockHash", [1000]);
      const ask = async (): Promise<unknown> => [
        (await client.request("state_getStorage", [SYMBOL, old])).error,
        (await client.request("state_call", ["Core_version", "0x", old])).error,
      ];
      const honest = await ask();
      server.use(() => "pruned");
      expect(await ask()).toEqual(honest);
    });
  });
});

describe("too big an answer", () => {
  it("is refused as jsonrpsee does it, alone and in a batch", async () => {
    await withServer({}, async (server, client) => {
      server.use(({ method }) => (method === "system_name" ? "oversize" : undefined));
      const error = {
        code: -32008,
        message: "Response is too big",
        data: `Exceeded max limit of ${MOST_BYTES}`,
      };
      expect(await client.request("system_name")).toEqual({ jsonrpc: "2.0", id: 1, error });
      const batch = ["system_name", "system_chain"].map((id) => ({
        jsonrpc: "2.0",
        id,
        method: id,
      }));
      client.send(JSON.stringify(batch));
      expect(await client.next<unknown>()).toEqual([
        { jsonrpc: "2.0", id: "system_name", error },
        { jsonrpc: "2.0", id: "system_chain", result: "Bittensor" },
      ]);
    });
  });

  it("is sent all the same by a node that knows no limit", async () => {
    await withServer({}, async (server) => {
      server.use(() => ({ oversizeBytes: MOST_BYTES + 1 }));
      const socket = new WebSocket(server.url, { maxPayload: 0 });
      await once(socket, "open");
      socket.send('{"jsonrpc":"2.0","id":1,"method":"system_chain"}');
      const [data] = (await once(socket, "message")) as [Buffer];
      socket.terminate();
      expect(data.length).toBeGreaterThan(MOST_BYTES);
      expect(data.length).toBeLessThan(MOST_BYTES + 100);
      const { result } = JSON.parse(data.toString("latin1")) as { result: string };
      expect(result).toMatch(/^0x0{1000}/);
    });
  });
});
