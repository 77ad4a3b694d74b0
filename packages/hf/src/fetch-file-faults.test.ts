import { stat } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Fault } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import {
  createTestClient,
  hashBytes,
  makeBytes,
  makeFile,
  startRawServer,
  startTestHub,
} from "../testing/test-hub.ts";
import { HubIntegrityError } from "./errors.ts";

const SIZE = 3_000_000;
const BYTES = makeBytes(SIZE);
const HASHES = hashBytes(BYTES);
const FILES = [makeFile("data.jsonl", BYTES)];

/** The fault at the first so many bodies. */
function spoil(times: number, fault: Fault) {
  let left = times;
  return ({ kind }: { kind: string }): Fault | undefined => {
    if (kind !== "content" || left === 0) return undefined;
    left -= 1;
    return fault;
  };
}

describe("fetchFile, of a connection that breaks", () => {
  it.each<[string, Fault]>([
    ["ends early", { type: "close", afterBytes: 2_000_000 }],
    ["ends early as if it were whole", { type: "truncate", afterBytes: 2_000_000 }],
  ])("goes on from the bytes received when the body %s", async (_, fault) => {
    const { fetch, server, hub, readPartial } = await startTestHub({ files: FILES });
    server.use(spoil(1, fault));
    const chunks: Buffer[] = [];
    const fetched = await fetch({
      onChunk: (chunk) => chunks.push(Buffer.from(chunk)),
      onRestart: () => expect.unreachable(),
    });
    expect(fetched).toEqual({ size: SIZE, ...HASHES, resumedFrom: 0 });
    expect(server.requests.map(({ headers }) => headers["range"])).toEqual([
      undefined,
      undefined,
      "bytes=2000000-",
      "bytes=2000000-",
    ]);
    expect(hub.stats).toEqual({ requests: 4, retries: 1, bytes: SIZE });
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
    expect((await readPartial()).equals(BYTES)).toBe(true);
  });

  it("survives a reset, whatever it swallowed", async () => {
    const { fetch, server, hub } = await startTestHub({ files: FILES });
    server.use(spoil(1, { type: "reset", afterBytes: 2_000_000 }));
    await expect(fetch()).resolves.toMatchObject(HASHES);
    expect(hub.stats.bytes).toBe(SIZE);
    expect(hub.stats.retries).toBe(1);
  });

  it("counts no attempt against a file that keeps growing", async () => {
    const { fetch, server, hub } = await startTestHub({
      files: [makeFile("data.jsonl", makeBytes(4_400_000))],
      client: { retry: { attempts: 2 } },
    });
    server.use(({ kind }) =>
      kind === "content" ? { type: "close", afterBytes: 1_100_000 } : undefined,
    );
    await expect(fetch()).resolves.toMatchObject({ size: 4_400_000 });
    expect(hub.stats.bytes).toBe(4_400_000);
    expect(server.counts.byKind).toEqual({ resolve: 4, content: 4 });
  });

  it("gives up on one that grows by a few bytes each time, and keeps them", async () => {
    const { fetch, server, hub, folder } = await startTestHub({
      files: FILES,
      client: { retry: { attempts: 3 } },
    });
    server.use(() => ({ type: "truncate", afterBytes: 10 }));
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_INTEGRITY",
      kind: "integrity",
      retryable: true,
      message: "the body ended after 30 of 3000000 bytes",
    });
    expect(hub.stats).toEqual({ requests: 6, retries: 2, bytes: 30 });
    expect((await stat(`${folder}/part`)).size).toBe(30);
  });

  it.each<[string, Fault, string]>([
    ["no headers", { type: "stall" }, "headersMs"],
    ["no further byte", { type: "stall", afterBytes: 1000 }, "idleMs"],
  ])("times out and tries again: %s", async (_, fault, timeout) => {
    const { fetch, server, hub } = await startTestHub({
      files: FILES,
      client: { timeouts: { [timeout]: 1 } },
    });
    server.use(spoil(1, fault));
    await expect(fetch()).resolves.toMatchObject(HASHES);
    expect(hub.stats.retries).toBeGreaterThanOrEqual(1);
  });

  it("says that it timed out when it always does", async () => {
    const { fetch, server } = await startTestHub({
      files: FILES,
      client: { timeouts: { headersMs: 1 }, retry: { attempts: 1 } },
    });
    server.use(() => ({ type: "stall" }));
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_TIMEOUT", retryable: true });
  });

  it("gives up on a body that trickles, though it is never idle", async () => {
    let now = 0;
    let sendByte: (() => void) | undefined;
    const url = await startRawServer((_, response) => {
      const etag = `"${HASHES.gitSha1}"`;
      response.writeHead(200, { etag, "content-length": SIZE });
      sendByte = () => void response.write("x");
      sendByte();
    });
    const { fetch } = await createTestClient(url, { clock: () => now, retry: { attempts: 1 } });
    const progress: number[] = [];
    const trickled = fetch({
      onProgress: ({ received }) => {
        progress.push(received);
        now += 10_000;
        sendByte?.();
      },
    });
    await expect(trickled).rejects.toMatchObject({
      code: "HUB_TIMEOUT",
      retryable: true,
      message: "only 3 bytes came in 30 s",
    });
    expect(progress).toEqual([1, 2, 3]);
  });

  it("tells what it waits for after the second failure, and not again within 30 s", async () => {
    const { fetch, server, logged, time, folder } = await startTestHub({ files: FILES });
    server.use(spoil(3, { type: "drop" }));
    await expect(fetch()).resolves.toMatchObject(HASHES);
    expect(logged.map(({ level }) => level)).toEqual(["debug", "warn", "debug"]);
    expect(logged[1]?.message).toMatch(/^trying again: no whole answer from http/);
    time.now += 30_000;
    server.use(spoil(2, { type: "drop" }));
    await expect(
      fetch({ partial: { path: `${folder}/b`, etagPath: `${folder}/b.etag` } }),
    ).resolves.toMatchObject(HASHES);
    expect(logged.slice(3).map(({ level }) => level)).toEqual(["debug", "warn"]);
  });

  it("ends at the total timeout, in whatever state it is", async () => {
    const { fetch, server } = await startTestHub({
      files: FILES,
      client: { timeouts: { totalMs: 5 } },
    });
    server.use(() => ({ type: "stall" }));
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_TIMEOUT",
      message: "not finished within 5 ms",
    });
  });
});

