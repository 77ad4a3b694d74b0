import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createTestClient,
  hashBytes,
  makeBytes,
  makeFile,
  makeRepo,
  REPO_ID,
  startRawServer,
  startTestHub,
  TOKEN,
} from "../testing/test-hub.ts";
import { getCommitHash } from "./get-commit-hash.ts";
import { getWhoami } from "./get-whoami.ts";
import type { Hub } from "./hub.ts";
import { type HubFile, listFiles } from "./list-files.ts";

const FILES = Array.from({ length: 7 }, (_, index) =>
  makeFile(index < 3 ? `${index}` : `dir/sub/${index}`, makeBytes(100 + index), index === 2),
);

async function collect(hub: Hub, options: { maxEntries?: number } = {}): Promise<HubFile[]> {
  const files: HubFile[] = [];
  for await (const file of listFiles(hub, { repoId: REPO_ID, revision: "main", ...options })) {
    files.push(file);
  }
  return files;
}

async function startJsonServer(...pages: unknown[]): Promise<Hub> {
  let next = 0;
  const url = await startRawServer((_request, response) => {
    const page = pages[next % pages.length];
    next += 1;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
  });
  return (await createTestClient(url)).hub;
}

describe("getCommitHash", () => {
  const other = "abcdef1".padEnd(40, "2");
  const repos = [
    makeRepo([], {
      refs: { main: COMMIT, "refs/pr/1": other },
      commits: { [COMMIT]: [], [other]: [] },
    }),
  ];

  it.each([
    ["main", COMMIT],
    ["refs/pr/1", other],
    ["abcdef1", other],
    [COMMIT, COMMIT],
  ])("resolves %s with one request", async (revision, commit) => {
    const { hub, server } = await startTestHub({ repos });
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision })).resolves.toBe(commit);
    expect(server.counts.byKind).toEqual({ "api-info": 1 });
  });

  it("says which of repository and revision is missing", async () => {
    const { hub } = await startTestHub({ repos });
    await expect(getCommitHash(hub, { repoId: "no/body", revision: "main" })).rejects.toMatchObject(
      {
        code: "HUB_REPO_NOT_FOUND",
      },
    );
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "dev" })).rejects.toMatchObject({
      code: "HUB_REVISION_NOT_FOUND",
    });
  });

  it.each(["", ".", "..", "a\nb", "a\u0000", "\ud800", "x".repeat(256)])(
    "refuses the revision %j without asking",
    async (revision) => {
      const { hub, server } = await startTestHub({ repos });
      await expect(getCommitHash(hub, { repoId: REPO_ID, revision })).rejects.toMatchObject({
        code: "HUB_BAD_REVISION",
      });
      expect(server.counts.total).toBe(0);
    },
  );

  it.each([{}, null, [], "x", { sha: 5 }, { sha: "../x" }, { sha: COMMIT.toUpperCase() }])(
    "refuses the answer %j",
    async (answer) => {
      const hub = await startJsonServer(answer);
      await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main" })).rejects.toMatchObject(
        { code: "HUB_BAD_ANSWER" },
      );
    },
  );

  it("follows a renamed repository", async () => {
    const { hub, server } = await startTestHub({
      repos: [makeRepo([], { renamedTo: "miner/new" }), makeRepo([], { id: "miner/new" })],
    });
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main" })).resolves.toBe(COMMIT);
    expect(server.counts.total).toBe(2);
  });

  it("goes on after a connection that broke", async () => {
    const { hub, server } = await startTestHub({ repos });
    server.use(({ attempt }) => (attempt === 1 ? { type: "close", afterBytes: 5 } : undefined));
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main" })).resolves.toBe(COMMIT);
    expect(hub.stats.retries).toBe(1);
  });

  it("holds a bounded answer only", async () => {
    const url = await startRawServer((_request, response) => {
      const send = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1_000_000, 32)));
      };
      response.on("drain", send);
      send();
    });
    const { hub } = await createTestClient(url);
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main" })).rejects.toMatchObject({
      code: "HUB_BAD_ANSWER",
      details: expect.stringContaining("more than") as string,
    });
  });
});

describe("getWhoami", () => {
  it("names the owner of the token", async () => {
    const { hub, server } = await startTestHub({ client: { token: ` ${TOKEN}\n` } });
    await expect(getWhoami(hub)).resolves.toEqual({ name: "tester" });
    expect(server.requests.map(({ headers }) => headers["authorization"])).toEqual([
      `Bearer ${TOKEN}`,
    ]);
  });

  it("takes a token of any form", async () => {
    const { hub, server } = await startTestHub({ client: { token: "api_org" } });
    await expect(getWhoami(hub)).rejects.toMatchObject({ code: "HUB_UNAUTHORIZED", status: 401 });
    expect(server.requests[0]!.headers["authorization"]).toBe("Bearer api_org");
  });

  it("sends none when there is none", async () => {
    const { hub, server } = await startTestHub();
    await expect(getWhoami(hub)).rejects.toMatchObject({ code: "HUB_UNAUTHORIZED" });
    expect(server.requests[0]!.headers).not.toHaveProperty("authorization");
  });
});

