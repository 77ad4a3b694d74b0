// A store as a download leaves it, of files that are made up: what the runners share that start from one.
import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { commitFile, openPartial, openStore, recordObservation } from "@flock-tools/store";

/** Of every file here. */
export const COMMIT = "5".repeat(40);

export const BLOCK = {
  number: 7_000_000,
  hash: `0x${"6".repeat(64)}`,
  timestamp: Date.UTC(2026, 2, 10, 14),
};

export function createStore(dataDir) {
  return openStore({ dataDir, genesis: `0x${"2f".repeat(32)}`, netuid: 96 });
}

/** Takes chunks of bytes as a repository's `data.jsonl`. */
export async function takeFile(store, repoId, chunks) {
  const key = { repoId, commit: COMMIT, path: "data.jsonl" };
  const partial = openPartial(store, key);
  const hash = createHash("sha256");
  let size = 0;
  const file = openSync(partial.path, "w");
  for (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.length;
    writeSync(file, chunk);
  }
  closeSync(file);
  await commitFile(store, { ...key, partial, sha256: hash.digest("hex"), size });
}

/** Records that there is a miner for each of these repositories, and that it has committed to it. */
export function observeMiners(store, repos, { competitionOf = () => "1" } = {}) {
  recordObservation(store, {
    block: BLOCK,
    neurons: repos.map((_, uid) => ({
      uid,
      hotkey: `hotkey ${uid}`,
      coldkey: `coldkey ${uid}`,
      registeredAt: 1,
      stake: 0n,
    })),
    commitments: new Map(
      repos.map((repoId, uid) => [
        `hotkey ${uid}`,
        commit({ repoId, uid, competition: competitionOf(uid) }),
      ]),
    ),
  });
}

function commit({ repoId, uid, competition }) {
  const bytes = new TextEncoder().encode(`${repoId}:${competition}:${COMMIT}`);
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
