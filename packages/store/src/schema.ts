import { StoreError } from "./errors.ts";
import type { Sqlite } from "./sqlite.ts";

/**
 * The catalog's history: entry n takes a file of `user_version` n to n + 1, in one transaction. Entries are never edited
 * once released, only added.
 *
 * Intervals (`neurons`, `stakes`, `commitments`) have inclusive ends that are observed blocks; one says that its row was
 * there at every observed block from `first_block` to `last_block`, and that it was not there at the observed blocks next
 * to either end. What happened between two observed blocks is not known and not claimed.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- Whose data this is: one row, written at first use, so that two subnets never mix in one folder.
  CREATE TABLE identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    genesis TEXT NOT NULL,
    netuid INTEGER NOT NULL
  ) STRICT;

  -- The finalized blocks at which the subnet was read. The chain's own time is in timestamp (ms); observed_at (ms) is
  -- this machine's clock and no part of the digest.
  CREATE TABLE observations (
    block INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    observed_at INTEGER NOT NULL
  ) STRICT;

  -- Who held which uid. A uid is reused, so only (uid, hotkey, registered_at) names a neuron over time.
  CREATE TABLE neurons (
    id INTEGER PRIMARY KEY,
    first_block INTEGER NOT NULL REFERENCES observations (block),
    last_block INTEGER NOT NULL REFERENCES observations (block),
    uid INTEGER NOT NULL,
    hotkey TEXT NOT NULL,
    coldkey TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    CHECK (first_block <= last_block)
  ) STRICT;
  CREATE INDEX neurons_by_last_block ON neurons (last_block);
  CREATE INDEX neurons_by_hotkey ON neurons (hotkey);

  -- Alpha staked to the hotkey in a uid, in RAO. Apart from neurons, because it changes with nearly every epoch and
  -- would cut their intervals to pieces.
  CREATE TABLE stakes (
    id INTEGER PRIMARY KEY,
    first_block INTEGER NOT NULL REFERENCES observations (block),
    last_block INTEGER NOT NULL REFERENCES observations (block),
    uid INTEGER NOT NULL,
    stake INTEGER NOT NULL,
    CHECK (first_block <= last_block)
  ) STRICT;
  CREATE INDEX stakes_by_last_block ON stakes (last_block);

  -- What hotkeys had published. The chain keeps the newest only; rows are never deleted here except to be merged with a
  -- neighbour that says the same. encoded is the storage value whole, undecodable ones too, so that a better decoder
  -- can go back to it; fields and revealed are its reading, as JSON with bytes in hex.
  CREATE TABLE commitments (
    id INTEGER PRIMARY KEY,
    first_block INTEGER NOT NULL REFERENCES observations (block),
    last_block INTEGER NOT NULL REFERENCES observations (block),
    hotkey TEXT NOT NULL,
    commitment_block INTEGER,
    encoded BLOB NOT NULL,
    fields TEXT,
    revealed TEXT,
    reason TEXT,
    CHECK (first_block <= last_block),
    CHECK ((fields IS NULL) = (reason IS NOT NULL)),
    CHECK ((commitment_block IS NULL) = (reason IS NOT NULL)),
    CHECK ((revealed IS NULL) = (reason IS NOT NULL))
  ) STRICT;
  CREATE INDEX commitments_by_last_block ON commitments (last_block);
  CREATE INDEX commitments_by_hotkey ON commitments (hotkey);

  -- The files of immutable snapshots whose bytes were fetched and verified. rows is NULL where nobody counted.
  CREATE TABLE snapshot_files (
    repo_id TEXT NOT NULL,
    commit_hash TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    git_sha1 TEXT,
    rows INTEGER,
    PRIMARY KEY (repo_id, commit_hash, path)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX snapshot_files_by_sha256 ON snapshot_files (sha256);
  CREATE INDEX snapshot_files_by_path ON snapshot_files (path);

  -- Snapshots of which every wanted file is in snapshot_files: a second run need not list them again.
  CREATE TABLE snapshots (
    repo_id TEXT NOT NULL,
    commit_hash TEXT NOT NULL,
    files INTEGER NOT NULL,
    PRIMARY KEY (repo_id, commit_hash)
  ) STRICT, WITHOUT ROWID;

  -- Commit hashes that shortened ones were resolved to. Branches and tags move and are never here.
  CREATE TABLE resolutions (
    repo_id TEXT NOT NULL,
    revision TEXT NOT NULL,
    commit_hash TEXT NOT NULL,
    PRIMARY KEY (repo_id, revision)
  ) STRICT, WITHOUT ROWID;

  -- What was run here, for people. A run without finished_at was interrupted or is still going. Times are this machine's
  -- clock in ms; neither table is part of the digest.
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    command TEXT NOT NULL,
    block INTEGER,
    block_hash TEXT,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    exit_code INTEGER
  ) STRICT;
  CREATE TABLE run_outcomes (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    hotkey TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    repo_id TEXT,
    commit_hash TEXT,
    sha256 TEXT,
    bytes INTEGER,
    rows INTEGER,
    PRIMARY KEY (run_id, position)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Blobs whose rows were looked at, each once, by the version of the rules that cut and judged them. Derived: it could
  -- be made again from the blobs, and is no part of the digest. row_count is of all rows, kept or not; error is JSON.
  -- Without a status an index is still being written, or was left so by a process that ended.
  CREATE TABLE row_indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL,
    version INTEGER NOT NULL,
    size INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    status TEXT CHECK (status IN ('valid', 'void', 'undecidable')),
    error TEXT
  ) STRICT;
  CREATE UNIQUE INDEX row_indexes_finished ON row_indexes (sha256) WHERE status IS NOT NULL;
  CREATE INDEX row_indexes_by_sha256 ON row_indexes (sha256);

  -- Their rows, packed: src/pack-rows.ts says how. Hashes are 32 bytes a row.
  CREATE TABLE row_chunks (
    id INTEGER PRIMARY KEY,
    index_id INTEGER NOT NULL REFERENCES row_indexes (id) ON DELETE CASCADE,
    first_row INTEGER NOT NULL,
    canonical BLOB NOT NULL,
    raw BLOB NOT NULL,
    positions BLOB NOT NULL,
    UNIQUE (index_id, first_row)
  ) STRICT;

  -- Which commit a branch was at when the chain was at a block: branches move, and the Hub does not tell since when.
  CREATE TABLE branch_heads (
    repo_id TEXT NOT NULL,
    branch TEXT NOT NULL,
    block INTEGER NOT NULL,
    commit_hash TEXT NOT NULL,
    PRIMARY KEY (repo_id, branch, block)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- The files that were written into folders for people, and are to be removed from there again: whatever else is there
  -- is theirs. root is relative where it is below the data folder, else absolute.
  CREATE TABLE view_files (
    root TEXT NOT NULL,
    folder TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (root, folder, path)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was written there last: NULL for what an older version of this program wrote.
  ALTER TABLE view_files ADD COLUMN sha256 TEXT;
  `,
];

export interface MigrateOptions {
  /** Called in the transaction that makes a new catalog, before anything is in it; what it throws undoes that. */
  readonly onNew?: (() => void) | undefined;
  /** Default: `MIGRATIONS`. */
  readonly migrations?: readonly string[] | undefined;
}

