import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createTestClient,
  makeBytes,
  makeFile,
  makeRepo,
  REPO_ID,
  startRawServer,
  startTestHub,
  TOKEN,
} from "../testing/test-hub.ts";
import { getCommitHash } from "./get-commit-hash.ts";

const FILES = [makeFile("data.jsonl", makeBytes(1000))];

describe("what the Hub refuses", () => {
  it("is a missing repository", async () => {
    const { fetch, hub } = await startTestHub({ files: FILES });
    await expect(fetch({ repoId: "no/body" })).rejects.toMatchObject({
      name: "HubError",
      kind: "hub",
      code: "HUB_REPO_NOT_FOUND",
      status: 401,
      retryable: false,
      details: "Invalid username or password.",
    });
    expect(hub.stats).toMatchObject({ requests: 1, retries: 0 });
  });

  it("is a missing repository for those with a token too", async () => {
    const { fetch } = await startTestHub({ files: FILES, client: { token: TOKEN } });
    await expect(fetch({ repoId: "no/body" })).rejects.toMatchObject({
      code: "HUB_REPO_NOT_FOUND",
      status: 404,
    });
  });

  it("is a gated repository, but not for everybody", async () => {
    const repos = [makeRepo(FILES, { gated: true })];
    const anonymous = await startTestHub({ repos });
    await expect(anonymous.fetch()).rejects.toMatchObject({ code: "HUB_GATED", status: 401 });
    const known = await startTestHub({ repos, client: { token: TOKEN } });
    await expect(known.fetch()).resolves.toMatchObject({ size: 1000 });
  });

  it("is a missing commit", async () => {
    const { fetch } = await startTestHub({ files: FILES });
    await expect(fetch({ commit: "1".repeat(40) })).rejects.toMatchObject({
      code: "HUB_REVISION_NOT_FOUND",
      status: 404,
    });
  });

  it("is a missing file", async () => {
    const { fetch } = await startTestHub({ files: FILES });
    await expect(fetch({ path: "other.jsonl" })).rejects.toMatchObject({
      code: "HUB_ENTRY_NOT_FOUND",
      status: 404,
    });
  });

  it("is a wrong token, which it never shows", async () => {
    const token = "hf_wrong_and_secret";
    const { fetch, logged } = await startTestHub({ files: FILES, client: { token } });
    const error: unknown = await fetch().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "HUB_UNAUTHORIZED",
      status: 401,
      retryable: false,
      next: expect.stringContaining("HF_TOKEN") as string,
    });
    expect(JSON.stringify([error, logged]) + String((error as Error).stack)).not.toContain(token);
  });
});

