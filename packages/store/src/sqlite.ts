import { statSync } from "node:fs";
import Libsql from "libsql";
import { createGoneError, toStoreError } from "./errors.ts";

/** An integer is read as a number where that is exact (up to 2^53 - 1) and as a bigint beyond. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A row by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One connection to one SQLite file. All calls are synchronous and throw `StoreError`. */
export interface Sqlite {
  /** Runs statements that take no parameters and give no rows. */
  exec(sql: string): void;
  /** Runs one statement and gives the number of rows that it changed. */
  run(sql: string, params?: readonly SqlValue[]): number;
  /** All rows of one query. */
  all(sql: string, params?: readonly SqlValue[]): SqlRow[];
  /**
   * Runs `body` in one IMMEDIATE transaction: durable when this returns, undone when `body` throws.
   * Transactions do not nest.
   */
  transaction<T>(body: () => T): T;
  /**
   * The same without waiting for the disk: it outlives the process, but a loss of power may undo it (never a part of it,
   * nor anything durable).
   */
  quickTransaction<T>(body: () => T): T;
  close(): void;
}

export interface SqliteOptions {
  /** Created when missing; its folder must exist. */
  readonly path: string;
  /** How long a statement waits for another process's lock, in milliseconds. Default: 15,000. */
  readonly busyTimeoutMs?: number | undefined;
}

// Transactions here take milliseconds: who waits for longer waits for a stopped process or a copy of the file.
const BUSY_TIMEOUT_MS = 15_000;

/**
 * Opens a SQLite file in WAL mode with `synchronous = FULL`: a committed transaction outlives a loss of power, and
 * readers and one writer in several processes do not disturb each other.
 *
 * @throws StoreError STORE_NOT_WRITABLE, STORE_CORRUPT, STORE_BUSY, STORE_DISK_FULL or STORE_IO
 */
export function openSqlite({ path, busyTimeoutMs = BUSY_TIMEOUT_MS }: SqliteOptions): Sqlite {
  const guard = createGuard(path);
  const db = guard(() => new Libsql(path, { timeout: busyTimeoutMs }));
  const checkThere = createPlaceCheck(path);
  const sqlite = createSqlite(db, { guard, checkThere });
  try {
    enterWal(sqlite);
    checkThere();
    sqlite.exec("PRAGMA synchronous = FULL");
    sqlite.exec("PRAGMA foreign_keys = ON");
  } catch (error) {
    db.close();
    throw error;
  }
  return sqlite;
}

type Guard = <T>(body: () => T) => T;

function createGuard(path: string): Guard {
  return (body) => {
    try {
      return body();
    } catch (error) {
      throw error instanceof RangeError ? error : toStoreError(withSqliteCode(error), path);
    }
  };
}

/**
 * A file that was deleted while it is open takes everything and keeps nothing, and SQLite does not look in WAL mode.
 *
 * @returns what throws StoreError STORE_GONE if the file at the path is another than at the first call
 */
function createPlaceCheck(path: string): () => void {
  let first: string | undefined;
  return () => {
    const found = statSync(path, { throwIfNoEntry: false });
    const place = `${found?.dev} ${found?.ino}`;
    first ??= place;
    if (place !== first) throw createGoneError(path);
  };
}

interface SqliteParts {
  readonly guard: Guard;
  readonly checkThere: () => void;
}

function createSqlite(db: Libsql.Database, { guard, checkThere }: SqliteParts): Sqlite {
  const statements = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const statement = statements.get(sql) ?? prepareExact(db, sql);
    statements.set(sql, statement);
    return statement;
  };
  const sqlite: Sqlite = {
    exec: (sql) => guard(() => void db.exec(sql)),
    run: (sql, params = []) => guard(() => prepare(sql).run(checkParams(sql, params)).changes),
    all: (sql, params = []) =>
      guard(() => prepare(sql).all(checkParams(sql, params)).map(exactRow)),
    transaction(body) {
      sqlite.exec("BEGIN IMMEDIATE");
      try {
        const result = body();
        sqlite.exec("COMMIT");
        checkThere();
        return result;
      } catch (error) {
        // SQLite has rolled back already after some errors (a full disk), and a second ROLLBACK would hide the first error.
        if (db.inTransaction) db.exec("ROLLBACK");
        throw error;
      }
    },
    quickTransaction(body) {
      // sqlite.org/pragma.html#pragma_synchronous: in WAL mode NORMAL leaves out the flush at each commit.
      sqlite.exec("PRAGMA synchronous = NORMAL");
      try {
        return sqlite.transaction(body);
      } finally {
        sqlite.exec("PRAGMA synchronous = FULL");
      }
    },
    close() {
      if (!db.open) return;
      writeLogBack(db);
      statements.clear();
      db.close();
    },
  };
  return sqlite;
}

