import { existsSync, statSync } from "node:fs";
import { StoreError } from "./errors.ts";
import type { Layout } from "./layout.ts";
import { listBlobs } from "./list-blobs.ts";
import type { StoreLock } from "./lock.ts";
import { isOldCatalog, migrate } from "./schema.ts";
import { openSqlite, type Sqlite } from "./sqlite.ts";

// Another process needs less to change a catalog; one that merely uses it will not end by then.
const ATTEMPTS = 20;

/**
 * Opens the catalog, makes it at first use, and brings an older one to this version while nobody else uses the folder: a
 * program of that older version would go on writing what this one does not expect.
 *
 * @throws StoreError STORE_LOCKED if an older catalog is in use; STORE_CORRUPT also for an empty one beside blobs
 */
export function openCatalog(layout: Layout, lock: StoreLock): Sqlite {
  const { catalog } = layout;
  const found = statSync(catalog, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw isFolder(catalog);
  // Before SQLite makes something of it.
  refuseEmptiedCatalog(layout);
  const sqlite = openSqlite({ path: catalog });
  try {
    migrateAlone(sqlite, catalog, lock);
    const onNew = (): void => {
      if (found !== undefined && hasBlobs(layout)) throw isEmpty(catalog);
    };
    migrate(sqlite, catalog, { onNew });
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** @throws StoreError STORE_CORRUPT if the catalog is an empty file, though there are blobs */
export function refuseEmptiedCatalog(layout: Layout): void {
  const { catalog } = layout;
  // Whoever is making a new one now writes to it before there is a blob.
  if (isBlank(catalog) && hasBlobs(layout) && isBlank(catalog)) throw isEmpty(catalog);
}

/** Of several that open an old catalog at once, the first does it and the others find that nothing is left to do. */
function migrateAlone(sqlite: Sqlite, catalog: string, lock: StoreLock): void {
  for (let attempt = 1; isOldCatalog(sqlite); attempt += 1) {
    try {
      lock.aloneSync("bringing the catalog to a new version", () => migrate(sqlite, catalog));
    } catch (error) {
      const isLocked = error instanceof StoreError && error.code === "STORE_LOCKED";
      if (!isLocked || attempt === ATTEMPTS) throw error;
    }
  }
}

// sqlite.org/fileformat.html: a page has 512 bytes at least.
function isBlank(catalog: string): boolean {
  return (statSync(catalog, { throwIfNoEntry: false })?.size ?? Infinity) < 512;
}

function hasBlobs(layout: Layout): boolean {
  return existsSync(layout.blobs) && listBlobs(layout).next().done !== true;
}

function isFolder(catalog: string): StoreError {
  return new StoreError("STORE_NOT_WRITABLE", `${catalog} is a folder`, {
    details: "it should be a file",
    next: "move it away; the next download makes a new catalog",
  });
}

// A process that is killed right after it has made the file leaves it empty, too, but then there are no blobs yet.
function isEmpty(catalog: string): StoreError {
  return new StoreError("STORE_CORRUPT", `${catalog} is empty, though there are blobs`, {
    details: "what was seen on chain and fetched is not in it any more",
    next: "put a copy of it in its place if you have one; else move it away with its -wal and -shm files, and the next download makes a new one",
  });
}
