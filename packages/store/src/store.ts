import type { BlockHash, Clock, Logger, Netuid } from "@flock-tools/core";
import type { BlobFolders } from "./blob-folders.ts";
import type { CommitQueue } from "./commit-queue.ts";
import type { Layout } from "./layout.ts";
import type { StoreLock } from "./lock.ts";
import type { Owner } from "./owner.ts";
import type { Sqlite } from "./sqlite.ts";

/** An open data folder of one subnet. Several processes may hold the same one open. */
export interface Store {
  /** Absolute. */
  readonly dataDir: string;
  readonly genesis: BlockHash;
  readonly netuid: Netuid;
  /** For the functions of this package only. */
  readonly internals: StoreInternals;
  /** Finishes what is queued and closes the catalog. Calling it again does nothing. */
  close(): void;
}

export interface StoreInternals {
  readonly sqlite: Sqlite;
  readonly layout: Layout;
  readonly owner: Owner;
  readonly lock: StoreLock;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly commits: CommitQueue;
  readonly folders: BlobFolders;
}