/**
 * Brings an open file to the newest version. Safe when several processes do so at once.
 *
 * @throws StoreError STORE_TOO_NEW, or STORE_CORRUPT for a SQLite file that is not a catalog
 */
export function migrate(
  sqlite: Sqlite,
  path: string,
  { onNew = () => {}, migrations = MIGRATIONS }: MigrateOptions = {},
): void {
  if (readVersion(sqlite) === migrations.length) return;
  sqlite.transaction(() => {
    const version = readVersion(sqlite);
    if (version > migrations.length) throw tooNew(path, version, migrations.length);
    if (version === 0) {
      refuseForeignFile(sqlite, path);
      onNew();
    }
    for (const sql of migrations.slice(version)) sqlite.exec(sql);
    sqlite.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** Whether the file is a catalog of an older version, which nobody else may be using while it is changed. */
export function isOldCatalog(sqlite: Sqlite): boolean {
  const version = readVersion(sqlite);
  return version > 0 && version < MIGRATIONS.length;
}

/** @throws StoreError STORE_TOO_NEW if a newer version of this program wrote it */
export function refuseNewerCatalog(sqlite: Sqlite, path: string): void {
  const version = readVersion(sqlite);
  if (version > MIGRATIONS.length) throw tooNew(path, version, MIGRATIONS.length);
}

function readVersion(sqlite: Sqlite): number {
  return Number(sqlite.all("PRAGMA user_version")[0]?.["user_version"]);
}

function refuseForeignFile(sqlite: Sqlite, path: string): void {
  if (sqlite.all("SELECT 1 FROM sqlite_schema LIMIT 1").length === 0) return;
  throw new StoreError("STORE_CORRUPT", `${path} is a SQLite file, but not a catalog`, {
    next: "choose another folder with --data-dir",
  });
}

function tooNew(path: string, version: number, newest: number): StoreError {
  return new StoreError("STORE_TOO_NEW", `${path} was written by a newer version of this program`, {
    details: `catalog version ${version}, this program knows up to ${newest}`,
    next: "update this program, or choose another folder with --data-dir",
  });
}
