import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { digestStore, type Store, verifyStore } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { openDevnet, sha256 } from "../testing/open-devnet.ts";
import { syncSubnet } from "./sync-subnet.ts";

const world = createWorld("demo");
const published = world.truth.miners.filter(({ expected }) => expected === "downloaded");
// A data set that nobody shares, and others beside it.
const miner = published.find(
  ({ sha256: hash }) => published.filter((other) => other.sha256 === hash).length === 1,
)!;
const uids = [
  miner.uid,
  ...published.map(({ uid }) => uid).filter((uid) => uid !== miner.uid),
].slice(0, 3);

async function openSynced(files: "data" | "all" = "data") {
  const open = await openDevnet(world);
  const sync = () => syncSubnet({ ...open, selection: { uids }, files });
  await sync();
  open.devnet.hub.counts.reset();
  return { ...open, sync, digest: digestStore(open.store) };
}

const blobOf = ({ dataDir }: Store): string =>
  join(dataDir, "blobs", "sha256", miner.sha256!.slice(0, 2), miner.sha256!);
const copyOf = ({ dataDir }: Store): string =>
  join(dataDir, "miner_datasets", `miner_${miner.uid}`, "data.jsonl");

function flip(path: string): void {
  writeFileSync(
    path,
    readFileSync(path).map((byte, i) => (i === 7 ? byte ^ 1 : byte)),
  );
}

describe("disk: a sync that finds a stored file damaged", () => {
  it.each(["data", "all"] as const)("fetches it again and goes on, files: %s", async (files) => {
    const { store, sync, devnet, digest } = await openSynced(files);
    flip(blobOf(store));
    rmSync(copyOf(store));
    const { miners, totals } = await sync();
    expect(totals).toMatchObject({ downloaded: 1, alreadyThere: 2, failed: {} });
    expect(miners.find(({ uid }) => uid === miner.uid)?.status).toBe("downloaded");
    expect(devnet.hub.counts.byKind["content"]).toBeGreaterThan(0);
    expect(sha256(readFileSync(copyOf(store)))).toBe(miner.sha256);
    expect((await verifyStore(store)).damaged).toEqual([]);
    expect(digestStore(store)).toBe(digest);
  });

  it("is a failure of that miner alone while it cannot be had, and leaves no copy of damaged bytes", async () => {
    const { store, sync, devnet } = await openSynced();
    flip(blobOf(store));
    writeFileSync(copyOf(store), "edited");
    devnet.hub.use(({ path }) =>
      path.includes(miner.repoId!) ? { type: "status", status: 404 } : undefined,
    );
    const { totals, miners } = await sync();
    expect(totals).toMatchObject({ alreadyThere: 2 });
    expect(miners.find(({ uid }) => uid === miner.uid)).not.toHaveProperty("sha256");
    expect(() => readFileSync(copyOf(store))).toThrow(/ENOENT/);
    devnet.hub.use(undefined);
    expect((await sync()).totals).toMatchObject({ alreadyThere: 2, downloaded: 1 });
  });
});
