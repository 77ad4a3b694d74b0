import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChainClient, connectChain, getFinalizedBlock } from "@flock-tools/chain";
import type { BlockRef } from "@flock-tools/core";
import { type Devnet, startDevnet, type World } from "@flock-tools/devnet";
import { createHub, type Hub, type HubOptions } from "@flock-tools/hf";
import { openStore, type Store } from "@flock-tools/store";
import { onTestFinished } from "vitest";
import type { SyncSubnetOptions } from "../src/sync-subnet.ts";

/** A served world with a client of each kind and an empty store, gone when the test ends. */
export interface OpenDevnet extends Pick<SyncSubnetOptions, "chain" | "hub" | "store" | "block"> {
  readonly devnet: Devnet;
  readonly world: World;
  /** The finalized block now: the chain moves when a test says so. */
  readonly getBlock: () => Promise<BlockRef>;
  readonly createStore: () => Promise<Store>;
  readonly createClient: (options?: HubOptions) => Hub;
}

export async function openDevnet(world: World): Promise<OpenDevnet> {
  const devnet = await startDevnet({ world });
  onTestFinished(() => devnet.close());
  const chain: ChainClient = await connectChain({ endpoint: devnet.chain.url });
  onTestFinished(() => chain.disconnect());
  const getBlock = (): Promise<BlockRef> => getFinalizedBlock(chain);
  const createStore = async (): Promise<Store> => {
    const store = openStore({
      dataDir: await createFolder(),
      genesis: chain.genesis,
      netuid: world.truth.flockNetuid ?? 1,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const createClient = (options: HubOptions = {}): Hub => {
    const hub = createHub({ endpoint: devnet.hub.url, ...options });
    onTestFinished(() => hub.close());
    return hub;
  };
  const block = await getBlock();
  const store = await createStore();
  const hub = createClient();
  devnet.chain.counts.reset();
  return { devnet, world, chain, hub, store, block, getBlock, createStore, createClient };
}

/** A folder that is removed when the test ends. */
export async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flock-sync-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Path below `root` to sha256 of every file; empty if `root` is not there. */
export async function hashTree(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const hashes = await Promise.all(
    files.map(async ({ parentPath, name }): Promise<[string, string]> => {
      const path = join(parentPath, name);
      return [path.slice(root.length + 1), sha256(await readFile(path))];
    }),
  );
  return Object.fromEntries(hashes);
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
