import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gunzipSync } from "node:zlib";
import { COMMIT, createHubWorld, LARGE, LFS_BYTES, TOKEN } from "../../testing/hub-world.ts";
import { type Answer, readAnswer, readBytes, type ReadOptions } from "../../testing/read-wire.ts";
import type { Fault } from "./fault.ts";
import { rateLimited } from "./rate-limited.ts";
import { type HubServer, startHubServer } from "./start-hub-server.ts";

let hub: HubServer;
const slept: number[] = [];
beforeAll(async () => {
  hub = await startHubServer({
    world: createHubWorld(),
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.use(undefined);
  slept.length = 0;
});

const RESOLVE = `/datasets/acme/chat/resolve/${COMMIT}/large.jsonl`;
const CACHE = `/api/resolve-cache/datasets/acme/chat/${COMMIT}/large.jsonl`;
const INFO = `/api/datasets/acme/chat/revision/${COMMIT}`;
const TREE = `/api/datasets/acme/chat/tree/main`;
const ETAG = '"589d947a7b9638e6a76e35d2f35cbb110bd552fe"';
const authorization = `Bearer ${TOKEN}`;

const read = (path: string, options?: ReadOptions): Promise<Answer> =>
  readAnswer(hub.url + path, options);

function serve(fault: Fault): void {
  hub.use(() => fault);
}

function readError({ body }: Answer): string {
  return (JSON.parse(body.toString()) as { error: string }).error;
}

describe("too many requests", () => {
  it("says when to come back in seconds", async () => {
    serve(rateLimited({ by: "seconds", seconds: 7 }));
    const answer = await read(RESOLVE);
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, "7"]);
    expect(answer.headers["ratelimit"]).toBeUndefined();
    expect(readError(answer)).toContain("rate limit");
  });

  it("says when to come back by a date, never too early", async () => {
    serve(rateLimited({ by: "date", seconds: 7, now: Date.UTC(2026, 10, 23, 12, 0, 0, 1) }));
    const { status, headers } = await read(RESOLVE);
    expect([status, headers["retry-after"]]).toEqual([429, "Mon, 23 Nov 2026 12:00:08 GMT"]);
  });

  it("says when to come back by the RateLimit header alone", async () => {
    serve(rateLimited({ by: "ratelimit", seconds: 7 }));
    const { status, headers } = await read(RESOLVE);
    expect([status, headers["ratelimit"]]).toEqual([429, '"resolvers";r=0;t=7']);
    expect(headers["ratelimit-policy"]).toBe('"fixed window";"resolvers";q=3000;w=300');
    expect(headers["retry-after"]).toBeUndefined();
  });
});

describe("a redirect loop", () => {
  it("has no end, once a client has entered it", async () => {
    serve({ type: "redirect-loop" });
    const visited: string[] = [];
    let path = CACHE;
    for (let hop = 0; hop < 6; hop += 1) {
      const { status, headers } = await read(path);
      expect(status).toBe(302);
      path = String(headers["location"]);
      visited.push(path);
      // Later hops need no fault.
      hub.use(undefined);
    }
    expect(new Set(visited)).toEqual(new Set(["/redirect-loop/1", "/redirect-loop/2"]));
    expect((await read("/redirect-loop/3")).status).toBe(404);
    expect((await read(CACHE)).status).toBe(200);
  });
});

