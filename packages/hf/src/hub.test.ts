import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  COMMIT,
  createTestClient,
  makeBytes,
  makeFile,
  REPO_ID,
  startRawServer,
  startTestHub,
} from "../testing/test-hub.ts";
import { fetchFile } from "./fetch-file.ts";
import { createHub } from "./hub.ts";

const FILES = [makeFile("data.jsonl", makeBytes(1000))];

/** A proxy that opens tunnels, as undici asks for them for plain http too. */
async function startProxy(onTunnel: (target: string) => void): Promise<string> {
  const server = createServer().on("connect", ({ url = "" }, socket) => {
    onTunnel(url);
    const [host = "", port] = url.split(":");
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
    socket.on("error", () => upstream.destroy());
    upstream.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("createHub", () => {
  it.each([
    "",
    "huggingface.co",
    "ftp://huggingface.co",
    "https://user:secret@huggingface.co",
    "https://huggingface.co/?x",
    "https://huggingface.co/#x",
  ])("refuses the endpoint %j", (endpoint) => {
    expect(() => createHub({ endpoint })).toThrow(
      expect.objectContaining({ kind: "usage", code: "HUB_BAD_ENDPOINT" }) as Error,
    );
  });

  it.each(["", "  \n", "hf_a b", "hf_a\u0000", "hf_\u00e4"])("refuses the token %j", (token) => {
    expect(() => createHub({ token })).toThrow(
      expect.objectContaining({ kind: "usage", code: "HUB_BAD_TOKEN" }) as Error,
    );
  });

  it.each([
    "proxy.example:3128",
    "http://user:hunter2@proxy.example:3128/path",
    "http://proxy.example:3128/?hunter2",
    "http://user:hunter%2@proxy.example:3128",
    "socks5://user:hunter2@proxy.example",
    "://hunter2",
  ])("refuses the proxy %j, and shows no password", (address) => {
    for (const proxy of [{ http: address }, { https: address, noProxy: "*" }]) {
      const create = (): unknown => createHub({ proxy });
      expect(create).toThrow(
        expect.objectContaining({ kind: "usage", code: "HUB_BAD_PROXY" }) as Error,
      );
      expect(create).not.toThrow("hunter");
    }
  });

  it.each(["http://user:p%40ss@proxy.example:3128/", "https://proxy.example", ""])(
    "takes the proxy %j",
    async (address) => {
      const hub = createHub({ proxy: { http: address, https: address } });
      await expect(hub.close()).resolves.toBeUndefined();
    },
  );

  it("refuses numbers out of range", () => {
    expect(() => createHub({ minBytesPerSecond: Number.NaN })).toThrow(
      "minBytesPerSecond must be >= 0: got NaN",
    );
    expect(() => createHub({ concurrency: 0 })).toThrow(
      "concurrency must be an integer >= 1: got 0",
    );
    expect(() => createHub({ retry: { attempts: 1.5 } })).toThrow(RangeError);
    expect(() => createHub({ timeouts: { idleMs: -1 } })).toThrow(RangeError);
  });

  it("keeps a path prefix and drops slashes at the end", async () => {
    const paths: unknown[] = [];
    const url = await startRawServer((request, response) => {
      paths.push(request.url);
      response.writeHead(404).end();
    });
    const { fetch, hub } = await createTestClient(`${url}/mirror//`);
    expect(hub.endpoint).toBe(`${url}/mirror`);
    await expect(fetch()).rejects.toThrow("HTTP 404");
    expect(paths).toEqual([`/mirror/datasets/${REPO_ID}/resolve/${COMMIT}/data.jsonl`]);
  });

  it("goes through a proxy if it is told to, and never by the environment", async () => {
    const { server } = await startTestHub({ files: FILES });
    const tunnels: unknown[] = [];
    const proxy = await startProxy((target) => tunnels.push(target));
    vi.stubEnv("http_proxy", proxy);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const fetched: unknown[] = [];
    for (const options of [{}, { proxy: {} }, { proxy: { http: proxy, noProxy: "127.0.0.1" } }]) {
      const { fetch } = await createTestClient(server.url, options);
      fetched.push((await fetch()).size);
    }
    expect(tunnels).toEqual([]);
    const { fetch } = await createTestClient(server.url, { proxy: { http: proxy } });
    fetched.push((await fetch()).size);
    expect(new Set(tunnels)).toEqual(new Set([server.url.replace("http://", "")]));
    expect(fetched).toEqual([1000, 1000, 1000, 1000]);
  });

  it("does nothing any more once it is closed", async () => {
    const { hub, folder, server } = await startTestHub({ files: FILES });
    await hub.close();
    await expect(
      fetchFile(hub, {
        repoId: REPO_ID,
        commit: COMMIT,
        path: "data.jsonl",
        maxBytes: 1,
        partial: { path: `${folder}/part`, etagPath: `${folder}/part.etag` },
      }),
    ).rejects.toMatchObject({ code: "HUB_CLOSED", retryable: false });
    expect(server.counts.total).toBe(0);
  });
});
