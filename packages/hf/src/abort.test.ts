import { stat } from "node:fs/promises";
import { silentLogger } from "@flock-tools/core";
import { describe, expect, it, vi } from "vitest";
import {
  createFolder,
  createGate,
  hashBytes,
  makeBytes,
  makeFile,
  REPO_ID,
  startTestHub,
} from "../testing/test-hub.ts";
import { getCommitHash } from "./get-commit-hash.ts";
import { listFiles } from "./list-files.ts";

const SIZE = 3_000_000;
const BYTES = makeBytes(SIZE);
const FILES = [makeFile("data.jsonl", BYTES)];
const REASONS = [new Error("stop"), "a text", undefined];

function identity(error: unknown): unknown {
  return error;
}

describe("an abort", () => {
  it.each(REASONS)("beforehand sends nothing (%s)", async (reason) => {
    const { fetch, hub, server } = await startTestHub({ files: FILES });
    const signal = AbortSignal.abort(reason);
    await expect(fetch({ signal })).rejects.toBe(signal.reason);
    await expect(getCommitHash(hub, { repoId: REPO_ID, revision: "main", signal })).rejects.toBe(
      signal.reason,
    );
    await expect(listFiles(hub, { repoId: REPO_ID, revision: "main", signal }).next()).rejects.toBe(
      signal.reason,
    );
    expect(server.counts.total).toBe(0);
  });

  it.each(REASONS)("while waiting for headers gives the reason (%s)", async (reason) => {
    const { fetch, server } = await startTestHub({ files: FILES });
    const controller = new AbortController();
    server.use(() => {
      controller.abort(reason);
      return { type: "stall" };
    });
    const thrown: unknown = await fetch({ signal: controller.signal }).catch(identity);
    expect(thrown).toBe(controller.signal.reason);
    expect(server.counts.total).toBe(1);
  });

  it.each(REASONS)("in the body keeps what came for the next time (%s)", async (reason) => {
    const { fetch, server, hub, folder, readPartial } = await startTestHub({ files: FILES });
    const controller = new AbortController();
    server.use(({ kind }) =>
      kind === "content" ? { type: "stall", afterBytes: 1_500_000 } : undefined,
    );
    const pending = fetch({
      signal: controller.signal,
      onProgress: ({ received }) => {
        if (received === 1_500_000) controller.abort(reason);
      },
    });
    const thrown: unknown = await pending.catch(identity);
    expect(thrown).toBe(controller.signal.reason);
    expect((await stat(`${folder}/part`)).size).toBe(1_500_000);
    server.use(undefined);
    await expect(fetch()).resolves.toEqual({
      size: SIZE,
      ...hashBytes(BYTES),
      resumedFrom: 1_500_000,
    });
    expect(hub.stats.bytes).toBe(SIZE);
    expect((await readPartial()).equals(BYTES)).toBe(true);
  });

  it("keeps even a few bytes, with their note", async () => {
    const { fetch, server } = await startTestHub({ files: FILES });
    const controller = new AbortController();
    server.use(({ kind }) =>
      kind === "content" ? { type: "stall", afterBytes: 1000 } : undefined,
    );
    const reason = new Error("stop");
    await expect(
      fetch({ signal: controller.signal, onProgress: () => controller.abort(reason) }),
    ).rejects.toBe(reason);
    server.use(undefined);
    await expect(fetch()).resolves.toMatchObject({ resumedFrom: 1000 });
  });

  it("between two attempts ends the waiting", async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const { fetch, server } = await startTestHub({
      files: FILES,
      client: {
        retry: { minDelayMs: 600_000, maxDelayMs: 600_000 },
        // Said just before the waiting begins.
        logger: { ...silentLogger, debug: () => setImmediate(() => controller.abort(reason)) },
      },
    });
    server.use(() => ({ type: "status", status: 503 }));
    await expect(fetch({ signal: controller.signal })).rejects.toBe(reason);
    expect(server.counts.total).toBe(1);
  });

  it("in a pause of the rate limit ends the waiting", async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const { fetch, server } = await startTestHub({
      files: FILES,
      client: {
        sleep(_ms, { signal }) {
          controller.abort(reason);
          return Promise.reject(signal?.reason as Error);
        },
      },
    });
    server.use(() => ({ type: "status", status: 429, headers: { "retry-after": "60" } }));
    await expect(fetch({ signal: controller.signal })).rejects.toBe(reason);
  });

  it("reaches requests that have no connection yet", async () => {
    const { fetch, server, hub } = await startTestHub({
      files: FILES,
      client: { concurrency: 1, timeouts: { headersMs: 3_600_000 } },
    });
    const [stalled, arrived] = createGate(1);
    server.use(() => {
      arrived();
      return { type: "stall" };
    });
    const holder = new AbortController();
    const queued = new AbortController();
    const folder = await createFolder();
    const first = fetch({ signal: holder.signal });
    await stalled;
    const second = fetch({
      signal: queued.signal,
      partial: { path: `${folder}/2`, etagPath: `${folder}/2.etag` },
      path: "other",
    });
    const reason = new Error("stop");
    await vi.waitUntil(() => hub.stats.requests === 2, { interval: 1 });
    queued.abort(reason);
    await expect(second).rejects.toBe(reason);
    holder.abort(reason);
    await expect(first).rejects.toBe(reason);
  });

  it("leaves no listener on the caller's signal, however many downloads share it", async () => {
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const { fetch } = await startTestHub({
      files: [makeFile("data.jsonl", makeBytes(1000))],
    });
    const folder = await createFolder();
    const { signal } = new AbortController();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        fetch({ signal, partial: { path: `${folder}/${index}`, etagPath: `${folder}/x` } }),
      ),
    );
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });

  it("comes as HUB_CLOSED when the hub is closed meanwhile", async () => {
    const { fetch, hub, server } = await startTestHub({ files: FILES });
    server.use(() => {
      void hub.close();
      return { type: "stall" };
    });
    await expect(fetch()).rejects.toMatchObject({ code: "HUB_CLOSED" });
  });

  it("is not what a callback throws, which ends the download as it is", async () => {
    const { fetch, server } = await startTestHub({ files: FILES });
    const error = new RangeError("the row is too long");
    await expect(
      fetch({
        onChunk() {
          throw error;
        },
      }),
    ).rejects.toBe(error);
    expect(server.counts.total).toBe(2);
  });
});
