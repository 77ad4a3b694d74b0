import { createHash } from "node:crypto";
import type { Sha256 } from "@flock-tools/core";
import { listBlobs } from "./list-blobs.ts";
import type { SqlValue } from "./sqlite.ts";
import type { Store } from "./store.ts";

// Row ids tell of the order of recording, observed_at of this machine's clock, runs of both: none is here. Nor is the row
// index, which follows from the blobs and from the version of the program.
const DUMPED = {
  identity: ["genesis", "netuid"],
  observations: ["block", "hash", "timestamp"],
  neurons: ["first_block", "last_block", "uid", "hotkey", "coldkey", "registered_at"],
  stakes: ["first_block", "last_block", "uid", "stake"],
  commitments: [
    "first_block",
    "last_block",
    "hotkey",
    "commitment_block",
    "encoded",
    "fields",
    "revealed",
    "reason",
  ],
  snapshot_files: ["repo_id", "commit_hash", "path", "sha256", "size", "git_sha1", "rows"],
  snapshots: ["repo_id", "commit_hash", "files"],
  resolutions: ["repo_id", "revision", "commit_hash"],
  branch_heads: ["repo_id", "branch", "block", "commit_hash"],
} as const;

/**
 * One hash over all that a store knows and holds, runs and clocks apart: equal for two stores that saw and fetched the
 * same, in whatever order. Blobs count by name and size; their bytes are not read.
 *
 * The dump that is hashed has a line for each table's name, then one for each row as a JSON array (integers as decimal
 * strings, bytes as `{"hex": ...}`), sorted; then `blobs` with name and size of each.
 *
 * @throws StoreError STORE_IO, STORE_BUSY or STORE_CORRUPT
 */
export function digestStore(store: Store): Sha256 {
  const { sqlite, layout, commits } = store.internals;
  commits.flush();
  const hash = createHash("sha256");
  // One transaction, so that another process's change is in whole or not at all.
  sqlite.transaction(() => {
    for (const [table, columns] of Object.entries(DUMPED)) {
      const list = columns.join(", ");
      hash.update(`${table}\n`);
      for (const row of sqlite.all(`SELECT ${list} FROM ${table} ORDER BY ${list}`)) {
        hash.update(`${JSON.stringify(columns.map((column) => toJson(row[column] ?? null)))}\n`);
      }
    }
  });
  hash.update("blobs\n");
  for (const { sha256, size } of listBlobs(layout)) hash.update(`${sha256} ${size}\n`);
  return hash.digest("hex");
}

function toJson(value: SqlValue): unknown {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString("hex") } : value;
}
