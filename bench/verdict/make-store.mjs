// The same files in a store with its row index, as a download leaves it: node make-store.mjs FOLDER MINERS
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EVALUATION_POOL, indexStore } from "@flock-tools/flock";
import { recordBranchHead } from "@flock-tools/store";
import { BLOCK, COMMIT, createStore, observeMiners, takeFile } from "../store.mjs";

const [folder, miners] = [process.argv[2], Number(process.argv[3])];
const store = createStore(join(folder, "store"));
const repos = Array.from({ length: miners }, (_, uid) => `bench/miner_${uid}`);
const take = (repoId, name) =>
  takeFile(store, repoId, [readFileSync(join(folder, name, "data.jsonl"))]);
for (const repoId of repos) await take(repoId, repoId.split("/")[1]);
await take(EVALUATION_POOL.repoId, "pool");
recordBranchHead(store, {
  repoId: EVALUATION_POOL.repoId,
  branch: EVALUATION_POOL.revision,
  block: BLOCK.number,
  commit: COMMIT,
});
observeMiners(store, repos);
await indexStore(store);
store.close();