describe("listFiles", () => {
  it("lists all files of all pages", async () => {
    const { hub, server } = await startTestHub({ files: FILES, server: { pageSize: 4 } });
    const files = await collect(hub);
    expect(files.map(({ path, size }) => [path, size])).toEqual(
      FILES.map(({ path, content }) => [path, content().length]),
    );
    expect(files[0]!.oid).toBe(hashBytes(FILES[0]!.content()).gitSha1);
    expect(files.map(({ sha256 }) => sha256)).toEqual(
      FILES.map(({ lfs, content }) => (lfs === true ? hashBytes(content()).sha256 : undefined)),
    );
    // 7 files and 2 folders, 4 a page.
    expect(server.counts.byKind).toEqual({ tree: 3 });
  });

  it("leaves out submodules, whose files are elsewhere", async () => {
    const submodule = { path: "vendor/lib", submodule: true, content: () => new Uint8Array(0) };
    const { hub } = await startTestHub({ files: [...FILES, submodule] });
    const files = await collect(hub);
    expect(files.map(({ path }) => path)).toEqual(FILES.map(({ path }) => path));
  });

  it("gives up on a page of endless names, as on a repository that is too large", async () => {
    const path = "n".repeat(17_000_000);
    const { hub } = await startTestHub({ files: [{ path, content: () => new Uint8Array(0) }] });
    await expect(collect(hub)).rejects.toMatchObject({
      code: "HUB_TOO_LARGE",
      details: expect.stringContaining("more than") as string,
    });
  });

  it("asks for a page only when it is reached", async () => {
    const { hub, server } = await startTestHub({ files: FILES, server: { pageSize: 2 } });
    for await (const { path } of listFiles(hub, { repoId: REPO_ID, revision: "main" })) {
      expect(path).toBe("0");
      break;
    }
    expect(server.counts.total).toBe(1);
  });

  it("gives up beyond maxEntries, folders counted", async () => {
    const { hub } = await startTestHub({ files: FILES });
    await expect(collect(hub, { maxEntries: 9 })).resolves.toHaveLength(7);
    await expect(collect(hub, { maxEntries: 8 })).rejects.toMatchObject({
      code: "HUB_TOO_LARGE",
      message: "miner/data has more than 8 files and folders",
    });
    await expect(collect(hub, { maxEntries: 0 })).rejects.toThrow(RangeError);
  });

  it.each([
    ["the same page", () => "?again"],
    ["new pages with nothing in them", (count: number) => `?page=${count}`],
  ])("gives up on pages without end: %s", async (_, next) => {
    let count = 0;
    const url = await startRawServer((request, response) => {
      count += 1;
      const link = `<http://${request.headers.host}/api${next(count)}>; rel="next"`;
      response.writeHead(200, { link }).end("[]");
    });
    const { hub } = await createTestClient(url);
    await expect(collect(hub, { maxEntries: 20 })).rejects.toMatchObject({
      code: "HUB_BAD_ANSWER",
      details: "endless pages of files",
    });
    expect(count).toBeLessThanOrEqual(21);
  });

  it("follows a link to another origin without the token", async () => {
    const seen: unknown[] = [];
    const other = await startRawServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end("[]");
    });
    const url = await startRawServer((_request, response) => {
      response.writeHead(200, { link: `<${other}/x>; rel="next"` }).end("[]");
    });
    const { hub } = await createTestClient(url, { token: TOKEN });
    await expect(collect(hub)).resolves.toEqual([]);
    expect(seen).toEqual([undefined]);
  });

  it.each([
    [{}],
    [null],
    [[null]],
    [["x"]],
    [[{ type: "file", path: 5, size: 1, oid: "1".repeat(40) }]],
    [[{ type: "file", path: "a", size: -1, oid: "1".repeat(40) }]],
    [[{ type: "file", path: "a", size: 1e300, oid: "1".repeat(40) }]],
    [[{ type: "file", path: "a", size: 1 }]],
  ])("refuses the answer %j", async (answer) => {
    const hub = await startJsonServer(answer);
    await expect(collect(hub)).rejects.toMatchObject({ code: "HUB_BAD_ANSWER" });
  });

  it("hands on hostile names as they are", async () => {
    const path = "../../\u0000\u202e";
    const oid = "1".repeat(40);
    const hub = await startJsonServer([{ type: "file", path, size: 1, oid, lfs: { oid: "x" } }]);
    await expect(collect(hub)).resolves.toEqual([{ path, size: 1, oid }]);
  });
});
