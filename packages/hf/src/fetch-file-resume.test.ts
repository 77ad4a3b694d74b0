import { appendFile, stat, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createTestClient,
  hashBytes,
  makeBytes,
  makeFile,
  startRawServer,
  startTestHub,
  type TestHub,
} from "../testing/test-hub.ts";

const SIZE = 3_000_000;
const HALF = 1_500_000;
const BYTES = makeBytes(SIZE);
const HASHES = hashBytes(BYTES);

/** A hub, and a partial file with the first half in it, as an earlier process left it. */
async function startWithHalf({ lfs = false, token = false } = {}): Promise<TestHub> {
  const hub = await startTestHub({
    files: [makeFile("data.jsonl", BYTES, lfs)],
    client: token ? { token: "hf_secret" } : {},
  });
  hub.server.use(({ kind }) =>
    kind === "content" ? { type: "close", afterBytes: HALF } : undefined,
  );
  const first = await createTestClient(
    hub.server.url,
    { retry: { attempts: 1 } },
    { folder: hub.folder },
  );
  await expect(first.fetch()).rejects.toMatchObject({ code: "HUB_NETWORK", retryable: true });
  await first.hub.close();
  expect((await stat(`${hub.folder}/part`)).size).toBe(HALF);
  hub.server.use(undefined);
  hub.server.counts.reset();
  return hub;
}

function contentRequests({
  server,
}: TestHub): { range: unknown; ifRange: unknown; status: number }[] {
  return server.requests
    .filter(({ kind }) => kind === "content")
    .map(({ headers, status }) => ({
      range: headers["range"],
      ifRange: headers["if-range"],
      status,
    }));
}

describe("fetchFile, after a process that stopped half-way", () => {
  it.each([false, true])("asks for the rest only (LFS: %s)", async (lfs) => {
    const hub = await startWithHalf({ lfs });
    const chunks: Buffer[] = [];
    const newBytes: number[] = [];
    const fetched = await hub.fetch({
      onChunk: (chunk) => chunks.push(Buffer.from(chunk)),
      onProgress: (progress) => newBytes.push(progress.received - progress.resumed),
      onRestart: () => expect.unreachable(),
    });
    expect(fetched).toMatchObject({ size: SIZE, sha256: HASHES.sha256, resumedFrom: HALF });
    expect(hub.hub.stats.bytes).toBe(SIZE - HALF);
    expect(contentRequests(hub).at(-1)).toEqual({
      range: `bytes=${HALF}-`,
      ifRange: `"${lfs ? HASHES.sha256 : HASHES.gitSha1}"`,
      status: 206,
    });
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
    expect(newBytes[0]).toBe(0);
    expect(newBytes.at(-1)).toBe(SIZE - HALF);
    expect((await hub.readPartial()).equals(BYTES)).toBe(true);
    expect(hub.server.counts.total).toBe(2);
  });

  it("asks for no body when all bytes are there", async () => {
    const hub = await startWithHalf();
    await appendFile(`${hub.folder}/part`, BYTES.subarray(HALF));
    await expect(hub.fetch()).resolves.toMatchObject({ ...HASHES, resumedFrom: SIZE });
    expect(hub.server.counts.byKind).toEqual({ resolve: 1 });
  });

  it("starts over when the bytes that were there are wrong", async () => {
    const hub = await startWithHalf();
    await writeFile(`${hub.folder}/part`, makeBytes(HALF, 2));
    let restarts = 0;
    let chunks: Buffer[] = [];
    const fetched = await hub.fetch({
      onChunk: (chunk) => chunks.push(Buffer.from(chunk)),
      onRestart() {
        restarts += 1;
        chunks = [];
      },
    });
    expect(fetched).toMatchObject({ ...HASHES, resumedFrom: 0 });
    expect(restarts).toBe(1);
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
    expect(contentRequests(hub).map(({ status }) => status)).toEqual([200, 206, 200]);
  });

  it.each([
    ["missing", ""],
    ["cut short", '{"etag":"'],
    ["of another file", JSON.stringify({ etag: "1".repeat(40), validator: `"${"1".repeat(40)}"` })],
    ["not a hash", JSON.stringify({ etag: "../x", validator: '"x"' })],
  ])("starts over when the note beside the bytes is %s", async (_, note) => {
    const hub = await startWithHalf();
    await writeFile(`${hub.folder}/part.etag`, note);
    const chunks: Buffer[] = [];
    const fetched = await hub.fetch({ onChunk: (chunk) => chunks.push(Buffer.from(chunk)) });
    expect(fetched).toMatchObject({ ...HASHES, resumedFrom: 0 });
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
    expect(contentRequests(hub).at(-1)).toMatchObject({ range: undefined, status: 200 });
    expect(hub.server.counts.total).toBe(2);
  });

  it("survives a connection that breaks while those bytes are read again", async () => {
    const hub = await startWithHalf();
    hub.server.use(({ kind, attempt }) =>
      kind === "content" && attempt === 2 ? { type: "reset", afterBytes: 10 } : undefined,
    );
    const fetched = await hub.fetch();
    expect(fetched).toMatchObject({ ...HASHES, resumedFrom: HALF });
    expect(hub.hub.stats).toMatchObject({ retries: 1, bytes: SIZE - HALF });
  });

  it("starts over when there are more bytes than the file has", async () => {
    const hub = await startWithHalf();
    await writeFile(`${hub.folder}/part`, makeBytes(SIZE + 1));
    await expect(hub.fetch()).resolves.toMatchObject({ ...HASHES, resumedFrom: 0 });
    expect(hub.hub.stats).toMatchObject({ requests: 2, bytes: SIZE });
  });

  it("starts over with the answer when the validator is out of date", async () => {
    const hub = await startWithHalf();
    const note = { etag: HASHES.gitSha1, validator: '"old"' };
    await writeFile(`${hub.folder}/part.etag`, JSON.stringify(note));
    await expect(hub.fetch()).resolves.toMatchObject({ ...HASHES, resumedFrom: 0 });
    expect(contentRequests(hub).at(-1)).toEqual({
      range: `bytes=${HALF}-`,
      ifRange: '"old"',
      status: 200,
    });
    expect(hub.server.counts.total).toBe(2);
  });

  it("sends no If-Range without a strong validator; the hash decides", async () => {
    const hub = await startWithHalf();
    const note = { etag: HASHES.gitSha1, validator: `W/"${HASHES.gitSha1}"` };
    await writeFile(`${hub.folder}/part.etag`, JSON.stringify(note));
    await expect(hub.fetch()).resolves.toMatchObject({ ...HASHES, resumedFrom: HALF });
    expect(contentRequests(hub).at(-1)).toMatchObject({ ifRange: undefined, status: 206 });
  });

  it("leaves a note that names the hash and the validator", async () => {
    const hub = await startWithHalf();
    expect(JSON.parse(await hub.readNote())).toEqual({
      etag: HASHES.gitSha1,
      validator: `"${HASHES.gitSha1}"`,
    });
  });
});

