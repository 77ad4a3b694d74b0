import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { BlockHash, Netuid } from "@flock-tools/core";
import { createLayout } from "./layout.ts";
import { refuseEmptiedCatalog } from "./open-catalog.ts";
import { refuseNewerCatalog } from "./schema.ts";
import { openSqlite, toText } from "./sqlite.ts";

/** The subnet that a data folder belongs to. */
export interface StoreIdentity {
  readonly genesis: BlockHash;
  readonly netuid: Netuid;
}

/**
 * The subnet that the data folder belongs to, for whoever knows the folder alone; undefined if it holds no catalog yet.
 * Nothing is made or changed.
 *
 * @throws StoreError STORE_NOT_WRITABLE, STORE_TOO_NEW, STORE_BUSY or STORE_IO; STORE_CORRUPT also for an empty catalog
 * beside blobs
 */
export function readStoreIdentity(dataDir: string): StoreIdentity | undefined {
  const layout = createLayout(resolve(dataDir));
  const { catalog } = layout;
  if (!existsSync(catalog)) return undefined;
  refuseEmptiedCatalog(layout);
  // SQLite would write into it.
  if (statSync(catalog).size === 0) return undefined;
  const sqlite = openSqlite({ path: catalog });
  try {
    refuseNewerCatalog(sqlite, catalog);
    // Every version has the table; without it the catalog is a new one, or no catalog: opening it will tell.
    const [table] = sqlite.all("SELECT 1 FROM sqlite_schema WHERE name = 'identity'");
    if (table === undefined) return undefined;
    const [row] = sqlite.all("SELECT CAST(genesis AS BLOB) AS genesis, netuid FROM identity");
    return row === undefined
      ? undefined
      : { genesis: toText(row["genesis"]) as BlockHash, netuid: Number(row["netuid"]) };
  } finally {
    sqlite.close();
  }
}
