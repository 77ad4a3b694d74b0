import { join } from "node:path";
import type { Sha256 } from "@flock-tools/core";

/** Where the parts of a data folder are; all absolute. */
export interface Layout {
  readonly dataDir: string;
  readonly catalog: string;
  readonly blobs: string;
  readonly tmp: string;
  /** The folder of the lock. */
  readonly lock: string;
  /** Where damaged blobs are kept. */
  readonly quarantine: string;
  /** The default root of the view. */
  readonly minerDatasets: string;
}

export function createLayout(dataDir: string): Layout {
  return {
    dataDir,
    catalog: join(dataDir, "catalog.sqlite"),
    blobs: join(dataDir, "blobs", "sha256"),
    tmp: join(dataDir, "tmp"),
    lock: join(dataDir, "lock"),
    quarantine: join(dataDir, "quarantine"),
    minerDatasets: join(dataDir, "miner_datasets"),
  };
}

/** Where a blob is or would be. @throws RangeError unless `sha256` is 64 lower-case hex digits, since it becomes a path */
export function blobPath(layout: Layout, sha256: Sha256): string {
  if (!isSha256(sha256))
    throw new RangeError(`sha256 must be 64 lower-case hex digits: got ${JSON.stringify(sha256)}`);
  return join(layout.blobs, sha256.slice(0, 2), sha256);
}

export function isSha256(text: string): text is Sha256 {
  return /^[0-9a-f]{64}$/.test(text);
}