describe("the error of a status", () => {
  const credentials = "Invalid credentials in Authorization header";

  it.each([
    [401, {}, "HUB_UNAUTHORIZED"],
    [401, { "x-error-code": "RepoNotFound" }, "HUB_REPO_NOT_FOUND"],
    [401, { "x-error-code": "RepoNotFound", "x-error-message": credentials }, "HUB_UNAUTHORIZED"],
    [401, { "x-error-code": "GatedRepo" }, "HUB_GATED"],
    [403, { "x-error-code": "GatedRepo" }, "HUB_GATED"],
    [403, {}, "HUB_FORBIDDEN"],
    [404, { "x-error-code": "RevisionNotFound" }, "HUB_REVISION_NOT_FOUND"],
    [404, { "x-error-code": "EntryNotFound" }, "HUB_ENTRY_NOT_FOUND"],
    [404, { "x-error-code": "constructor" }, "HUB_BAD_ANSWER"],
    [404, {}, "HUB_BAD_ANSWER"],
    [400, {}, "HUB_BAD_ANSWER"],
    [304, {}, "HUB_BAD_ANSWER"],
    [204, {}, "HUB_BAD_ANSWER"],
    [451, {}, "HUB_FORBIDDEN"],
  ])("%i %j is %s, at once", async (status, headers, code) => {
    const { fetch, hub, server } = await startTestHub({ files: FILES });
    server.use(() => ({ type: "status", status, headers }));
    await expect(fetch()).rejects.toMatchObject({ code, status, retryable: false });
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main" })).rejects.toMatchObject({
      code,
      status,
    });
    expect(server.counts.total).toBe(2);
  });

  it.each([
    [408, "HUB_TIMEOUT"],
    [429, "HUB_RATE_LIMITED"],
    [500, "HUB_SERVER"],
    [502, "HUB_SERVER"],
    [503, "HUB_SERVER"],
    [504, "HUB_SERVER"],
  ])("%i is %s after all attempts, and nothing if it passes", async (status, code) => {
    const { fetch, server, hub } = await startTestHub({ files: FILES });
    server.use(() => ({ type: "status", status }));
    await expect(fetch()).rejects.toMatchObject({ code, status, retryable: true });
    expect(hub.stats).toMatchObject({ requests: 5, retries: 4 });
    let left = 2;
    server.use(() => {
      left -= 1;
      return left < 0 ? undefined : { type: "status", status };
    });
    await expect(fetch()).resolves.toMatchObject({ size: 1000 });
    left = 2;
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main" })).resolves.toBe(COMMIT);
    expect(hub.stats.retries).toBe(8);
  });

  it("asks for a new address when the storage refuses the old one", async () => {
    const { fetch, server } = await startTestHub({
      files: [makeFile("data.jsonl", makeBytes(1000), true)],
    });
    server.use(({ kind, attempt }) =>
      kind === "content" && attempt === 1 ? { type: "status", status: 403 } : undefined,
    );
    await expect(fetch()).resolves.toMatchObject({ size: 1000 });
    expect(server.counts.byKind).toEqual({ resolve: 2, content: 2 });
  });

  it("tells what was said, in one short line", async () => {
    const { fetch, server } = await startTestHub({ files: FILES });
    const said = `no\u001b[31m way\n\u202e${"x".repeat(100_000)}`;
    server.use(() => ({ type: "status", status: 403, body: JSON.stringify({ error: said }) }));
    const long: unknown = await fetch().catch((error: unknown) => error);
    // Beyond what is read of an error page it is no JSON any more.
    expect(long).toMatchObject({ code: "HUB_FORBIDDEN", details: undefined });
    const body = JSON.stringify({ error: said.slice(0, 1000) });
    server.use(() => ({ type: "status", status: 403, body }));
    const error = (await fetch().catch((thrown: unknown) => thrown)) as { details: string };
    expect(error.details).toMatch(/^no \[31m way x+$/);
    expect(error.details).toHaveLength(300);
  });

  it("does not repeat the token, not even half of it", async () => {
    const { fetch, server } = await startTestHub({ files: FILES, client: { token: TOKEN } });
    for (const length of [0, 290, 295, 299]) {
      const said = `${"x".repeat(length)}${TOKEN} is wrong`;
      for (const fault of [
        { body: JSON.stringify({ error: said }) },
        { headers: { "x-error-message": said } },
      ]) {
        server.use(() => ({ type: "status", status: 403, ...fault }));
        const error = (await fetch().catch((thrown: unknown) => thrown)) as { details: string };
        expect(error.details).toBe(`${"x".repeat(length)}[hidden] is wrong`.slice(0, 300));
      }
    }
  });

  it("does not wait for the end of an endless page", async () => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(403);
      const send = (): void => {
        while (!response.destroyed && response.write(makeBytes(10_000)));
      };
      response.on("drain", send);
      send();
    });
    const { fetch } = await createTestClient(url);
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_FORBIDDEN" });
  });
});

describe("what is no Hub", () => {
  it.each([
    ["a page", { "content-type": "text/html" }],
    ["a file server", { etag: '"5f1e-abc"', "content-length": "4" }],
  ])("is not taken for one: %s", async (_, headers) => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, headers).end("<h1>");
    });
    const { fetch, hub, readPartial } = await createTestClient(url);
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_BAD_ANSWER",
      next: "check HF_ENDPOINT",
    });
    expect(hub.stats.requests).toBe(1);
    expect(await readPartial()).toHaveLength(0);
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main" })).rejects.toMatchObject({
      code: "HUB_BAD_ANSWER",
      next: "check HF_ENDPOINT",
    });
  });

  it("is one that answers with another commit", async () => {
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { etag: `"${"1".repeat(40)}"`, "x-repo-commit": "2".repeat(40) });
      response.end("x");
    });
    const { fetch } = await createTestClient(url);
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_BAD_ANSWER",
      details: expect.stringContaining(COMMIT) as string,
    });
  });

  it("is one that refuses the connection", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const { fetch, hub } = await createTestClient(`http://127.0.0.1:${port}`, {
      retry: { attempts: 3 },
    });
    await expect(fetch()).rejects.toMatchObject({
      code: "HUB_NETWORK",
      retryable: true,
      message: expect.stringContaining("ECONNREFUSED") as string,
      next: expect.stringContaining("HF_ENDPOINT") as string,
    });
    expect(hub.stats).toMatchObject({ requests: 3, retries: 2 });
  });

  it("is one that closes the connection without a word", async () => {
    const { fetch, server } = await startTestHub({ files: FILES });
    server.use(({ attempt }) => (attempt === 1 ? { type: "drop" } : undefined));
    await expect(fetch()).resolves.toMatchObject({ size: 1000 });
    server.use(() => ({ type: "drop" }));
    await expect(fetch({ path: "x" })).rejects.toMatchObject({ code: "HUB_NETWORK" });
  });
});
