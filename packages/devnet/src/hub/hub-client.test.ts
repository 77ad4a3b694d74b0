import { datasetInfo, downloadFile, listFiles, pathsInfo, whoAmI } from "@huggingface/hub";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  COMMIT,
  createHubWorld,
  LARGE,
  LFS_BYTES,
  OLD_COMMIT,
  TOKEN,
} from "../../testing/hub-world.ts";
import { type HubServer, startHubServer } from "./start-hub-server.ts";

// The unmodified client of the Hub, as an independent reading of the protocol.
const repo = { type: "dataset", name: "acme/chat" } as const;

let hub: HubServer;
beforeAll(async () => {
  hub = await startHubServer({ world: createHubWorld(), pageSize: 4 });
});
afterAll(() => hub.close());
beforeEach(() => hub.counts.reset());

it("reads what a data set is", async () => {
  const info = await datasetInfo({
    name: repo.name,
    revision: "v1.0",
    additionalFields: ["sha"],
    hubUrl: hub.url,
  });
  expect(info).toMatchObject({ name: "acme/chat", sha: OLD_COMMIT, gated: false, private: false });
  expect(hub.counts.byKind).toEqual({ "api-info": 1 });
});

it("lists files over several pages", async () => {
  const paths: string[] = [];
  for await (const entry of listFiles({ repo, recursive: true, hubUrl: hub.url })) {
    if (entry.type === "file") paths.push(`${entry.path} ${entry.lfs?.size ?? entry.size}`);
  }
  expect(paths).toEqual([
    "hello.txt 6",
    "empty.txt 0",
    "large.jsonl 300000",
    "weights.bin 200000",
    "docs/read me #1?.md 8",
    "docs/deep/er/note%41.txt 5",
  ]);
  expect(hub.counts.byKind).toEqual({ tree: 3 });
});

it.each([
  ["large.jsonl", LARGE],
  ["weights.bin", LFS_BYTES],
])("downloads %s", async (path, bytes) => {
  const blob = await downloadFile({ repo, path, revision: COMMIT, hubUrl: hub.url });
  expect(Buffer.from(await blob!.arrayBuffer()).equals(bytes)).toBe(true);
});

it("downloads LFS files with a token that stays at home", async () => {
  const blob = await downloadFile({
    repo,
    path: "weights.bin",
    hubUrl: hub.url,
    accessToken: TOKEN,
  });
  expect(Buffer.from(await blob!.arrayBuffer()).equals(LFS_BYTES)).toBe(true);
  const elsewhere = hub.requests.filter(({ host }) => host.startsWith("localhost"));
  expect(elsewhere.length).toBeGreaterThan(0);
  expect(elsewhere.every(({ headers }) => headers["authorization"] === undefined)).toBe(true);
});

it("knows a file that is missing from a repository that is", async () => {
  expect(await downloadFile({ repo, path: "none.txt", hubUrl: hub.url })).toBeNull();
  const missing = { type: "dataset", name: "acme/none" } as const;
  await expect(
    downloadFile({ repo: missing, path: "a.txt", hubUrl: hub.url }),
  ).rejects.toMatchObject({ statusCode: 401 });
});

it("asks about single paths", async () => {
  const [info] = await pathsInfo({ repo, paths: ["weights.bin"], hubUrl: hub.url });
  expect(info).toMatchObject({ path: "weights.bin", lfs: { size: 200_000 } });
});

it("learns who it is", async () => {
  const me = await whoAmI({ accessToken: TOKEN, hubUrl: hub.url });
  expect(me).toMatchObject({ type: "user", name: "reader" });
  await expect(whoAmI({ accessToken: "hf_wrong", hubUrl: hub.url })).rejects.toMatchObject({
    statusCode: 401,
  });
});
