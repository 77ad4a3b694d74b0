import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createTestClient,
  hashBytes,
  makeBytes,
  makeFile,
  startRawServer,
  startTestHub,
  TOKEN,
} from "../testing/test-hub.ts";

const BYTES = makeBytes(10_000);
const FILES = [makeFile("data.jsonl", BYTES)];
const PROMISE = {
  "x-linked-etag": `"${hashBytes(BYTES).gitSha1}"`,
  "x-linked-size": "10000",
  "x-repo-commit": COMMIT,
};

describe("redirects", () => {
  it("carry the token within the Hub and to no other origin, there and back", async () => {
    const seen: [string, string | undefined][] = [];
    let hubUrl = "";
    const elsewhere = await startRawServer((request, response) => {
      seen.push(["elsewhere", request.headers.authorization]);
      response.writeHead(302, { location: `${hubUrl}/back` }).end();
    });
    hubUrl = await startRawServer((request, response) => {
      seen.push([request.url === "/back" ? "back" : "hub", request.headers.authorization]);
      if (request.url === "/back") response.writeHead(200).end(BYTES);
      else response.writeHead(302, { ...PROMISE, location: elsewhere }).end();
    });
    const { fetch } = await createTestClient(hubUrl, { token: TOKEN });
    await expect(fetch()).resolves.toMatchObject(hashBytes(BYTES));
    expect(seen).toEqual([
      ["hub", `Bearer ${TOKEN}`],
      ["elsewhere", undefined],
      ["back", `Bearer ${TOKEN}`],
    ]);
  });

  it("count another port as another origin", async () => {
    const { server } = await startTestHub({ files: FILES });
    const tokens: unknown[] = [];
    const other = await startRawServer((request, response) => {
      tokens.push(request.headers.authorization);
      response.end(BYTES);
    });
    server.use(({ kind }) =>
      kind === "content" ? { type: "redirect", location: other } : undefined,
    );
    const { fetch } = await createTestClient(server.url, { token: TOKEN });
    await expect(fetch()).resolves.toMatchObject({ size: 10_000 });
    expect(tokens).toEqual([undefined]);
  });

  it("count the Hub's first promise, whatever ETag the file itself comes with", async () => {
    const url = await startRawServer((request, response) => {
      if (request.url === "/cache")
        response.writeHead(200, { etag: `"${"1".repeat(40)}"` }).end(BYTES);
      else response.writeHead(307, { ...PROMISE, location: "/cache" }).end();
    });
    const { fetch, hub } = await createTestClient(url);
    await expect(fetch()).resolves.toMatchObject(hashBytes(BYTES));
    expect(hub.stats.requests).toBe(2);
  });

  it("make no promise when they come from another origin", async () => {
    const liar = await startRawServer((_request, response) => {
      const lie = Buffer.from("lie");
      response.writeHead(200, { "x-linked-etag": hashBytes(lie).gitSha1, "x-linked-size": "3" });
      response.end(lie);
    });
    const hub = await startRawServer((_request, response) => {
      response.writeHead(302, { location: liar }).end();
    });
    const { fetch } = await createTestClient(hub);
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_BAD_ANSWER" });
  });

  it("end after five", async () => {
    const { fetch, server } = await startTestHub({ files: FILES });
    server.use(({ path }) => ({ type: "redirect", location: path }));
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_BAD_ANSWER",
      details: "more than 5 redirects",
    });
    expect(server.counts.total).toBe(6);
  });

  it.each([
    ["no Location", undefined],
    ["no address", "http://["],
    ["a file", "file:///etc/passwd"],
    ["credentials in it", "http://user:secret@127.0.0.1:9/"],
  ])("lead nowhere with %s", async (_, location) => {
    const url = await startRawServer((_request, response) => {
      response
        .writeHead(302, { ...PROMISE, ...(location === undefined ? {} : { location }) })
        .end();
    });
    const { fetch, hub } = await createTestClient(url);
    const error: unknown = await fetch().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "HUB_BAD_ANSWER", retryable: false });
    expect(JSON.stringify(error)).not.toContain("secret");
    expect(hub.stats.requests).toBe(1);
  });

  it("lead nowhere with the token in them, which goes into no address", async () => {
    const asked: unknown[] = [];
    const elsewhere = await startRawServer((request, response) => {
      asked.push(request.url);
      response.end(BYTES);
    });
    const hub = await startRawServer((request, response) => {
      const { authorization = "" } = request.headers;
      const location = `${elsewhere}/?${authorization.replace("Bearer ", "")}`;
      response.writeHead(302, { ...PROMISE, location }).end();
    });
    const { fetch } = await createTestClient(hub, { token: TOKEN });
    const error: unknown = await fetch().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "HUB_BAD_ANSWER",
      details: "a redirect that carries the token",
    });
    expect(asked).toEqual([]);
    expect(JSON.stringify(error)).not.toContain(TOKEN);
  });

  it("are followed with a body however long, of which little is read", async () => {
    const url = await startRawServer((request, response) => {
      if (request.url === "/there") {
        response.end(BYTES);
        return;
      }
      response.writeHead(307, { ...PROMISE, location: "/there" });
      const send = (): void => {
        while (!response.destroyed && response.write(makeBytes(100_000)));
      };
      response.on("drain", send);
      send();
    });
    const { fetch } = await createTestClient(url);
    await expect(fetch()).resolves.toMatchObject({ size: 10_000 });
  });
});
