import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createFolder,
  createTestClient,
  hashBytes,
  makeBytes,
  makeFile,
  makeRepo,
  startRawServer,
  startTestHub,
  TOKEN,
} from "../testing/test-hub.ts";

const BYTES = makeBytes(150_000);

describe("fetchFile", () => {
  it("takes 2 requests for a regular file and verifies git's hash", async () => {
    const { fetch, server, hub, readPartial } = await startTestHub({
      files: [makeFile("data.jsonl", BYTES)],
    });
    await expect(fetch()).resolves.toEqual({ size: 150_000, ...hashBytes(BYTES), resumedFrom: 0 });
    expect(server.counts.byKind).toEqual({ resolve: 1, content: 1 });
    expect(hub.stats).toEqual({ requests: 2, retries: 0, bytes: 150_000 });
    expect((await readPartial()).equals(BYTES)).toBe(true);
  });

  it("takes an LFS file from another origin, by its SHA-256 alone", async () => {
    const { fetch, server, readPartial } = await startTestHub({
      files: [makeFile("data.jsonl", BYTES, true)],
      client: { token: TOKEN },
    });
    await expect(fetch()).resolves.toEqual({
      size: 150_000,
      sha256: hashBytes(BYTES).sha256,
      gitSha1: undefined,
      resumedFrom: 0,
    });
    expect((await readPartial()).equals(BYTES)).toBe(true);
    const [first, second] = server.requests;
    expect(first!.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
    expect(second!.headers).not.toHaveProperty("authorization");
    expect(second!.host).toMatch(/^localhost:/);
  });

  it.each([false, true])("needs no body for an empty file (LFS: %s)", async (lfs) => {
    const empty = Buffer.alloc(0);
    const { fetch, server, readPartial } = await startTestHub({
      files: [makeFile("data.jsonl", empty, lfs)],
    });
    const { sha256, gitSha1 } = hashBytes(empty);
    await expect(fetch()).resolves.toEqual({
      size: 0,
      sha256,
      gitSha1: lfs ? undefined : gitSha1,
      resumedFrom: 0,
    });
    expect(server.counts.byKind).toEqual({ resolve: 1 });
    expect(await readPartial()).toHaveLength(0);
  });

  it.each([
    "a b.jsonl",
    "#1.jsonl",
    "what?.jsonl",
    "%41.jsonl",
    "100%.jsonl",
    "dir/sub dir/ü.jsonl",
    "back\\slash.jsonl",
    "\u{1F426}\u202Ejsonl",
    "...",
    "a:b|c*.jsonl",
  ])("fetches a file named %j and no other", async (path) => {
    const decoy = makeFile("A.jsonl", makeBytes(10, 9));
    const { fetch } = await startTestHub({ files: [decoy, makeFile(path, BYTES)] });
    await expect(fetch({ path })).resolves.toMatchObject(hashBytes(BYTES));
  });

  it("shows every byte once and in order, and the progress", async () => {
    const { fetch } = await startTestHub({ files: [makeFile("data.jsonl", BYTES)] });
    const chunks: Buffer[] = [];
    const progress: { received: number; size: number | undefined }[] = [];
    await fetch({
      onChunk: (chunk) => chunks.push(Buffer.from(chunk)),
      onProgress: (event) => progress.push(event),
      onRestart: () => expect.unreachable(),
    });
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
    expect(progress.map(({ received }) => received)).toEqual(
      chunks.map((_, index) => Buffer.concat(chunks.slice(0, index + 1)).length),
    );
    expect(new Set(progress.map(({ size }) => size))).toEqual(new Set([150_000]));
  });

  it("keeps no note beside a file that came in one piece", async () => {
    const { fetch, folder } = await startTestHub({ files: [makeFile("data.jsonl", BYTES)] });
    await fetch();
    expect(existsSync(`${folder}/part.etag`)).toBe(false);
  });

  it("writes a file of many batches, in whatever chunks it comes", async () => {
    const bytes = makeBytes(5_000_000);
    const { fetch, readPartial } = await startTestHub({ files: [makeFile("data.jsonl", bytes)] });
    await expect(fetch()).resolves.toMatchObject(hashBytes(bytes));
    expect((await readPartial()).equals(bytes)).toBe(true);
  });

  it("follows a renamed repository", async () => {
    const { fetch, server } = await startTestHub({
      repos: [
        makeRepo([], { renamedTo: "miner/new" }),
        makeRepo([makeFile("data.jsonl", BYTES)], { id: "miner/new" }),
      ],
    });
    await expect(fetch()).resolves.toMatchObject({ size: 150_000 });
    expect(server.counts.total).toBe(3);
  });

  it("downloads in parallel over no more connections than asked for", async () => {
    const connections = new Set<unknown>();
    const { sha256 } = hashBytes(BYTES);
    const url = await startRawServer((request, response) => {
      connections.add(request.socket);
      response.setHeader("x-linked-etag", `"${sha256}"`).setHeader("x-repo-commit", COMMIT);
      response.end(BYTES);
    });
    const { fetch, hub } = await createTestClient(url, { concurrency: 4 });
    const folder = await createFolder();
    const fetched = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        fetch({ partial: { path: `${folder}/${index}`, etagPath: `${folder}/${index}.etag` } }),
      ),
    );
    expect(fetched.map(({ size }) => size)).toEqual(Array.from({ length: 20 }, () => 150_000));
    expect(connections.size).toBeLessThanOrEqual(4);
    expect(hub.stats.requests).toBe(20);
  });
});

describe("fetchFile, of a hub without a redirect", () => {
  it.each([
    ["a quoted ETag", { etag: `"${hashBytes(BYTES).gitSha1}"` }],
    ["a weak ETag", { etag: `W/"${hashBytes(BYTES).gitSha1}"` }],
    ["a linked one", { etag: '"x"', "x-linked-etag": hashBytes(BYTES).gitSha1 }],
  ])("takes the hash from %s", async (_, headers) => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { ...headers, "content-length": BYTES.length });
      response.end(BYTES);
    });
    const { fetch, hub } = await createTestClient(url);
    await expect(fetch()).resolves.toMatchObject(hashBytes(BYTES));
    expect(hub.stats.requests).toBe(1);
  });

  it("finds git's hash of a file whose size nobody said, by reading it again", async () => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { etag: `"${hashBytes(BYTES).gitSha1}"` });
      response.write(BYTES.subarray(0, 70_000));
      response.end(BYTES.subarray(70_000));
    });
    const { fetch } = await createTestClient(url);
    const sizes: unknown[] = [];
    const fetched = await fetch({ onProgress: ({ size }) => sizes.push(size) });
    expect(fetched).toEqual({ size: 150_000, ...hashBytes(BYTES), resumedFrom: 0 });
    expect(new Set(sizes)).toEqual(new Set([undefined]));
  });
});
