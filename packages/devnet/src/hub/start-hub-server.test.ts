import { get as getOverHttp, type IncomingMessage } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  COMMIT,
  createHubWorld,
  file,
  LARGE,
  LFS_BYTES,
  OLD_COMMIT,
  sha256,
  TOKEN,
} from "../../testing/hub-world.ts";
import { type HubServer, startHubServer } from "./start-hub-server.ts";

const HELLO_OID = "ce013625030ba8dba906f756967f9e9ca394464a";

let hub: HubServer;
beforeAll(async () => {
  hub = await startHubServer({ world: createHubWorld(), pageSize: 10 });
});
afterAll(() => hub.close());
beforeEach(() => hub.counts.reset());

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(hub.url + path, { redirect: "manual", ...init });
}

const authorization = `Bearer ${TOKEN}`;

describe("a regular file", () => {
  it("is two hops away, with its hash and size told at the first", async () => {
    const first = await get("/datasets/acme/chat/resolve/main/hello.txt");
    expect(first.status).toBe(307);
    const location = first.headers.get("location");
    expect(location).toBe(`/api/resolve-cache/datasets/acme/chat/${COMMIT}/hello.txt`);
    expect(first.headers.get("x-linked-etag")).toBe(`"${HELLO_OID}"`);
    expect(first.headers.get("x-linked-size")).toBe("6");
    expect(first.headers.get("x-repo-commit")).toBe(COMMIT);

    const second = await get(location!);
    expect(second.status).toBe(200);
    expect(second.headers.get("etag")).toBe(`"${HELLO_OID}"`);
    expect(second.headers.get("content-length")).toBe("6");
    expect(await second.text()).toBe("hello\n");
    expect(hub.counts.byKind).toEqual({ resolve: 1, content: 1 });
  });

  it("answers HEAD alike, without a body", async () => {
    const first = await get("/datasets/acme/chat/resolve/main/large.jsonl", { method: "HEAD" });
    expect(first.headers.get("x-linked-size")).toBe("300000");
    const second = await get(first.headers.get("location")!, { method: "HEAD" });
    expect(second.headers.get("content-length")).toBe("300000");
    expect(await second.text()).toBe("");
  });

  it.each([
    ["refs%2Fpr%2F1", OLD_COMMIT],
    ["v1.0", OLD_COMMIT],
    [COMMIT.slice(0, 7), COMMIT],
  ])("is found at the revision %s", async (revision, commit) => {
    const response = await get(`/datasets/acme/chat/resolve/${revision}/hello.txt`);
    expect(response.headers.get("x-repo-commit")).toBe(commit);
  });

  it("may have any name", async () => {
    const path = "/datasets/acme/chat/resolve/main/docs/read%20me%20%231%3F.md";
    const response = await get(path, { redirect: "follow" });
    expect(await response.text()).toBe("read me\n");
    const literal = "/datasets/acme/chat/resolve/main/docs/deep/er/note%2541.txt";
    expect(await (await get(literal, { redirect: "follow" })).text()).toBe("note\n");
  });
});