describe("fetchFile, of wrong bytes", () => {
  it.each([false, true])("refuses them and asks once more (LFS: %s)", async (lfs) => {
    const { fetch, server, hub, logged } = await startTestHub({
      files: [makeFile("data.jsonl", BYTES, lfs)],
    });
    server.use(spoil(1, { type: "wrong-bytes" }));
    let restarts = 0;
    const fetched = await fetch({
      onRestart() {
        restarts += 1;
      },
    });
    expect(fetched).toMatchObject({ sha256: HASHES.sha256, resumedFrom: 0 });
    expect(restarts).toBe(1);
    expect(hub.stats).toEqual({ requests: 4, retries: 1, bytes: 2 * SIZE });
    expect(logged.map(({ level }) => level)).toEqual(["warn"]);
  });

  it("refuses them for good the second time, and says which they are", async () => {
    const { fetch, server, folder, readPartial } = await startTestHub({ files: FILES });
    server.use(spoil(9, { type: "wrong-bytes" }));
    const error: unknown = await fetch().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HubIntegrityError);
    expect(error).toMatchObject({ code: "HUB_INTEGRITY", retryable: false });
    expect((error as HubIntegrityError).details).toContain(`instead of ${HASHES.gitSha1}`);
    expect(server.counts.total).toBe(4);
    const { wrong } = error as HubIntegrityError;
    const kept = await readPartial();
    expect(wrong).toEqual({ sha256: hashBytes(kept).sha256, size: SIZE });
    expect(kept.equals(BYTES)).toBe(false);
    server.use(undefined);
    await expect(fetch()).resolves.toMatchObject({ ...HASHES, resumedFrom: 0 });
    expect((await readPartial()).equals(BYTES)).toBe(true);
    expect((await stat(`${folder}/part`)).size).toBe(SIZE);
  });

  it("refuses more bytes than were promised without reading them", async () => {
    let sent = 0;
    const url = await startRawServer((_request, response) => {
      sent += 1;
      response.writeHead(200, {
        "x-linked-etag": HASHES.gitSha1,
        "x-linked-size": "2000000",
        "content-length": SIZE,
      });
      response.end(BYTES);
    });
    const { fetch, hub } = await createTestClient(url);
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_INTEGRITY", wrong: undefined });
    expect(sent).toBe(2);
    expect(hub.stats.bytes).toBe(0);
  });
});