function prepareExact(db: Libsql.Database, sql: string): Statement {
  // Without safe integers libsql rounds what is above 2^53.
  return db.prepare(sql).safeIntegers(true) as unknown as Statement;
}

// libsql keeps the connection until its statements are collected, so the log is written back here and not left to the last
// close. Not being able to (another process reads, the disk is full) loses nothing: the log is durable by itself.
function writeLogBack(db: Libsql.Database): void {
  try {
    db.exec("PRAGMA busy_timeout = 0");
    db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
  } catch {}
}

/** libsql gives bytes as a Buffer from `get` and in raw mode, but as an ArrayBuffer in rows by name. */
type RawValue = SqlValue | ArrayBuffer;

/** What libsql gives for one prepared statement, as this file uses it. */
interface Statement {
  run(params: readonly SqlValue[]): { readonly changes: number };
  all(params: readonly SqlValue[]): Readonly<Record<string, RawValue>>[];
}

const WAL_ATTEMPTS = 100;
const WAL_PAUSE_MS = 20;

// The switch to WAL needs the file alone, and SQLite gives up on it without waiting when two processes open a new file
// at once (sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode").
function enterWal(sqlite: Sqlite): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      sqlite.all("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      const isBusy = error instanceof Error && "code" in error && error.code === "STORE_BUSY";
      if (!isBusy || attempt === WAL_ATTEMPTS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_PAUSE_MS);
    }
  }
}

// libsql binds missing parameters as NULL, drops surplus ones, cuts text at NUL, replaces lone surrogates, stores NaN as
// NULL and ends the whole process on a boolean: each is refused here instead.
function checkParams(sql: string, params: readonly SqlValue[]): readonly SqlValue[] {
  const expected = sql.split("?").length - 1;
  if (params.length !== expected) {
    throw new RangeError(`"${sql}" takes ${expected} parameters: got ${params.length}`);
  }
  for (const value of params) checkParam(value);
  return params;
}

function checkParam(value: SqlValue): void {
  if (value === null || value instanceof Uint8Array) return;
  if (typeof value === "string") {
    if (isStorableText(value)) return;
    throw new RangeError(`text must be well-formed and without NUL: got ${JSON.stringify(value)}`);
  }
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return;
    throw new RangeError(`a number must be a safe integer: got ${String(value)}`);
  }
  // The types promise a bigint here; a boolean that slips past them must not reach libsql.
  if (typeof value !== "bigint") throw new RangeError(`a parameter is of type ${typeof value}`);
  if (BigInt.asIntN(64, value) !== value) {
    throw new RangeError(`an integer must fit in 64 bits: got ${String(value)}`);
  }
}

/**
 * The text of what was read `CAST(... AS BLOB)`. Text that a flipped bit has made no UTF-8 ends the process in libsql
 * (0.9.30, src/value.rs) if it is read as text: so is read what everybody has to read.
 */
export function toText(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value);
}

/** Whether SQLite gives back `text` as it was: well-formed UTF-16 without NUL. */
export function isStorableText(text: string): boolean {
  return !/\0|\p{Cs}/u.test(text);
}

function exactRow(row: Readonly<Record<string, RawValue>>): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exactValue(value)]));
}

function exactValue(value: RawValue): SqlValue {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

// A file that cannot be opened is reported without a code, as `ConnectionFailed("... : 14")` with SQLite's number.
function withSqliteCode(error: unknown): unknown {
  if (!(error instanceof Error) || !/^ConnectionFailed\(.*: 14"\)$/s.test(error.message))
    return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: "SQLITE_CANTOPEN" });
}
