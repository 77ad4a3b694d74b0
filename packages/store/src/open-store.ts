import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  type BlockHash,
  type Clock,
  type Logger,
  type Netuid,
  silentLogger,
} from "@flock-tools/core";
import { createBlobFolders } from "./blob-folders.ts";
import { refuseBrokenTexts } from "./broken-texts.ts";
import { createCommitQueue } from "./commit-queue.ts";
import { syncFolderSync } from "./durable.ts";
import { codeOf, StoreError, toStoreError } from "./errors.ts";
import { createLayout, type Layout } from "./layout.ts";
import { currentOwner, formatOwner } from "./owner.ts";
import { lockStore } from "./lock.ts";
import { openCatalog } from "./open-catalog.ts";
import { type Sqlite, type SqlRow, toText } from "./sqlite.ts";
import type { Store } from "./store.ts";

export interface OpenStoreOptions {
  /** Relative paths are taken from the working directory. Created when missing. */
  readonly dataDir: string;
  readonly genesis: BlockHash;
  readonly netuid: Netuid;
  /** What the folder is opened for, which another process that waits for it shows: `pnpm dl`. */
  readonly purpose?: string | undefined;
  /**
   * Whether to open it though text of its catalog is damaged, for `verifyStore` and `collectGarbage`, which can do with that:
   * anything else may end the process then. Default false.
   */
  readonly evenIfDamaged?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Opens the data folder of one subnet, and makes it at first use.
 *
 * @throws StoreError STORE_WRONG_SUBNET when it belongs to another one, STORE_LOCKED when another process has it to
 * itself, STORE_NOT_WRITABLE, STORE_DISK_FULL, STORE_TOO_NEW, STORE_CORRUPT, STORE_BUSY or STORE_IO
 */
export function openStore({
  dataDir,
  genesis,
  netuid,
  purpose = "another command",
  evenIfDamaged = false,
  clock = Date.now,
  logger = silentLogger,
}: OpenStoreOptions): Store {
  const layout = createLayout(resolve(dataDir));
  const owner = currentOwner();
  createFolders(layout, formatOwner(owner));
  const lock = lockStore({ layout, owner, clock, purpose });
  let sqlite: Sqlite | undefined;
  try {
    sqlite = openCatalog(layout, lock);
    if (!evenIfDamaged) refuseBrokenTexts(sqlite, layout.catalog);
    claimIdentity(sqlite, { dataDir: layout.dataDir, genesis, netuid });
  } catch (error) {
    sqlite?.close();
    lock.release();
    throw error;
  }
  const commits = createCommitQueue(sqlite);
  const folders = createBlobFolders(layout.blobs);
  return {
    dataDir: layout.dataDir,
    genesis,
    netuid,
    internals: { sqlite, layout, owner, lock, clock, logger, commits, folders },
    close() {
      commits.flush();
      sqlite.close();
      lock.release();
    },
  };
}

// A file is written as a probe, since permission bits do not tell of read-only disks and a folder that exists is no proof.
function createFolders(layout: Layout, unique: string): void {
  try {
    const made = mkdirSync(layout.tmp, { recursive: true });
    const probe = join(layout.tmp, `${unique}.probe`);
    writeFileSync(probe, "");
    rmSync(probe, { force: true });
    mkdirSync(layout.lock, { recursive: true });
    mkdirSync(layout.blobs, { recursive: true });
    // Every time: who made them may have been stopped before this.
    for (const folder of [dirname(layout.blobs), layout.dataDir]) syncFolderSync(folder);
    syncAbove(layout.dataDir, made ?? layout.dataDir);
  } catch (error) {
    throw toStoreError(error, layout.dataDir);
  }
}

// Otherwise a loss of power can take the whole folder, however durable what is in it. `made` is the first folder on the
// way that was not there.
function syncAbove(dataDir: string, made: string): void {
  let folder = dataDir;
  do {
    folder = dirname(folder);
    try {
      syncFolderSync(folder);
    } catch (error) {
      // A folder that may be passed through need not be one that may be opened.
      if (!["EACCES", "EPERM"].includes(codeOf(error))) throw error;
    }
  } while (folder.startsWith(made));
}

interface Identity {
  readonly dataDir: string;
  readonly genesis: BlockHash;
  readonly netuid: Netuid;
}

function claimIdentity(sqlite: Sqlite, { dataDir, genesis, netuid }: Identity): void {
  const read = (): SqlRow | undefined =>
    sqlite.all("SELECT CAST(genesis AS BLOB) AS genesis, netuid FROM identity")[0];
  if (read() === undefined) {
    sqlite.run(
      "INSERT INTO identity (id, genesis, netuid) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
      [genesis, netuid],
    );
  }
  const { genesis: itsGenesisBytes, netuid: itsNetuid = null } = read() ?? {};
  const itsGenesis = toText(itsGenesisBytes);
  if (itsGenesis === genesis && itsNetuid === netuid) return;
  throw new StoreError(
    "STORE_WRONG_SUBNET",
    `${dataDir} holds subnet ${String(itsNetuid)} of chain ${itsGenesis}, not subnet ${netuid} of chain ${genesis}`,
    { next: "choose another folder with --data-dir" },
  );
}