describe("a range", () => {
  const cache = `/api/resolve-cache/datasets/acme/chat/${COMMIT}/large.jsonl`;

  it.each([
    ["bytes=0-0", 0, 1],
    ["bytes=100000-", 100_000, 300_000],
    ["bytes=-5", 299_995, 300_000],
  ])("%s is the bytes asked for", async (range, start, end) => {
    const response = await get(cache, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/300000`);
    expect(Buffer.from(await response.arrayBuffer()).equals(LARGE.subarray(start, end))).toBe(true);
  });

  it("beyond the end is refused with the size", async () => {
    const response = await get(cache, { headers: { range: "bytes=300000-" } });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */300000");
  });

  it("is honoured only while the file is the one that If-Range names", async () => {
    const etag = (await get(cache, { method: "HEAD" })).headers.get("etag")!;
    const range = "bytes=10-";
    const same = await get(cache, { headers: { range, "if-range": etag } });
    expect(same.status).toBe(206);
    expect((await same.arrayBuffer()).byteLength).toBe(299_990);
    const other = await get(cache, { headers: { range, "if-range": '"other"' } });
    expect(other.status).toBe(200);
    expect((await other.arrayBuffer()).byteLength).toBe(300_000);
  });

  it("is not needed where nothing has changed", async () => {
    const etag = (await get(cache, { method: "HEAD" })).headers.get("etag")!;
    const response = await get(cache, { headers: { "if-none-match": etag } });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe("");
  });
});

describe("an LFS file", () => {
  it("is at the other name of the server, under its sha256", async () => {
    const first = await get("/datasets/acme/chat/resolve/main/weights.bin");
    expect(first.status).toBe(302);
    expect(first.headers.get("x-linked-etag")).toBe(`"${sha256(LFS_BYTES)}"`);
    expect(first.headers.get("x-linked-size")).toBe("200000");
    const location = new URL(first.headers.get("location")!);
    expect(location.host).toBe(new URL(hub.url).host.replace("127.0.0.1", "localhost"));
    const second = await fetch(location);
    expect(sha256(Buffer.from(await second.arrayBuffer()))).toBe(sha256(LFS_BYTES));
  });

  it("redirects from localhost to 127.0.0.1", async () => {
    const url = hub.url.replace("127.0.0.1", "localhost");
    const response = await fetch(`${url}/datasets/acme/chat/resolve/main/weights.bin`);
    expect(new URL(response.url).hostname).toBe("127.0.0.1");
    expect((await response.arrayBuffer()).byteLength).toBe(200_000);
  });

  it("refuses a token, a changed signature and an expired one", async () => {
    const first = await get("/datasets/acme/chat/resolve/main/weights.bin");
    const signed = new URL(first.headers.get("location")!);
    expect((await fetch(signed, { headers: { authorization } })).status).toBe(400);
    const later = new URL(signed);
    later.searchParams.set("Expires", "99999999999");
    expect((await fetch(later)).status).toBe(403);
    await using slow = await startHubServer({ world: createHubWorld(), clock: () => 0 });
    const old = new URL(
      (
        await fetch(`${slow.url}/datasets/acme/chat/resolve/main/weights.bin`, {
          redirect: "manual",
        })
      ).headers.get("location")!,
    );
    expect((await get(old.pathname + old.search)).status).toBe(403);
  });

  it("is never sent to another repository's address", async () => {
    const first = await get("/datasets/acme/chat/resolve/main/weights.bin");
    const { pathname, search } = new URL(first.headers.get("location")!);
    expect((await get(pathname.replace("chat", "many") + search)).status).toBe(403);
  });
});

describe("an error", () => {
  const cases = [
    ["/datasets/acme/none/resolve/main/a.txt", {}, 401, "RepoNotFound", null],
    ["/datasets/acme/none/resolve/main/a.txt", { authorization }, 404, "RepoNotFound", null],
    ["/api/datasets/acme/none/revision/main", {}, 401, "RepoNotFound", null],
    ["/datasets/acme/gated/resolve/main/a.txt", {}, 401, "GatedRepo", null],
    ["/datasets/acme/gated/resolve/main/none.txt", {}, 401, "GatedRepo", null],
    ["/datasets/acme/chat/resolve/v9/hello.txt", {}, 404, "RevisionNotFound", null],
    ["/api/datasets/acme/chat/revision/v9", {}, 404, "RevisionNotFound", null],
    ["/datasets/acme/chat/resolve/main/none.txt", {}, 404, "EntryNotFound", COMMIT],
    ["/datasets/acme/chat/resolve/main/docs", {}, 404, "EntryNotFound", COMMIT],
    ["/api/datasets/acme/chat/tree/main/none", {}, 404, "EntryNotFound", COMMIT],
    ["/api/datasets/acme/chat", { authorization: "Bearer hf_wrong" }, 401, null, null],
    ["/api/whoami-v2", {}, 401, null, null],
    ["/elsewhere", {}, 404, null, null],
  ] as const;

  it.each(cases)("of %s %o is %i %s", async (path, headers, ...expected) => {
    const [status, code, commit] = expected;
    const response = await get(path, { headers });
    expect(response.status).toBe(status);
    expect(response.headers.get("x-error-code")).toBe(code);
    expect(response.headers.get("x-repo-commit")).toBe(commit);
    expect(await response.json()).toEqual({ error: expect.any(String) as string });
  });

  it("names bad credentials, and only those", async () => {
    const response = await get("/api/whoami-v2", { headers: { authorization: "Bearer hf_no" } });
    expect(response.headers.get("x-error-code")).toBeNull();
    expect(await response.json()).toEqual({
      error: "Invalid credentials in Authorization header",
    });
  });

  it("does not meet those who may see a gated repository", async () => {
    const path = "/datasets/acme/gated/resolve/main/a.txt";
    const response = await get(path, { headers: { authorization }, redirect: "follow" });
    expect(await response.text()).toBe("secret\n");
  });

  it("is not a new name", async () => {
    const response = await get("/datasets/acme/old-name/resolve/main/hello.txt");
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe("/datasets/acme/chat/resolve/main/hello.txt");
  });
});

describe("the API", () => {
  it("tells what a repository is", async () => {
    const info = (await (await get("/api/datasets/acme/chat/revision/v1.0")).json()) as object;
    expect(info).toMatchObject({
      id: "acme/chat",
      author: "acme",
      sha: OLD_COMMIT,
      gated: false,
      siblings: [{ rfilename: "hello.txt" }],
    });
  });

  it("tells everybody what is behind a gate, but not its bytes", async () => {
    const info = await (await get("/api/datasets/acme/gated")).json();
    expect(info).toMatchObject({ gated: "auto", siblings: [{ rfilename: "a.txt" }] });
    const tree = await (await get("/api/datasets/acme/gated/tree/main")).json();
    expect(tree).toMatchObject([{ type: "file", path: "a.txt" }]);
    const cache = `/api/resolve-cache/datasets/acme/gated/${COMMIT}/a.txt`;
    expect((await get(cache)).headers.get("x-error-code")).toBe("GatedRepo");
  });

  it("tells only what `expand` asks for", async () => {
    const response = await get("/api/datasets/acme/chat?expand=sha&expand=gated");
    const info = (await response.json()) as object;
    expect(Object.keys(info).toSorted()).toEqual(["_id", "gated", "id", "sha"]);
  });

  it("tells about the files with `blobs`", async () => {
    const info = (await (await get("/api/datasets/acme/chat?blobs=True")).json()) as {
      siblings: object[];
    };
    expect(info.siblings[0]).toEqual({ rfilename: "hello.txt", size: 6, blobId: HELLO_OID });
    expect(info.siblings[3]).toMatchObject({ lfs: { sha256: sha256(LFS_BYTES), size: 200_000 } });
  });

  it("lists a folder", async () => {
    const entries = (await (await get("/api/datasets/acme/chat/tree/main")).json()) as object[];
    expect(entries).toHaveLength(5);
    expect(entries[0]).toEqual({ type: "file", path: "hello.txt", size: 6, oid: HELLO_OID });
    expect(entries[3]).toMatchObject({
      path: "weights.bin",
      size: 200_000,
      lfs: { oid: sha256(LFS_BYTES), size: 200_000, pointerSize: 131 },
    });
    expect(entries[4]).toMatchObject({ type: "directory", path: "docs", size: 0 });
    const docs = await get("/api/datasets/acme/chat/tree/main/docs");
    expect(await docs.json()).toMatchObject([
      { type: "file", path: "docs/read me #1?.md" },
      { type: "directory", path: "docs/deep" },
    ]);
  });

  it("lists everything, folders included", async () => {
    const response = await get("/api/datasets/acme/chat/tree/main?recursive=true&expand=true");
    const entries = (await response.json()) as { path: string; lastCommit: { id: string } }[];
    expect(entries.map(({ path }) => path)).toEqual([
      "hello.txt",
      "empty.txt",
      "large.jsonl",
      "weights.bin",
      "docs",
      "docs/read me #1?.md",
      "docs/deep",
      "docs/deep/er",
      "docs/deep/er/note%41.txt",
    ]);
    expect(entries[0]!.lastCommit.id).toBe(COMMIT);
  });

  it.each([
    ["", 3, 10],
    ["&limit=7", 4, 7],
    ["&limit=99", 3, 10],
  ])("pages a tree%s", async (query, pages, pageSize) => {
    const seen: string[][] = [];
    let next: string | undefined =
      `${hub.url}/api/datasets/acme/many/tree/main?recursive=true${query}`;
    while (next !== undefined) {
      const response: Response = await fetch(next);
      seen.push(((await response.json()) as { path: string }[]).map(({ path }) => path));
      next = /^<(.+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
    }
    expect(seen).toHaveLength(pages);
    expect(seen[0]).toHaveLength(pageSize);
    expect(new Set(seen.flat()).size).toBe(25);
  });

  it.each([
    ["application/json", JSON.stringify({ paths: ["hello.txt", "docs", "none"], expand: false })],
    ["application/x-www-form-urlencoded", "paths=hello.txt&paths=docs&paths=none&expand=False"],
  ])("tells about single paths, asked in %s", async (type, body) => {
    const headers = { "content-type": type };
    const path = "/api/datasets/acme/chat/paths-info/main";
    const response = await get(path, { method: "POST", headers, body });
    expect(await response.json()).toMatchObject([
      { type: "file", path: "hello.txt", oid: HELLO_OID },
      { type: "directory", path: "docs" },
    ]);
    expect(hub.counts.byKind).toEqual({ "paths-info": 1 });
  });

  it("refuses paths that are none", async () => {
    const path = "/api/datasets/acme/chat/paths-info/main";
    expect((await get(path, { method: "POST", body: "{" })).status).toBe(400);
    expect((await get(path, { method: "POST", body: '{"paths":"x"}' })).status).toBe(400);
  });

  it("knows who asks", async () => {
    const response = await get("/api/whoami-v2", { headers: { authorization } });
    expect(await response.json()).toMatchObject({ type: "user", name: "reader" });
  });
});

describe("quotas", () => {
  it("are told, run out for one client alone and come back with the next window", async () => {
    let now = 1_000_000;
    const limits = { resolvers: { requests: 2, windowSeconds: 300 } };
    await using limited = await startHubServer({
      world: createHubWorld(),
      limits,
      clock: () => now,
    });
    const ask = (headers = {}): Promise<Response> =>
      fetch(`${limited.url}/datasets/acme/chat/resolve/main/hello.txt`, {
        redirect: "manual",
        headers,
      });
    const first = await ask();
    expect(first.headers.get("ratelimit")).toBe('"resolvers";r=1;t=300');
    expect(first.headers.get("ratelimit-policy")).toBe('"fixed window";"resolvers";q=2;w=300');
    now += 100_500;
    expect((await ask()).headers.get("ratelimit")).toBe('"resolvers";r=0;t=200');
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("200");
    expect((await ask({ authorization })).status).toBe(307);
    const info = await fetch(`${limited.url}/api/datasets/acme/chat`);
    expect(info.headers.get("ratelimit")).toBe('"api";r=999999;t=300');
    now += 200_000;
    expect((await ask()).status).toBe(307);
  });
});

describe("the server", () => {
  it("holds back as many answers at a time as are asked for, without a warning", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const late = await startHubServer({ world: createHubWorld(), latencyMs: 60_000 });
    const asked = Array.from({ length: 12 }, () => fetch(`${late.url}/api/datasets/acme/chat`));
    const settled = Promise.allSettled(asked);
    while (late.requests.length < asked.length) await nextTurn();
    await late.close();
    expect((await settled).map(({ status }) => status)).toEqual(asked.map(() => "rejected"));
    expect(warned).not.toHaveBeenCalled();
  });

  it("records requests as they came", async () => {
    const before = hub.requests.length;
    const headers = { "X-Test": "yes" };
    await get("/datasets/acme/chat/resolve/v9/hello.txt?download=1", { headers });
    expect(hub.requests.slice(before)).toEqual([
      {
        method: "GET",
        path: "/datasets/acme/chat/resolve/v9/hello.txt?download=1",
        kind: "resolve",
        host: new URL(hub.url).host,
        headers: expect.objectContaining({ "x-test": "yes" }) as object,
        status: 404,
      },
    ]);
  });

  it("goes on with a changed world", async () => {
    await using server = await startHubServer({ world: createHubWorld() });
    const ask = async (): Promise<string> =>
      (await fetch(`${server.url}/datasets/acme/chat/resolve/main/hello.txt`)).text();
    expect(await ask()).toBe("hello\n");
    server.update((world) => ({
      ...world,
      repos: world.repos.map((repo) =>
        repo.id === "acme/chat"
          ? { ...repo, commits: { ...repo.commits, [COMMIT]: [file("hello.txt", "changed\n")] } }
          : repo,
      ),
    }));
    expect(await ask()).toBe("changed\n");
  });

  it("lets requests wait out the latency side by side", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      await using slow = await startHubServer({ world: createHubWorld(), latencyMs: 60_000 });
      const answers = ["hello", "empty"].map((name) => {
        const url = `${slow.url}/datasets/acme/chat/resolve/main/${name}.txt`;
        return new Promise<IncomingMessage>((resolve, reject) => {
          getOverHttp(url, resolve).on("error", reject);
        });
      });
      while (slow.requests.length < 2) await nextTurn();
      vi.advanceTimersByTime(59_999);
      expect(slow.requests.map(({ status }) => status)).toEqual([0, 0]);
      vi.advanceTimersByTime(1);
      for (const answer of await Promise.all(answers)) expect(answer.statusCode).toBe(307);
    } finally {
      vi.useRealTimers();
    }
  });

  it("refuses a port that is taken", async () => {
    const port = Number(new URL(hub.url).port);
    await expect(startHubServer({ world: createHubWorld(), port })).rejects.toMatchObject({
      code: "DEVNET_PORT",
      kind: "usage",
    });
  });

  it("does not begin when its signal aborts meanwhile", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const starting = startHubServer({ world: createHubWorld(), signal });
    const reason = new Error("stop");
    controller.abort(reason);
    await expect(starting).rejects.toBe(reason);
  });

  it("closes when its signal aborts", async () => {
    const controller = new AbortController();
    const server = await startHubServer({ world: createHubWorld(), signal: controller.signal });
    server.use(() => ({ type: "stall" }));
    const pending = fetch(`${server.url}/api/whoami-v2`);
    controller.abort();
    await expect(pending).rejects.toThrow("fetch failed");
    await expect(
      startHubServer({ world: createHubWorld(), signal: controller.signal }),
    ).rejects.toThrow("aborted");
  });
});
