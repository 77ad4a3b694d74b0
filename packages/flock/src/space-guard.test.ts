import { rmSync } from "node:fs";
import { join } from "node:path";
import { getSubnet } from "@flock-tools/chain";
import { createWorld } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import { openDevnet } from "../testing/open-devnet.ts";
import { createStoreReader } from "./create-store-reader.ts";
import { executePlan, type ExecutePlanOptions } from "./execute-plan.ts";
import { planSync } from "./plan-sync.ts";
import { createProgressTracker } from "./progress-tracker.ts";
import { createSpaceGuard } from "./space-guard.ts";

const world = createWorld("demo");
const [miner, other] = world.truth.miners.filter(({ expected }) => expected === "downloaded");
const ABOUT = { uid: 0, repoId: "user/data", commit: "a".repeat(40), path: "data.jsonl" };

async function openPlanned() {
  const open = await openDevnet(world);
  const { chain, store, block } = open;
  const subnet = await getSubnet(chain, { netuid: 96, block });
  const uids = [miner!.uid, other!.uid];
  const plan = () => planSync({ subnet, selection: { uids }, ...createStoreReader(store, "data") });
  const execute = (options: Partial<ExecutePlanOptions>) =>
    executePlan(plan(), { hub: open.hub, store, ...options });
  return { ...open, plan, execute };
}

/** Two disks: the store's, and that of any other folder. */
const disks =
  (dataDir: string, { data, out }: { data: number; out: number }) =>
  (folder: string) =>
    folder === dataDir ? { device: 1, free: data } : { device: 2, free: out };

describe("disk: too little room", () => {
  it("for a file whose size the Hub has named is a failure of its miner before it is written", async () => {
    const { execute, store, devnet } = await openPlanned();
    const bytes = [miner!.bytes!, other!.bytes!];
    const [small, large] = bytes.toSorted((a, b) => a - b) as [number, number];
    const readSpace = disks(store.dataDir, { data: small, out: 1e9 });
    const outcomes = await execute({ concurrency: 1, readSpace });
    expect(outcomes.map(({ uid, status }) => [uid, status])).toEqual([
      [miner!.uid, miner!.bytes === small ? "downloaded" : "failed"],
      [other!.uid, other!.bytes === small ? "downloaded" : "failed"],
    ]);
    expect(outcomes.find(({ status }) => status === "failed")).toMatchObject({
      reason: "no-space",
      retryable: true,
      detail: expect.stringMatching(/^[\d.]+ (?:kB|bytes) are missing on the disk of /) as string,
    });
    expect(devnet.hub.counts.byKind["content"]).toBe(2);
    const enough = disks(store.dataDir, { data: large, out: large });
    const again = await execute({ readSpace: enough });
    expect(again.map(({ status }) => status).toSorted()).toEqual(["already-there", "downloaded"]);
  });

  it("for copies of what is there ends the run before it asks for anything", async () => {
    const { execute, store, devnet } = await openPlanned();
    await execute({});
    rmSync(join(store.dataDir, "miner_datasets", `miner_${miner!.uid}`), { recursive: true });
    devnet.hub.counts.reset();
    const free = miner!.bytes!;
    const guard = (out: number) => disks(store.dataDir, { data: 0, out });
    const viewRoot = join(store.dataDir, "miner_datasets");
    await expect(execute({ viewRoot, readSpace: guard(free - 1) })).rejects.toThrow(
      `1 bytes are missing on the disk of ${viewRoot}`,
    );
    expect(devnet.hub.counts.total).toBe(0);
    await execute({ viewRoot, readSpace: guard(free) });
    await execute({ viewRoot, readSpace: guard(0) });
  });

  it("is found for all files on their way together, without what an earlier run has left of them", async () => {
    const { store } = await openPlanned();
    const readSpace = disks(store.dataDir, { data: 100, out: 1e9 });
    const guard = createSpaceGuard({ store, viewRoot: "/elsewhere", readSpace });
    const tracker = guard.watch(createProgressTracker(1));
    const one = tracker.startDownload(ABOUT);
    one.update({ received: 10, resumed: 10, size: 1000 });
    one.update({ received: 940, resumed: 940, size: 1000 });
    one.update({ received: 950, resumed: 940, size: 1000 });
    one.update({ received: 960, resumed: 940, size: 1000 });
    const two = tracker.startDownload(ABOUT);
    two.update({ received: 1, resumed: 0, size: undefined });
    expect(() => two.update({ received: 2, resumed: 0, size: 61 })).toThrow("1 bytes are missing");
    one.end();
    tracker.startDownload(ABOUT).update({ received: 1, resumed: 0, size: 39 });
  });
});