describe("fetchFile, beyond maxBytes", () => {
  it("takes a file of exactly that size", async () => {
    const { fetch } = await startTestHub({ files: FILES });
    await expect(fetch({ maxBytes: SIZE })).resolves.toMatchObject({ size: SIZE });
  });

  it("refuses a declared size before the body", async () => {
    const { fetch, server, hub } = await startTestHub({ files: FILES });
    await expect(fetch({ maxBytes: SIZE - 1 })).rejects.toMatchObject({
      code: "HUB_TOO_LARGE",
      message: "the file is larger than 2999999 bytes: it has 3000000",
    });
    expect(server.counts.byKind).toEqual({ resolve: 1 });
    expect(hub.stats.bytes).toBe(0);
  });

  it("stops a body of undeclared size at the cap", async () => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { etag: `"${HASHES.gitSha1}"` });
      const send = (): void => {
        while (!response.destroyed && response.write(BYTES));
      };
      response.on("drain", send);
      send();
    });
    const { fetch, hub, folder } = await createTestClient(url);
    await expect(fetch({ maxBytes: 100_000 })).rejects.toMatchObject({ code: "HUB_TOO_LARGE" });
    expect((await stat(`${folder}/part`)).size).toBeLessThanOrEqual(100_000);
    expect(hub.stats).toMatchObject({ requests: 1, retries: 0 });
    expect(hub.stats.bytes).toBeLessThanOrEqual(100_000);
  });

  it("refuses a Content-Length beyond it, whatever X-Linked-Size says", async () => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, {
        etag: `"${HASHES.gitSha1}"`,
        "x-linked-size": "5",
        "content-length": SIZE,
      });
      response.end(BYTES);
    });
    const { fetch } = await createTestClient(url);
    await expect(fetch({ maxBytes: 100 })).rejects.toMatchObject({ code: "HUB_TOO_LARGE" });
  });

  it("stops decompressing at the cap", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { etag: `"${HASHES.gitSha1}"`, "content-encoding": "gzip" });
      response.end(bomb);
    });
    const { fetch, hub, folder } = await createTestClient(url);
    await expect(fetch({ maxBytes: 1_000_000 })).rejects.toMatchObject({ code: "HUB_TOO_LARGE" });
    expect(hub.stats.bytes).toBeLessThanOrEqual(1_000_000);
    expect((await stat(`${folder}/part`)).size).toBeLessThanOrEqual(1_000_000);
  });
});

describe("fetchFile, of a compressed body", () => {
  it("asks for none and decodes one all the same", async () => {
    const { fetch, server, readPartial } = await startTestHub({ files: FILES });
    server.use(() => ({ type: "gzip" }));
    await expect(fetch()).resolves.toMatchObject({ size: SIZE, ...HASHES });
    expect((await readPartial()).equals(BYTES)).toBe(true);
    expect(server.requests.map(({ headers }) => headers["accept-encoding"])).toEqual([
      "identity",
      "identity",
    ]);
  });

  it.each([
    {
      what: "cut short",
      encoding: "gzip",
      body: gzipSync(BYTES).subarray(0, 1000),
      code: "HUB_NETWORK",
    },
    {
      what: "broken",
      encoding: "gzip",
      body: Buffer.from("no gzip at all"),
      code: "HUB_BAD_ANSWER",
    },
    { what: "unknown", encoding: "zstd", body: BYTES, code: "HUB_BAD_ANSWER" },
    {
      what: "twofold",
      encoding: "gzip, gzip",
      body: gzipSync(gzipSync(BYTES)),
      code: "HUB_BAD_ANSWER",
    },
  ])("refuses one that is $what", async ({ encoding, body, code }) => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, {
        etag: `"${HASHES.gitSha1}"`,
        "x-linked-size": String(SIZE),
        "content-encoding": encoding,
      });
      response.end(body);
    });
    const { fetch } = await createTestClient(url, { retry: { attempts: 2 } });
    await expect(fetch()).rejects.toMatchObject({ code });
  });
});