describe("fetchFile, of a server that answers another part than was asked for", () => {
  const rest = SIZE - HALF;
  const whole = { etag: `"${HASHES.gitSha1}"`, "x-linked-size": String(SIZE) };

  it.each([
    ["416", 416, { "content-range": `bytes */${SIZE}` }],
    ["another start", 206, { "content-range": `bytes 0-${rest - 1}/${SIZE}` }],
    ["another end", 206, { "content-range": `bytes ${HALF}-${SIZE - 2}/${SIZE}` }],
    ["another size", 206, { "content-range": `bytes ${HALF}-${SIZE}/${SIZE + 1}` }],
    ["no range", 206, {}],
    ["nonsense", 206, { "content-range": "bytes x" }],
    ["several parts", 206, { "content-type": "multipart/byteranges; boundary=x" }],
    ["a compressed part", 206, { "content-encoding": "gzip" }],
    ["a part of another version", 206, { etag: '"other"', "x-linked-etag": HASHES.gitSha1 }],
  ])("starts over: %s", async (_, status, headers) => {
    const asked: unknown[] = [];
    const url = await startRawServer(({ headers: { range } }, response) => {
      asked.push(range);
      const isFirst = asked.length === 1;
      if (isFirst) {
        response.writeHead(200, { ...whole, "content-length": SIZE });
        response.write(BYTES.subarray(0, HALF), () => response.socket!.destroySoon());
      } else if (range === undefined) {
        response.writeHead(200, { ...whole, "content-length": SIZE }).end(BYTES);
      } else {
        const good = { "content-range": `bytes ${HALF}-${SIZE - 1}/${SIZE}` };
        const base = { ...whole, "x-repo-commit": COMMIT, "content-length": rest };
        const keepsRange = Object.keys(headers).some((name) => /encoding|etag/.test(name));
        response.writeHead(status, { ...base, ...(keepsRange ? good : {}), ...headers });
        response.end(makeBytes(rest, 3));
      }
    });
    const { fetch, hub } = await createTestClient(url);
    let restarts = 0;
    const fetched = await fetch({
      onRestart() {
        restarts += 1;
      },
    });
    expect(fetched).toEqual({ size: SIZE, ...HASHES, resumedFrom: 0 });
    expect(asked).toEqual([undefined, `bytes=${HALF}-`, undefined]);
    expect(restarts).toBe(1);
    // Not one byte of the wrong part was taken.
    expect(hub.stats).toEqual({ requests: 3, retries: 1, bytes: HALF + SIZE });
  });

  it.each([206, 416])("gives up on %i to a question for everything", async (status) => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(status, { ...whole, "content-range": `bytes 0-9/${SIZE}` });
      response.end(BYTES.subarray(0, 10));
    });
    const { fetch, hub } = await createTestClient(url);
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_BAD_ANSWER" });
    expect(hub.stats).toMatchObject({ requests: 1, retries: 0 });
  });
});
