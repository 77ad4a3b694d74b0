import type { ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createTestClient,
  hashBytes,
  makeBytes,
  startRawServer,
  type TestClient,
} from "../testing/test-hub.ts";
import { getCommitHash } from "./get-commit-hash.ts";

const BYTES = makeBytes(1000);
const PROMISE = { "x-linked-etag": hashBytes(BYTES).gitSha1, "x-linked-size": "1000" };

/** A stored block of length 0 (RFC 1951, 3.2.4). */
const EMPTY_BLOCK = Buffer.from([0x00, 0x00, 0x00, 0xff, 0xff]);

/** A client of `url` that tries once, in a time that only `time.now` moves. */
function createPatient(url: string, time: { now: number }): Promise<TestClient> {
  return createTestClient(url, { retry: { attempts: 1 } }, { time });
}

/** Writes `piece` for ever, 10 s apart in the client's time. */
function trickle(
  stream: ServerResponse | Socket,
  time: { now: number },
  piece: Uint8Array | string = "x",
): void {
  if (stream.destroyed) return;
  time.now += 10_000;
  stream.write(piece, () => setImmediate(() => trickle(stream, time, piece)));
}

describe("an answer that comes too slowly", () => {
  it("is given up when it is an error page, whose status says enough", async () => {
    const time = { now: 0 };
    const url = await startRawServer((_request, response) => {
      response.writeHead(404, { "x-error-code": "EntryNotFound" });
      trickle(response, time);
    });
    const { fetch } = await createPatient(url, time);
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_ENTRY_NOT_FOUND" });
    expect(time.now).toBeLessThan(1_000_000);
  });

  it("is given up when it is JSON", async () => {
    const time = { now: 0 };
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      trickle(response, time, " ");
    });
    const { hub } = await createPatient(url, time);
    await expect(
      getCommitHash(hub, { repoId: "miner/data", revision: "main" }),
    ).rejects.toMatchObject({ code: "HUB_TIMEOUT", retryable: true });
    expect(time.now).toBeLessThan(1_000_000);
  });

  it("does not hold up what a redirect leads to", async () => {
    const time = { now: 0 };
    const url = await startRawServer((request, response) => {
      if (request.url === "/there") response.end(BYTES);
      else trickle(response.writeHead(307, { ...PROMISE, location: "/there" }), time);
    });
    const { fetch } = await createPatient(url, time);
    await expect(fetch()).resolves.toMatchObject(hashBytes(BYTES));
    expect(time.now).toBeLessThan(1_000_000);
  });

  it("is given up when nothing comes out of what is decompressed", async () => {
    const time = { now: 0 };
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { ...PROMISE, "content-encoding": "deflate" });
      response.write(Buffer.from([0x78, 0x9c]));
      trickle(response, time, EMPTY_BLOCK);
    });
    const { fetch, hub } = await createPatient(url, time);
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_TIMEOUT" });
    expect(hub.stats.bytes).toBe(0);
  });
});

describe("an answer that never comes", () => {
  it("is not waited for over an endless row of interim responses", async () => {
    const time = { now: 0 };
    const url = await startSocketServer((socket) =>
      trickle(socket, time, "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"),
    );
    const { fetch } = await createPatient(url, time);
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_BAD_ANSWER",
      message: "the answer does not get beyond interim responses",
    });
  });

  it("is not waited for when decompressing brings nothing, however much is sent", async () => {
    let sent = 0;
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { ...PROMISE, "content-encoding": "deflate" });
      response.write(Buffer.from([0x78, 0x9c]));
      const blocks = Buffer.concat(Array.from({ length: 2000 }, () => EMPTY_BLOCK));
      const send = (): void => {
        while (!response.destroyed && response.write(blocks)) sent += blocks.length;
      };
      response.on("drain", send);
      send();
    });
    const { fetch, hub } = await createTestClient(url, { retry: { attempts: 1 } });
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_INTEGRITY",
      message: "the file is longer than the 1000 bytes that were promised",
    });
    expect(hub.stats.bytes).toBe(0);
    expect(sent).toBeLessThan(20_000_000);
  });

  it("is not waited for when the proxy takes the connection and says nothing", async () => {
    const proxy = await startSocketServer((socket) => socket.on("data", () => {}));
    const { fetch } = await createTestClient("http://127.0.0.1:9", {
      proxy: { http: proxy },
      timeouts: { connectMs: 1 },
      retry: { attempts: 1 },
    });
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_TIMEOUT", retryable: true });
  });
});

async function startSocketServer(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