describe("a repository that has changed", () => {
  it("renamed: sends every request to the same path under the new name", async () => {
    serve({ type: "renamed", to: "acme/new name" });
    const query = "?recursive=true";
    const answers = await Promise.all(
      [RESOLVE, CACHE, INFO, TREE + query].map((path) => read(path)),
    );
    expect(answers.map(({ status, headers }) => [status, headers["location"]])).toEqual([
      [307, `/datasets/acme/new%20name/resolve/${COMMIT}/large.jsonl`],
      [307, `/api/resolve-cache/datasets/acme/new%20name/${COMMIT}/large.jsonl`],
      [307, `/api/datasets/acme/new%20name/revision/${COMMIT}`],
      [307, `/api/datasets/acme/new%20name/tree/main${query}`],
    ]);
  });

  it("renamed: is what the server says of a repository with another name", async () => {
    const answer = await read(`/datasets/acme/old-name/resolve/main/hello.txt?x=1`);
    expect(answer.status).toBe(307);
    expect(answer.headers["location"]).toBe("/datasets/acme/chat/resolve/main/hello.txt?x=1");
  });

  it("deleted: is not there, or not for the likes of you", async () => {
    serve({ type: "deleted" });
    for (const path of [RESOLVE, CACHE, INFO, TREE]) {
      const anonymous = await read(path);
      expect([anonymous.status, anonymous.headers["x-error-code"]]).toEqual([401, "RepoNotFound"]);
      expect(readError(anonymous)).toBe("Invalid username or password.");
      const known = await read(path, { headers: { authorization } });
      expect([known.status, known.headers["x-error-code"]]).toEqual([404, "RepoNotFound"]);
    }
    expect((await read("/api/whoami-v2", { headers: { authorization } })).status).toBe(200);
  });

  it("gated: shows what it is to everybody, and its files to nobody", async () => {
    serve({ type: "gated" });
    for (const path of [RESOLVE, CACHE]) {
      const anonymous = await read(path);
      expect([anonymous.status, anonymous.headers["x-error-code"]]).toEqual([401, "GatedRepo"]);
      expect(readError(anonymous)).toMatch(/^Access to dataset acme\/chat is restricted\. /);
      const known = await read(path, { headers: { authorization } });
      expect([known.status, known.headers["x-error-code"]]).toEqual([403, "GatedRepo"]);
      expect(readError(known)).toContain("you are not in the authorized list");
    }
    expect((await read(INFO)).status).toBe(200);
    expect((await read(TREE)).status).toBe(200);
  });

  it("force-pushed: does not know the commit, and still its branches", async () => {
    serve({ type: "force-pushed" });
    for (const path of [RESOLVE, CACHE, INFO]) {
      const answer = await read(path);
      expect([answer.status, answer.headers["x-error-code"]]).toEqual([404, "RevisionNotFound"]);
      expect(readError(answer)).toBe(`Invalid rev id: ${COMMIT}`);
    }
    expect((await read(TREE)).status).toBe(200);
    expect((await read("/datasets/acme/chat/resolve/main/large.jsonl")).status).toBe(307);
  });

  it("leaves signed addresses of LFS files as they are", async () => {
    const { headers } = await read("/datasets/acme/chat/resolve/main/weights.bin");
    const { pathname, search } = new URL(String(headers["location"]));
    for (const type of ["deleted", "gated", "force-pushed"] as const) {
      serve({ type });
      const { status, body } = await read(pathname + search);
      expect([status, body.equals(LFS_BYTES)]).toEqual([200, true]);
    }
  });
});

describe("an ETag that changes between two parts", () => {
  it("stands in both headers, at both hops", async () => {
    serve({ type: "etag", etag: '"other"' });
    for (const path of [RESOLVE, CACHE]) {
      const { headers } = await read(path);
      expect([headers["etag"], headers["x-linked-etag"]]).toEqual(['"other"', '"other"']);
    }
  });

  it("makes the rest the whole for who asks on condition of the old one", async () => {
    const { headers } = await read(CACHE);
    expect(headers["etag"]).toBe(ETAG);
    serve({ type: "etag", etag: '"other"' });
    const range = "bytes=100-199";
    const old = await read(CACHE, { headers: { range, "if-range": ETAG } });
    expect([old.status, old.headers["etag"], old.body.length]).toEqual([200, '"other"', 300_000]);
    const current = await read(CACHE, { headers: { range, "if-range": '"other"' } });
    expect([current.status, current.body.equals(LARGE.subarray(100, 200))]).toEqual([206, true]);
    const any = await read(CACHE, { headers: { range } });
    expect([any.status, any.headers["etag"], any.body.length]).toEqual([206, '"other"', 100]);
    expect((await read(CACHE, { headers: { "if-none-match": ETAG } })).status).toBe(200);
  });
});

describe("a length", () => {
  it("that is too large ends with the connection, after all bytes that there are", async () => {
    serve({ type: "wrong-length", declared: 300_005 });
    const { head, body } = await readBytes(hub.url + CACHE);
    expect(head).toMatch(/\r\ncontent-length: 300005(?:\r\n|$)/i);
    expect(head).toMatch(/\r\nx-linked-size: 300005(?:\r\n|$)/i);
    expect(body.equals(LARGE)).toBe(true);
    expect(await read(CACHE)).toMatchObject({ status: 200, isComplete: false });
  });

  it("that is too small is followed by more bytes than it said", async () => {
    serve({ type: "wrong-length", declared: 10 });
    const { head, body } = await readBytes(hub.url + CACHE);
    expect(head).toMatch(/\r\ncontent-length: 10(?:\r\n|$)/i);
    expect(body.equals(LARGE)).toBe(true);
    // A client that keeps to the length must make something of the rest; node:http gives up the connection.
    expect((await read(CACHE)).body.length).toBeLessThanOrEqual(10);
  });

  it("is wrong in the X-Linked-Size of a redirect, and the redirect is whole", async () => {
    serve({ type: "wrong-length", declared: 10 });
    const { status, headers, body, isComplete } = await read(RESOLVE);
    expect([status, isComplete, headers["x-linked-size"]]).toEqual([307, true, "10"]);
    expect(headers["content-length"]).toBe(String(body.length));
  });

  it("is not told at all: chunked", async () => {
    serve({ type: "chunked" });
    const { headers, body, isComplete } = await read(CACHE);
    expect(headers["content-length"]).toBeUndefined();
    expect(headers["transfer-encoding"]).toBe("chunked");
    expect([isComplete, body.equals(LARGE)]).toEqual([true, true]);
  });
});

