import { join } from "node:path";
import { createWorld, type World } from "@flock-tools/devnet";
import { digestStore, listRuns } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { hashTree, openDevnet } from "../testing/open-devnet.ts";
import type { SyncReport } from "./create-report.ts";
import type { SyncEvent } from "./sync-event.ts";
import { syncSubnet } from "./sync-subnet.ts";

const demo = createWorld("demo");

/** uid to `downloaded` or the reason, as the world planted it. */
function expected({ truth }: World): Record<number, string> {
  return Object.fromEntries(truth.miners.map((miner) => [miner.uid, miner.expected]));
}

function found({ miners }: SyncReport): Record<number, string> {
  return Object.fromEntries(
    miners.map((miner) => [miner.uid, "reason" in miner ? miner.reason : miner.status]),
  );
}

/** The view that the world's truth asks for. */
function expectedView({ truth }: World): Record<string, string> {
  const published = truth.miners.filter((miner) => miner.expected === "downloaded");
  return Object.fromEntries(
    published.map(({ uid, sha256 }) => [join(`miner_${uid}`, "data.jsonl"), sha256 ?? ""]),
  );
}

describe("syncSubnet", () => {
  it("brings every data set that there is, and the reason for every other", async () => {
    const { devnet, world, ...options } = await openDevnet(demo);
    const report = await syncSubnet(options);

    expect(found(report)).toEqual(expected(world));
    expect(await hashTree(report.viewRoot)).toEqual(expectedView(world));
    const published = world.truth.miners.filter((miner) => miner.expected === "downloaded");
    const sum = (pick: (miner: (typeof published)[number]) => number | undefined): number =>
      published.reduce((total, miner) => total + (pick(miner) ?? 0), 0);
    expect(report).toMatchObject({
      schema: 1,
      netuid: 96,
      block: { number: options.block.number, hash: options.block.hash },
      totals: {
        total: 64,
        downloaded: published.length,
        alreadyThere: 0,
        failed: {},
        stale: world.truth.staleCommitments,
        rows: sum(({ rows }) => rows),
        bytes: sum(({ bytes }) => bytes),
        downloadedBytes: sum(({ bytes }) => bytes),
      },
    });
    for (const { uid, rows, bytes, sha256, commit } of published) {
      expect(report.miners[uid]).toMatchObject({ uid, rows, bytes, sha256, commit, files: 1 });
    }
    expect(devnet.chain.counts.dataCalls).toBeLessThanOrEqual(3);
  });
});
