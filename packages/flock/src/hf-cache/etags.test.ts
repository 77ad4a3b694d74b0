import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { listSnapshotFiles } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createFiles,
  createRepo,
  createSmallWorld,
} from "../../testing/create-small-world.ts";
import { createFolder, openDevnet } from "../../testing/open-devnet.ts";
import { syncSubnet } from "../sync-subnet.ts";
import { listHfCacheSnapshots } from "./list-hf-cache-snapshots.ts";
import { writeHfCache } from "./write-hf-cache.ts";

const TEXT = '{"a":1}\n'.repeat(5_000);
const SHA256 = createHash("sha256").update(TEXT).digest("hex");
const GIT = createHash("sha1").update(`blob ${TEXT.length}\0${TEXT}`).digest("hex");

describe("the names of blobs", () => {
  it.each([
    ["as it is", undefined],
    ["compressed", { type: "gzip" }],
    ["chunked", { type: "chunked" }],
    ["with a weak ETag", { type: "etag", etag: `W/"${GIT}"` }],
    ["with an ETag in upper case", { type: "etag", etag: `"${GIT.toUpperCase()}"` }],
  ] as const)(
    "are git's hash, or SHA-256 of LFS alone, if a file comes %s",
    async (_how, fault) => {
      const [large] = createFiles({ "data.jsonl": TEXT });
      const repos = [
        createRepo("a/plain", { "data.jsonl": TEXT }),
        {
          ...createRepo("a/large"),
          commits: { [COMMIT]: [{ ...large!, lfs: true }] },
        },
      ];
      const texts = repos.map(({ id }) => `${id}:1:${COMMIT}`);
      const net = await openDevnet(createSmallWorld(texts, repos));
      net.devnet.hub.use(({ repoId }) =>
        fault?.type === "etag" && repoId !== "a/plain" ? undefined : fault,
      );
      const report = await syncSubnet(net);
      expect(report.totals.downloaded).toBe(2);
      const known = repos.map(({ id }) =>
        listSnapshotFiles(net.store, { repoId: id, commit: COMMIT }),
      );
      expect(known.flat().map(({ gitSha1 }) => gitSha1)).toEqual([GIT, undefined]);
      const folder = await createFolder();
      await writeHfCache(net.store, { folder, snapshots: listHfCacheSnapshots(report) });
      const blobs = ["datasets--a--plain", "datasets--a--large"].map((repo) =>
        join(folder, repo, "blobs"),
      );
      expect(await Promise.all(blobs.map((path) => readdir(path)))).toEqual([[GIT], [SHA256]]);
      for (const [index, etag] of [GIT, SHA256].entries()) {
        expect(await readFile(join(blobs[index]!, etag), "utf8")).toBe(TEXT);
      }
    },
  );
});
