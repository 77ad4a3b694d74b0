import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { COMMIT, createHubWorld, LARGE } from "../../testing/hub-world.ts";
import { type Answer, readAnswer, type ReadOptions } from "../../testing/read-wire.ts";
import type { Fault, FaultRequest } from "./fault.ts";
import { type HubServer, startHubServer } from "./start-hub-server.ts";

let hub: HubServer;
beforeAll(async () => {
  hub = await startHubServer({ world: createHubWorld() });
});
afterAll(() => hub.close());
beforeEach(() => hub.use(undefined));

const CACHE = `/api/resolve-cache/datasets/acme/chat/${COMMIT}/large.jsonl`;

const read = (path: string, options?: ReadOptions): Promise<Answer> =>
  readAnswer(hub.url + path, options);

function createSignal(): { promise: Promise<void>; resolve: () => void } {
  const signal = { promise: Promise.resolve(), resolve: (): void => undefined };
  signal.promise = new Promise<void>((resolve) => {
    signal.resolve = resolve;
  });
  return signal;
}

function serve(fault: Fault): void {
  hub.use(() => fault);
}

describe("a fault", () => {
  it("can be another answer", async () => {
    serve({ type: "status", status: 503, headers: { "retry-after": "7" }, body: "busy" });
    const answer = await read(CACHE);
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "7" } });
    expect(answer.body.toString()).toBe("busy");
    expect(hub.requests.at(-1)?.status).toBe(503);
  });

  it("can be a redirect", async () => {
    serve({ type: "redirect", location: "http://elsewhere.example/" });
    expect(await read(CACHE)).toMatchObject({
      status: 302,
      headers: { location: "http://elsewhere.example/" },
    });
  });

  it("can drop the connection", async () => {
    serve({ type: "drop" });
    expect(await read(CACHE)).toMatchObject({ status: undefined, error: "ECONNRESET" });
    expect(hub.requests.at(-1)?.status).toBe(0);
  });

  it("can close the connection in the middle, after exactly so many bytes", async () => {
    serve({ type: "close", afterBytes: 200_001 });
    const answer = await read(CACHE);
    expect(answer).toMatchObject({ status: 200, isComplete: false });
    expect(answer.headers["content-length"]).toBe("300000");
    expect(answer.body.equals(LARGE.subarray(0, 200_001))).toBe(true);
  });

  it("can reset the connection in the middle", async () => {
    serve({ type: "reset", afterBytes: 1000 });
    const answer = await read(CACHE);
    expect(answer).toMatchObject({ status: 200, isComplete: false, error: "ECONNRESET" });
    expect(answer.body.length).toBeLessThanOrEqual(1000);
  });

  it("can end a body well, but early", async () => {
    serve({ type: "truncate", afterBytes: 123_456 });
    const answer = await read(CACHE);
    expect(answer).toMatchObject({ status: 200, isComplete: true });
    expect(answer.headers["content-length"]).toBeUndefined();
    expect(answer.body.equals(LARGE.subarray(0, 123_456))).toBe(true);
  });

  it("can fall silent in the middle", async () => {
    serve({ type: "stall", afterBytes: 5000 });
    const answer = await read(CACHE, { stopAfter: 5000 });
    expect(answer.headers["content-length"]).toBe("300000");
    expect(answer.body.equals(LARGE.subarray(0, 5000))).toBe(true);
  });

  it("can change bytes and nothing else", async () => {
    serve({ type: "wrong-bytes" });
    const { body } = await read(CACHE);
    const differing = [...body.keys()].filter((index) => body[index] !== LARGE[index]);
    expect(differing).toEqual([LARGE.length - 1]);
    const part = await read(CACHE, { headers: { range: "bytes=10-19" } });
    expect(part.body).toHaveLength(10);
    expect(part.body.subarray(0, 9).equals(LARGE.subarray(10, 19))).toBe(true);
    expect(part.body[9]).not.toBe(LARGE[19]);
  });

  it("can compress a whole body, but not a part of it", async () => {
    serve({ type: "gzip" });
    const whole = await read(CACHE);
    expect(whole.headers).toMatchObject({
      "content-encoding": "gzip",
      etag: expect.stringMatching(/^W\/"/) as string,
    });
    expect(whole.headers["content-length"]).toBeUndefined();
    expect(gunzipSync(whole.body).equals(LARGE)).toBe(true);
    const part = await read(CACHE, { headers: { range: "bytes=0-9" } });
    expect(part).toMatchObject({ status: 206, body: LARGE.subarray(0, 10) });
    expect(part.headers["content-encoding"]).toBeUndefined();
  });
});

describe("a fault handler", () => {
  it("sees what is asked for, and how often it was asked for", async () => {
    const seen: FaultRequest[] = [];
    hub.use((asked) => {
      seen.push(asked);
      return asked.attempt === 1 ? { type: "status", status: 500 } : undefined;
    });
    const path = "/datasets/acme/chat/resolve/main/empty.txt";
    expect((await read(path)).status).toBe(500);
    expect((await read(`${path}?x=1`, { headers: { range: "bytes=0-0" } })).status).toBe(307);
    const { host } = new URL(hub.url);
    const same = { method: "GET", host, kind: "resolve", repoId: "acme/chat" };
    expect(seen).toEqual([
      { ...same, path, range: undefined, attempt: 1 },
      { ...same, path: `${path}?x=1`, range: "bytes=0-0", attempt: 2 },
    ]);
  });

  it("holds an answer back while its promise is pending", async () => {
    const asked = createSignal();
    const released = createSignal();
    hub.use(async () => {
      asked.resolve();
      await released.promise;
      return undefined;
    });
    const held = read(CACHE);
    await asked.promise;
    expect(hub.requests.at(-1)?.status).toBe(0);
    released.resolve();
    expect((await held).status).toBe(200);
  });

  it("that throws is an answer of 500", async () => {
    hub.use(() => {
      throw new Error("mistake in the test");
    });
    const answer = await read(CACHE);
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).toContain("mistake in the test");
  });
});