describe("a server without ranges", () => {
  it("answers 200 and the whole", async () => {
    serve({ type: "no-range" });
    for (const headers of [{ range: "bytes=10-" }, { range: "bytes=10-", "if-range": ETAG }]) {
      const answer = await read(CACHE, { headers });
      expect([answer.status, answer.headers["content-range"]]).toEqual([200, undefined]);
      expect(answer.headers["accept-ranges"]).toBe("none");
      expect(answer.body.equals(LARGE)).toBe(true);
    }
    expect((await read(CACHE, { headers: { range: "bytes=999999-" } })).status).toBe(200);
  });
});

describe("a gzip bomb", () => {
  it("is small on the wire and as large as it was said to be behind it", async () => {
    const bytes = 5 * 1024 * 1024 + 12_345;
    serve({ type: "gzip-bomb", bytes });
    for (const path of [RESOLVE, CACHE]) {
      const { status, headers, body, isComplete } = await read(path);
      expect([status, isComplete, headers["content-encoding"]]).toEqual([200, true, "gzip"]);
      expect([headers["content-length"], headers["location"]]).toEqual([undefined, undefined]);
      expect(headers["etag"]).toBe(ETAG);
      expect(body.length).toBeLessThan(bytes / 500);
      // It checks the CRC and the length at the end.
      const zeros = gunzipSync(body);
      expect([zeros.length, zeros.every((byte) => byte === 0)]).toEqual([bytes, true]);
    }
  });

  it("of 10 GB costs nothing to begin with", async () => {
    serve({ type: "gzip-bomb", bytes: 10_000_000_000 });
    const { status, body } = await read(CACHE, { stopAfter: 100_000 });
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThanOrEqual(100_000);
  });

  it.each([0, 1, 1024 * 1024])("may have %d bytes", async (bytes) => {
    serve({ type: "gzip-bomb", bytes });
    expect(gunzipSync((await read(CACHE)).body)).toHaveLength(bytes);
  });
});

describe("a body that trickles", () => {
  const SMALL = `/api/resolve-cache/datasets/acme/chat/${COMMIT}/hello.txt`;

  it("comes at one byte a second, whole in the end", async () => {
    serve({ type: "trickle", bytesPerSecond: 1 });
    const { headers, body, isComplete } = await read(SMALL);
    expect([isComplete, body.toString(), headers["content-length"]]).toEqual([
      true,
      "hello\n",
      "6",
    ]);
    expect(slept).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
  });

  it("comes in ten pieces a second at a faster pace", async () => {
    serve({ type: "trickle", bytesPerSecond: 1_000_000 });
    const { body } = await read(CACHE);
    expect(body.equals(LARGE)).toBe(true);
    expect(slept).toEqual([100, 100, 100]);
  });

  it("ends with the connection after its time", async () => {
    serve({ type: "trickle", bytesPerSecond: 2, forMs: 1250 });
    const { headers, body, isComplete } = await read(SMALL);
    expect([isComplete, body.toString(), headers["content-length"]]).toEqual([false, "hel", "6"]);
    expect(slept).toEqual([500, 500, 250]);
  });
});

describe("a silence of limited length", () => {
  it("ends with the connection, before any header", async () => {
    serve({ type: "stall", forMs: 4000 });
    expect(await read(CACHE)).toMatchObject({ status: undefined, error: "ECONNRESET" });
    expect(slept).toEqual([4000]);
  });

  it("ends with the connection, in the middle of a body", async () => {
    serve({ type: "stall", afterBytes: 5000, forMs: 4000 });
    const { headers, body, isComplete } = await read(CACHE);
    expect([isComplete, headers["content-length"]]).toEqual([false, "300000"]);
    expect(body.equals(LARGE.subarray(0, 5000))).toBe(true);
    expect(slept).toEqual([4000]);
  });

  it("is cut short by the end of the server", async () => {
    const server = await startHubServer({ world: createHubWorld() });
    server.use(() => ({ type: "stall", afterBytes: 5000, forMs: 86_400_000 }));
    const answer = readAnswer(server.url + CACHE);
    while (server.requests.at(-1)?.status !== 200) await new Promise(setImmediate);
    await server.close();
    expect(await answer).toMatchObject({ status: 200, isComplete: false });
  });
});
