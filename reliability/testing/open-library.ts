import { connectChain, getFinalizedBlock } from "@flock-tools/chain";
import type { Clock } from "@flock-tools/core";
import type { Devnet } from "@flock-tools/devnet";
import { type SyncReport, syncSubnet } from "@flock-tools/flock";
import { createHub } from "@flock-tools/hf";
import { digestStore, openStore } from "@flock-tools/store";

interface SyncedFolder {
  readonly report: SyncReport;
  readonly digest: string;
}

/** What `dl --all-files --eval` does, within this process: hundreds of runs share one start. */
export interface Library {
  /** @throws what the run throws; the store is closed then too */
  sync(dataDir: string, options?: { readonly clock?: Clock }): Promise<SyncedFolder>;
  close(): Promise<void>;
}

export async function openLibrary(devnet: Devnet): Promise<Library> {
  const chain = await connectChain({ endpoint: devnet.chain.url });
  const hub = createHub({
    endpoint: devnet.hub.url,
    retry: { attempts: 2, minDelayMs: 1, maxDelayMs: 1 },
  });
  return {
    async sync(dataDir, { clock } = {}) {
      const block = await getFinalizedBlock(chain);
      const store = openStore({ dataDir, genesis: chain.genesis, netuid: 96, clock });
      try {
        const report = await syncSubnet({
          chain,
          hub,
          store,
          block,
          clock,
          files: "all",
          evaluationPool: true,
        });
        return { report, digest: digestStore(store) };
      } finally {
        store.close();
      }
    },
    async close() {
      await Promise.all([chain.disconnect(), hub.close()]);
    },
  };
}
