import { describe, expect, it } from "vitest";
import {
  createFolder,
  createGate,
  makeBytes,
  makeFile,
  startRawServer,
  startTestHub,
  type TestHub,
} from "../testing/test-hub.ts";

const FILES = Array.from({ length: 6 }, (_, index) => makeFile(`${index}`, makeBytes(1000, index)));

async function fetchAll({ fetch }: TestHub): Promise<number> {
  const folder = await createFolder();
  const fetched = await Promise.all(
    FILES.map(({ path }) =>
      fetch({ path, partial: { path: `${folder}/${path}`, etagPath: `${folder}/${path}.etag` } }),
    ),
  );
  return fetched.length;
}

describe("the rate budget of a hub", () => {
  it.each([
    ["seconds", { "retry-after": "42" }],
    [
      "a date",
      { "retry-after": "Wed, 01 Jan 2020 00:00:42 GMT", date: "Wed, 01 Jan 2020 00:00:00 GMT" },
    ],
    ["RateLimit", { ratelimit: '"resolvers";r=0;t=42' }],
    ["RateLimit-Policy alone", { "ratelimit-policy": '"fixed window";"resolvers";q=3000;w=42' }],
  ])("waits as long as a 429 says: %s", async (_, headers) => {
    const hub = await startTestHub({ files: FILES });
    let refused = 0;
    hub.server.use(() => {
      refused += 1;
      return refused === 1 ? { type: "status", status: 429, headers } : undefined;
    });
    await expect(hub.fetch({ path: "0" })).resolves.toMatchObject({ size: 1000 });
    expect(hub.sleeps).toEqual([42_000]);
    expect(hub.hub.stats).toMatchObject({ requests: 3, retries: 1 });
    expect(hub.logged.filter(({ level }) => level === "warn")).toEqual([
      expect.objectContaining({
        message: expect.stringContaining("no request for 42 s") as string,
        fields: expect.objectContaining({ seconds: 42, status: 429 }) as unknown,
      }),
    ]);
  });

  it("holds back every request of the hub, not only the refused ones", async () => {
    const [allRefused, refuse] = createGate(6);
    const [allWaiting, wait] = createGate(7);
    const [reopened, reopen] = createGate(1);
    const hub = await startTestHub({
      files: FILES,
      client: {
        async sleep() {
          wait();
          await reopened;
        },
      },
    });
    hub.server.use(async ({ attempt, kind }) => {
      if (attempt > 1 || kind === "content") return undefined;
      refuse();
      await allRefused;
      return { type: "status", status: 429, headers: { "retry-after": "7" } };
    });
    const all = fetchAll(hub);
    await allRefused;
    const oneMore = hub.fetch({ path: "0" });
    await allWaiting;
    expect(hub.server.counts.byKind).toEqual({ resolve: 6 });
    hub.time.now += 7000;
    reopen();
    await expect(all).resolves.toBe(6);
    await expect(oneMore).resolves.toMatchObject({ size: 1000 });
    expect(hub.server.counts.byKind).toEqual({ resolve: 13, content: 7 });
  });

  it("stops before the limit is hit once a window is used up", async () => {
    const hub = await startTestHub({
      files: FILES,
      server: { limits: { resolvers: { requests: 2, windowSeconds: 300 } } },
    });
    for (const { path } of FILES.slice(0, 4)) {
      await expect(hub.fetch({ path })).resolves.toMatchObject({ size: 1000 });
    }
    expect(hub.server.requests.map(({ status }) => status)).not.toContain(429);
    expect(hub.sleeps).toEqual([300_000, 300_000]);
    expect(hub.hub.stats.retries).toBe(0);
  });

  it("fetches everything under a limit that all run into at once", async () => {
    const hub = await startTestHub({
      files: FILES,
      server: { limits: { resolvers: { requests: 3, windowSeconds: 300 } } },
    });
    await expect(fetchAll(hub)).resolves.toBe(6);
    expect(hub.sleeps.length).toBeGreaterThan(0);
    expect(hub.server.counts.byKind).toMatchObject({ content: 6 });
  });

  it("refuses a longer pause than the caller is ready for, at once", async () => {
    const hub = await startTestHub({ files: FILES, client: { retry: { maxPauseMs: 60_000 } } });
    hub.server.use(() => ({ type: "status", status: 429, headers: { "retry-after": "61" } }));
    await expect(hub.fetch({ path: "0" })).rejects.toMatchObject({
      code: "HUB_RATE_LIMITED",
      status: 429,
      retryable: true,
    });
    await expect(hub.fetch({ path: "1" })).rejects.toMatchObject({
      code: "HUB_RATE_LIMITED",
      message: "the Hub's rate limit is used up for another 61 s",
      next: expect.stringContaining("61 s") as string,
    });
    expect(hub.server.counts.total).toBe(1);
    expect(hub.sleeps).toEqual([]);
  });

  it("is a typed error when the attempts are used up", async () => {
    const hub = await startTestHub({ files: FILES, client: { retry: { attempts: 3 } } });
    hub.server.use(() => ({ type: "status", status: 429, headers: { "retry-after": "1" } }));
    await expect(hub.fetch({ path: "0" })).rejects.toMatchObject({
      code: "HUB_RATE_LIMITED",
      status: 429,
      next: expect.stringContaining("HF_TOKEN") as string,
    });
    expect(hub.server.counts.total).toBe(3);
    expect(hub.sleeps).toEqual([1000, 1000]);
  });

  it("stops trying when the time without progress is used up", async () => {
    const hub = await startTestHub({
      files: FILES,
      client: { retry: { attempts: 100, maxElapsedMs: 25_000 } },
    });
    hub.server.use(() => ({ type: "status", status: 429, headers: { "retry-after": "10" } }));
    await expect(hub.fetch({ path: "0" })).rejects.toMatchObject({ code: "HUB_RATE_LIMITED" });
    // Sent at 0, 10 and 20 s: the pause after that would end past the 25 s.
    expect(hub.server.counts.total).toBe(3);
    expect(hub.sleeps).toEqual([10_000, 10_000]);
  });

  it("waits longer each time where nothing is asked for, and says how long", async () => {
    const hub = await startTestHub({
      files: FILES,
      client: { retry: { minDelayMs: 1000, maxDelayMs: 6000 }, random: () => 0.5 },
    });
    hub.server.use(() => ({ type: "status", status: 503 }));
    await expect(hub.fetch({ path: "0" })).rejects.toMatchObject({ code: "HUB_SERVER" });
    expect(hub.sleeps).toEqual([1500, 3000, 4500, 4500]);
    expect(hub.logged.map(({ message }) => message.split(":", 1)[0])).toEqual([
      "trying again in 2 s",
      "trying again in 3 s",
      "trying again in 5 s",
      "trying again in 5 s",
    ]);
  });

  it("keeps what the storage elsewhere asks for apart from the Hub's own limits", async () => {
    const asked: string[] = [];
    const storage = await startRawServer((request, response) => {
      asked.push(String(request.url));
      if (asked.length === 1) response.writeHead(503, { "retry-after": "500" }).end();
      else response.writeHead(200, { ratelimit: '"cdn";r=0;t=500' }).end(FILES[0]?.content());
    });
    const hub = await startTestHub({ files: FILES, client: { retry: { attempts: 1 } } });
    hub.server.use(({ kind, path }) =>
      kind === "content" && path.endsWith("/0")
        ? { type: "redirect", location: `${storage}/bytes` }
        : undefined,
    );
    await expect(hub.fetch({ path: "0" })).rejects.toMatchObject({
      code: "HUB_SERVER",
      retryAfterMs: 500_000,
    });
    await expect(hub.fetch({ path: "1" })).resolves.toMatchObject({ size: 1000 });
    expect(hub.sleeps).toEqual([]);
    await expect(hub.fetch({ path: "0" })).resolves.toMatchObject({ size: 1000 });
    expect(hub.sleeps).toEqual([500_000]);
    expect(asked).toEqual(["/bytes", "/bytes"]);
  });

  it("survives a hiccup that breaks all of many connections at once", async () => {
    const files = Array.from({ length: 120 }, (_, index) => makeFile(`${index}`, makeBytes(10)));
    const hub = await startTestHub({ files, client: { concurrency: 120 } });
    const [allSent, send] = createGate(120);
    hub.server.use(async ({ attempt, kind }) => {
      if (kind !== "resolve" || attempt > 1) return undefined;
      send();
      await allSent;
      return { type: "drop" };
    });
    const folder = await createFolder();
    const fetched = await Promise.all(
      files.map(({ path }) =>
        hub.fetch({
          path,
          partial: { path: `${folder}/${path}`, etagPath: `${folder}/${path}.e` },
        }),
      ),
    );
    expect(fetched.map(({ size }) => size)).toEqual(files.map(() => 10));
    expect(hub.hub.stats).toMatchObject({ requests: 360, retries: 120 });
  });

  it("tries nothing again after many failures in a row, until something succeeds", async () => {
    const hub = await startTestHub({
      files: FILES,
      client: { retry: { attempts: 3, maxFailuresInARow: 5 } },
    });
    hub.server.use(() => ({ type: "status", status: 502 }));
    const failed: number[] = [];
    for (const { path } of FILES.slice(0, 4)) {
      await expect(hub.fetch({ path })).rejects.toMatchObject({ code: "HUB_SERVER" });
      failed.push(hub.server.counts.total);
    }
    expect(failed).toEqual([3, 5, 6, 7]);
    hub.server.use(undefined);
    await hub.fetch({ path: "4" });
    hub.server.use(() => ({ type: "status", status: 502 }));
    hub.server.counts.reset();
    await expect(hub.fetch({ path: "5" })).rejects.toMatchObject({ code: "HUB_SERVER" });
    expect(hub.server.counts.total).toBe(3);
  });
});
