// The same files in a store with its row index, as a download leaves it: node make-store.mjs FOLDER MINERS
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EVALUATION_POOL, indexStore } from "@flock-tools/flock";
import {
  commitFile,
  openPartial,
  openStore,
  recordBranchHead,
  recordObservation,
} from "@flock-tools/store";

const [folder, miners] = [process.argv[2], Number(process.argv[3])];
const COMMIT = "5".repeat(40);
const block = {
  number: 7_000_000,
  hash: `0x${"6".repeat(64)}`,
  timestamp: Date.UTC(2026, 2, 10, 14),
};
const store = openStore({
  dataDir: join(folder, "store"),
  genesis: `0x${"2f".repeat(32)}`,
  netuid: 96,
});
const repos = Array.from({ length: miners }, (_, uid) => `bench/miner_${uid}`);
for (const repoId of repos) await take(repoId, repoId.split("/")[1]);
await take(EVALUATION_POOL.repoId, "pool");
recordBranchHead(store, {
  repoId: EVALUATION_POOL.repoId,
  branch: EVALUATION_POOL.revision,
  block: block.number,
  commit: COMMIT,
});
recordObservation(store, {
  block,
  neurons: repos.map((_, uid) => ({
    uid,
    hotkey: `hotkey ${uid}`,
    coldkey: `coldkey ${uid}`,
    registeredAt: 1,
    stake: 0n,
  })),
  commitments: new Map(repos.map((repoId, uid) => [`hotkey ${uid}`, commit(repoId, uid)])),
});
await indexStore(store);
store.close();

async function take(repoId, name) {
  const bytes = readFileSync(join(folder, name, "data.jsonl"));
  const key = { repoId, commit: COMMIT, path: "data.jsonl" };
  const partial = openPartial(store, key);
  writeFileSync(partial.path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await commitFile(store, { ...key, partial, sha256, size: bytes.length });
}

function commit(repoId, uid) {
  const bytes = new TextEncoder().encode(`${repoId}:1:${COMMIT}`);
  const fields = [{ type: "raw", bytes }];
  return {
    status: "present",
    commitment: {
      hotkey: `hotkey ${uid}`,
      block: 1_000 + uid,
      fields,
      encoded: bytes,
      revealed: [],
    },
  };
}
