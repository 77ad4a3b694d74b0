import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { digestStore, openStore } from "@flock-tools/store";
import { expect, it, onTestFinished } from "vitest";
import { createFolder, hashTree, type OpenDevnet, openDevnet } from "../testing/open-devnet.ts";
import { startSync } from "../testing/start-sync.ts";
import { syncSubnet } from "./sync-subnet.ts";

const demo = createWorld("demo");

/** The digest of a folder, and its view. */
function look({ store }: OpenDevnet, dataDir: string): [string, Promise<Record<string, string>>] {
  const { genesis, netuid } = store;
  const opened = openStore({ dataDir, genesis, netuid });
  onTestFinished(() => opened.close());
  return [digestStore(opened), hashTree(join(dataDir, "miner_datasets"))];
}

it.each(["data", "all"] as const)(
  "three processes in one folder make what one makes, scope %s",
  async (files) => {
    const net = await openDevnet(demo);
    const { viewRoot, totals: alone } = await syncSubnet({ ...net, files });
    const dataDir = await createFolder();
    const syncs = [1, 2, 3].map(() => startSync(net.devnet, { dataDir, files }));
    for (const { ended } of syncs) {
      const totals = await ended;
      expect(totals).toBeTypeOf("object");
      const { downloaded, alreadyThere } = totals as { downloaded: number; alreadyThere: number };
      expect(downloaded + alreadyThere).toBe(alone.downloaded);
    }
    const [digest, view] = look(net, dataDir);
    expect(digest).toBe(digestStore(net.store));
    expect(await view).toEqual(await hashTree(viewRoot));
    expect(await readdir(join(dataDir, "tmp"))).toEqual([]);
  },
);

it("goes on with what two killed processes left, in two others", async () => {
  const net = await openDevnet(demo);
  const { viewRoot } = await syncSubnet(net);
  const dataDir = await createFolder();
  const start = () => [1, 2].map(() => startSync(net.devnet, { dataDir, files: "data" }));
  const killed = start();
  let contents = 0;
  const bothStalled = new Promise<void>((resolve) => {
    net.devnet.hub.use(({ kind }) => {
      if (kind !== "content") return undefined;
      contents += 1;
      // Each has four downloads at a time, so the fifth that stands still is the other's.
      if (contents === 15) resolve();
      return contents > 10 ? { type: "stall", afterBytes: 20_000 } : undefined;
    });
  });
  await bothStalled;
  for (const sync of killed) sync.kill();
  expect(await Promise.all(killed.map(({ ended }) => ended))).toEqual([undefined, undefined]);

  net.devnet.hub.use(undefined);
  for (const { ended } of start()) expect(await ended).toMatchObject({ total: 64, failed: {} });
  const [digest, view] = look(net, dataDir);
  expect(digest).toBe(digestStore(net.store));
  expect(await view).toEqual(await hashTree(viewRoot));
});
