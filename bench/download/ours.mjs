// This project's way, as a library: everything that `pnpm dl` does from the pinned block on.
//   node ours.mjs CHAIN_URL HUB_URL OUT_DIR CONCURRENCY     prints the seconds of the whole sync, and from its plan to
//   the last outcome: all files fetched, verified, synced to disk, in the catalog and in the view
import { connectChain, getFinalizedBlock } from "@flock-tools/chain";
import { findFlock, syncSubnet } from "@flock-tools/flock";
import { createHub } from "@flock-tools/hf";
import { openStore } from "@flock-tools/store";

const [endpoint, hubUrl, dataDir, concurrency] = process.argv.slice(2);
const chain = await connectChain({ endpoint });
const block = await getFinalizedBlock(chain);
const { winner } = await findFlock(chain, { block, winnerOnly: true });
const store = openStore({ dataDir, genesis: chain.genesis, netuid: winner.netuid });
const hub = createHub({ endpoint: hubUrl, concurrency: Number(concurrency) });

const started = performance.now();
let planned = 0;
let last = 0;
const report = await syncSubnet({
  chain,
  hub,
  store,
  block,
  concurrency: Number(concurrency),
  onEvent({ type }) {
    if (type === "plan") planned = performance.now();
    if (type === "outcome") last = performance.now();
  },
});
const total = (performance.now() - started) / 1000;
process.stdout.write(
  JSON.stringify({ total, seconds: (last - planned) / 1000, downloaded: report.totals.downloaded }),
);
await hub.close();
store.close();
await chain.disconnect();
