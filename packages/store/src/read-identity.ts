import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { BlockHash, Netuid } from "@flock-tools/core";
import { createLayout } from "./layout.ts";
import { migrate } from "./schema.ts";
import { openSqlite } from "./sqlite.ts";

/** The subnet that a data folder belongs to. */
export interface StoreIdentity {
  readonly genesis: BlockHash;
  readonly netuid: Netuid;
}

/**
 * The subnet that the data folder belongs to, for whoever has the folder alone; undefined if it holds no catalog yet.
 * Nothing is made, but an old catalog is brought to this version.
 *
 * @throws StoreError STORE_NOT_WRITABLE, STORE_TOO_NEW, STORE_CORRUPT, STORE_BUSY or STORE_IO
 */
export function readStoreIdentity(dataDir: string): StoreIdentity | undefined {
  const { catalog } = createLayout(resolve(dataDir));
  if (!existsSync(catalog)) return undefined;
  const sqlite = openSqlite({ path: catalog });
  try {
    migrate(sqlite, catalog);
    const [row] = sqlite.all("SELECT genesis, netuid FROM identity");
    return row === undefined
      ? undefined
      : { genesis: row["genesis"] as BlockHash, netuid: Number(row["netuid"]) };
  } finally {
    sqlite.close();
  }
}
