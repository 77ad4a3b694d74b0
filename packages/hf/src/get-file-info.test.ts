import { createHash } from "node:crypto";
import { type HubWorld, startHubServer } from "@flock-tools/devnet";
import { expect, it } from "vitest";
import { getFileInfo } from "./get-file-info.ts";
import { createHub } from "./hub.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const BYTES = Buffer.from('{"a":1}\n');
const GIT_SHA1 = createHash("sha1").update(`blob ${BYTES.length}\0`).update(BYTES).digest("hex");
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

const WORLD: HubWorld = {
  users: [],
  repos: [
    {
      id: "a/b",
      refs: { main: COMMIT },
      commits: {
        [COMMIT]: [
          { path: "data.jsonl", content: () => BYTES },
          { path: "x/large #1.jsonl", lfs: true, content: () => BYTES },
        ],
      },
    },
    { id: "a/gated", gated: true, refs: { main: COMMIT }, commits: { [COMMIT]: [] } },
  ],
};

it("knows size and hash after one request, and no byte of the file", async () => {
  const server = await startHubServer({ world: WORLD });
  const hub = createHub({ endpoint: server.url });
  try {
    const about = { repoId: "a/b", commit: COMMIT };
    expect(await getFileInfo(hub, { ...about, path: "data.jsonl" })).toEqual({
      size: 8,
      etag: GIT_SHA1,
    });
    expect(await getFileInfo(hub, { ...about, path: "x/large #1.jsonl" })).toEqual({
      size: 8,
      etag: SHA256,
    });
    expect(server.counts.byKind).toEqual({ resolve: 2 });
  } finally {
    await hub.close();
    await server.close();
  }
});

it("says what is missing, and stops when told to", async () => {
  const server = await startHubServer({ world: WORLD });
  const hub = createHub({ endpoint: server.url });
  try {
    const path = "data.jsonl";
    const ask = (repoId: string, name: string, signal?: AbortSignal): Promise<unknown> =>
      getFileInfo(hub, { repoId, commit: COMMIT, path: name, signal });
    await expect(ask("a/b", "nothing.txt")).rejects.toMatchObject({ code: "HUB_ENTRY_NOT_FOUND" });
    await expect(ask("a/none", path)).rejects.toMatchObject({ code: "HUB_REPO_NOT_FOUND" });
    await expect(ask("a/gated", path)).rejects.toMatchObject({ code: "HUB_GATED" });
    await expect(ask("a/b", "../x")).rejects.toMatchObject({ code: "HUB_BAD_PATH" });
    const reason = new Error("stop");
    await expect(ask("a/b", path, AbortSignal.abort(reason))).rejects.toBe(reason);
  } finally {
    await hub.close();
    await server.close();
  }
});
