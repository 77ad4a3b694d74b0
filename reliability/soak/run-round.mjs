// One round: an empty folder, runs that are disturbed until one ends with everything, and a look at every byte.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectChain, getFinalizedBlock } from "@flock-tools/chain";
import { FlockError } from "@flock-tools/core";
import { syncSubnet } from "@flock-tools/flock";
import { createHub } from "@flock-tools/hf";
import {
  digestStore,
  openStore,
  readStoreIdentity,
  verifyStore,
  verifyViews,
} from "@flock-tools/store";

const DL = fileURLToPath(new URL("../../apps/downloader/dist/main.js", import.meta.url));
const NETUID = 96;
const KILLS = 3;
/** Of one round; with so many faults in a row something is wrong. */
const MAX_RUNS = 30;

/**
 * @param {{ chain: string, hub: string }} network
 * @param {{ kills: boolean, pick: () => number }} options `kills`: first runs in processes that are killed
 */
export async function runRound(network, { kills, pick }) {
  const base = mkdtempSync(join(tmpdir(), "flock-soak-"));
  const dataDir = join(base, "data");
  mkdirSync(dataDir);
  try {
    const killed = kills ? await killRuns(network, { base, pick }) : 0;
    const runs = await syncToTheEnd(network, dataDir);
    return { killed, runs, ...(await inspect(dataDir)) };
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Processes that are killed at any moment of their work; gives how many had not ended by then. */
async function killRuns(network, { base, pick }) {
  let killed = 0;
  for (let run = 0; run < KILLS; run += 1) {
    const child = spawn(process.execPath, [DL, "--netuid", String(NETUID), "--eval", "--quiet"], {
      cwd: base,
      env: {
        PATH: process.env.PATH,
        HOME: base,
        HF_HOME: base,
        BT_SUBTENSOR_CHAIN_ENDPOINT: network.chain,
        HF_ENDPOINT: network.hub,
      },
      stdio: "ignore",
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), 1_000 + pick() * 5_000);
    const [, signal] = await once(child, "close");
    clearTimeout(timer);
    if (signal === "SIGKILL") killed += 1;
  }
  return killed;
}

/** Runs within this process until nothing is left that may pass; gives how many there were. */
async function syncToTheEnd(network, dataDir) {
  for (let run = 1; run <= MAX_RUNS; run += 1) {
    const failed = await syncOnce(network, dataDir);
    if (failed === 0) return run;
  }
  throw new Error(`not everything is there after ${MAX_RUNS} runs`);
}

/** Gives how many data sets failed; all, if the run did. */
async function syncOnce({ chain: endpoint, hub: hubUrl }, dataDir) {
  const hub = createHub({ endpoint: hubUrl });
  let chain;
  let store;
  try {
    chain = await connectChain({ endpoint });
    const block = await getFinalizedBlock(chain);
    store = openStore({ dataDir, genesis: chain.genesis, netuid: NETUID });
    const report = await syncSubnet({ chain, hub, store, block, evaluationPool: true });
    const outcomes = [...report.miners, report.evaluationPool];
    return outcomes.filter(({ status }) => status === "failed").length;
  } catch (error) {
    if (error instanceof FlockError && ["chain", "hub"].includes(error.kind)) return Infinity;
    throw error;
  } finally {
    store?.close();
    await Promise.allSettled([chain?.disconnect(), hub.close()]);
  }
}

async function inspect(dataDir) {
  const store = openStore({ dataDir, ...readStoreIdentity(dataDir) });
  try {
    const blobs = await verifyStore(store);
    const views = await verifyViews(store);
    return { digest: digestStore(store), blobs, views };
  } finally {
    store.close();
  }
}
