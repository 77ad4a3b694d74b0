import { join } from "node:path";
import type { Clock } from "@flock-tools/core";
import Libsql from "libsql";
import { codeOf, StoreError, toStoreError } from "./errors.ts";
import type { Layout } from "./layout.ts";
import {
  clearNotes,
  createNotePath,
  describeHolders,
  removeNote,
  sweepNotes,
  writeNote,
} from "./lock-notes.ts";
import type { Owner } from "./owner.ts";

/** This process's share in the use of a data folder. */
export interface StoreLock {
  /**
   * Runs `body` while nobody else has the folder open, a second store of this process included.
   *
   * @throws StoreError STORE_LOCKED before `body` if somebody has; after it only if somebody took the folder right then
   */
  alone<T>(purpose: string, body: () => T | Promise<T>): Promise<T>;
  /**
   * The same, at once; waits a moment for others that are about to let the folder go, without a share of its own: of
   * several that all want it alone, one gets it.
   */
  aloneSync(purpose: string, body: () => void): void;
  release(): void;
}

export interface LockStoreOptions {
  readonly layout: Layout;
  readonly owner: Owner;
  readonly clock: Clock;
  /** For the message that another process shows. */
  readonly purpose: string;
  /** How long to wait for a process that has the folder to itself, in ms. Default: 700. */
  readonly waitMs?: number | undefined;
}

// Cleaning up takes less, most times; a person who presses Ctrl-C should not wait for longer.
const WAIT_MS = 700;
const WAIT_ALONE_MS = 50;

/**
 * Takes a share in a data folder: any number of processes may have one, and none while one has the folder to itself.
 *
 * It is a lock of the operating system on an empty SQLite file, which its library takes and checks on every platform
 * (sqlite.org/lockingv3.html). So it ends with the process, however that ends: there is no stale lock, no pid that means
 * another process by now, and no clock in it. The notes beside it are for the message alone.
 *
 * @throws StoreError STORE_LOCKED, STORE_NOT_WRITABLE, STORE_DISK_FULL or STORE_IO
 */
export function lockStore({
  layout,
  owner,
  clock,
  purpose,
  waitMs = WAIT_MS,
}: LockStoreOptions): StoreLock {
  const path = join(layout.lock, "use");
  const note = createNotePath(layout.lock, owner);
  const write = (what: string, alone: boolean): void =>
    writeNote(note, { purpose: what, alone, since: clock() });
  const locked = (): StoreError =>
    createLockedError(
      layout.dataDir,
      describeHolders({ folder: layout.lock, self: owner, own: note, clock }),
    );
  const file = openLockFile(path);
  const share = (): void => {
    if (!file.take("share", waitMs)) throw locked();
    write(purpose, false);
  };
  const enterAlone = (what: string, wait: number): void => {
    file.drop();
    if (file.take("alone", wait)) {
      write(what, true);
      clearNotes(layout.lock, note);
      return;
    }
    share();
    throw locked();
  };
  const leaveAlone = (): void => {
    file.drop();
    share();
  };
  const release = (): void => {
    file.close();
    // On a disk that cannot be written any more the note stays; it holds nothing, and the next one sweeps it.
    removeNote(note);
  };
  try {
    share();
    sweepNotes(layout.lock, owner);
  } catch (error) {
    release();
    throw toStoreError(error, path);
  }
  return {
    async alone(what, body) {
      enterAlone(what, 0);
      try {
        return await body();
      } finally {
        leaveAlone();
      }
    },
    aloneSync(what, body) {
      enterAlone(what, WAIT_ALONE_MS);
      try {
        body();
      } finally {
        leaveAlone();
      }
    },
    release,
  };
}

function createLockedError(dataDir: string, holder: string): StoreError {
  return new StoreError("STORE_LOCKED", `${dataDir} is in use by ${holder}`, {
    next: "wait until that has ended, then run the same command again",
  });
}

interface LockFile {
  /** Gives whether the lock is held now. */
  take(how: "share" | "alone", waitMs: number): boolean;
  drop(): void;
  close(): void;
}

// Nothing is ever written into the file: with a journal in memory none is left on the disk either.
const TAKE = {
  share: ["BEGIN", "SELECT count(*) FROM sqlite_schema"],
  alone: ["BEGIN EXCLUSIVE"],
} as const;

function openLockFile(path: string): LockFile {
  let db: Libsql.Database | undefined;
  const open = (): Libsql.Database => (db ??= new Libsql(path, { timeout: 0 }));
  const drop = (): void => {
    if (db?.inTransaction === true) db.exec("ROLLBACK");
  };
  return {
    take(how, waitMs) {
      try {
        const opened = open();
        opened.exec(`PRAGMA busy_timeout = ${waitMs}`);
        opened.exec("PRAGMA journal_mode = MEMORY");
        for (const sql of TAKE[how]) opened.exec(sql);
        return true;
      } catch (error) {
        drop();
        if (/^SQLITE_(?:BUSY|LOCKED)/.test(codeOf(error))) return false;
        throw toStoreError(error, path);
      }
    },
    drop,
    close() {
      drop();
      db?.close();
      db = undefined;
    },
  };
}
