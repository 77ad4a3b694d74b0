import { expect, it } from "vitest";
import { openDevnet } from "../../testing/open-devnet.ts";
import { COMMIT, createRepo, createSmallWorld } from "../../testing/create-small-world.ts";
import { syncSubnet } from "../sync-subnet.ts";
import { EVALUATION_POOL } from "../fetch-evaluation-pool.ts";
import { listHfCacheSnapshots } from "./list-hf-cache-snapshots.ts";

it("has what a run found or brought, once for each revision, and nothing that failed", async () => {
  const texts = [
    `a/b:1:${COMMIT}`,
    `a/b:1:${COMMIT}`,
    "a/b:1:main",
    "a/b:1:None",
    `a/b:1:${COMMIT.slice(0, 9)}`,
    `no/body:1:${COMMIT}`,
    "nonsense",
    undefined,
  ];
  const repos = [createRepo("a/b"), createRepo(EVALUATION_POOL.repoId)];
  const net = await openDevnet(createSmallWorld(texts, repos));
  const wanted = [
    { repoId: "a/b", commit: COMMIT, revision: COMMIT },
    { repoId: "a/b", commit: COMMIT, revision: "main" },
    { repoId: "a/b", commit: COMMIT, revision: COMMIT.slice(0, 9) },
    { ...EVALUATION_POOL, commit: COMMIT },
  ];
  for (const _ of ["downloaded", "already-there"]) {
    const report = await syncSubnet({ ...net, evaluationPool: true });
    expect(listHfCacheSnapshots(report)).toEqual(wanted);
  }
});
