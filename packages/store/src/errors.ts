import { type ErrorKind, FlockError, type FlockErrorOptions } from "@flock-tools/core";

/**
 * - `STORE_WRONG_SUBNET`: the folder belongs to another chain or another subnet.
 * - `STORE_VIEW_PATH`: a path that must not become a file's name.
 * - `STORE_NOT_WRITABLE`, `STORE_DISK_FULL`, and `STORE_IO` for any other failure of the file system.
 * - `STORE_GONE`: the data folder was deleted, moved or replaced while it was in use.
 * - `STORE_NO_SPACE`: what is to be written would not fit; nothing of it was.
 * - `STORE_TOO_NEW`: the catalog was written by a newer version of this program.
 * - `STORE_BUSY`: another process kept the catalog locked for longer than the timeout.
 * - `STORE_LOCKED`: another process has the folder to itself, or uses it while it is to be had alone.
 * - `STORE_CORRUPT`: what is on disk is not what was written.
 * - `STORE_BLOB_MISSING`: a blob that is asked for is not there.
 * - `STORE_WRONG_SIZE`: a file to commit is not of the size that was promised.
 * - `STORE_BLOCK_CONFLICT`: two different hashes were seen at one finalized height.
 */
export type StoreErrorCode =
  | "STORE_WRONG_SUBNET"
  | "STORE_VIEW_PATH"
  | "STORE_NOT_WRITABLE"
  | "STORE_DISK_FULL"
  | "STORE_NO_SPACE"
  | "STORE_IO"
  | "STORE_GONE"
  | "STORE_TOO_NEW"
  | "STORE_BUSY"
  | "STORE_LOCKED"
  | "STORE_CORRUPT"
  | "STORE_BLOB_MISSING"
  | "STORE_WRONG_SIZE"
  | "STORE_BLOCK_CONFLICT";

const KINDS: Readonly<Record<StoreErrorCode, ErrorKind>> = {
  STORE_WRONG_SUBNET: "usage",
  STORE_VIEW_PATH: "usage",
  STORE_NOT_WRITABLE: "disk",
  STORE_DISK_FULL: "disk",
  STORE_NO_SPACE: "disk",
  STORE_IO: "disk",
  STORE_GONE: "disk",
  STORE_TOO_NEW: "disk",
  STORE_BUSY: "locked",
  STORE_LOCKED: "locked",
  STORE_CORRUPT: "integrity",
  STORE_BLOB_MISSING: "integrity",
  STORE_WRONG_SIZE: "integrity",
  STORE_BLOCK_CONFLICT: "integrity",
};

/** What every function of this package throws on purpose, apart from `RangeError` and `TypeError` for bad arguments. */
export class StoreError extends FlockError {
  override readonly name: string = "StoreError";
  declare readonly code: StoreErrorCode;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: Omit<FlockErrorOptions, "kind" | "code"> = {},
  ) {
    super(message, { ...options, code, kind: KINDS[code] });
  }
}

/** The `StoreError` for a file at `path` that another has taken the place of, or none. */
export function createGoneError(path: string): StoreError {
  return new StoreError("STORE_GONE", `${path} is not there any more`, {
    details: "the data folder was deleted, moved or replaced while it was in use",
    next: "put it back if it was moved, and run the same command again",
  });
}

const NOT_WRITABLE = {
  code: "STORE_NOT_WRITABLE",
  what: "cannot be written",
  next: "choose another folder (--data-dir, or --out for the miners' folders), or make this one writable",
} as const;
const DISK_FULL = {
  code: "STORE_DISK_FULL",
  what: "cannot be written: the disk is full",
  next: "free some space and run the same command again; it goes on from what is there",
} as const;
const BUSY = {
  code: "STORE_BUSY",
  what: "is locked by another process",
  next: "wait until the other command has ended, then run this one again",
} as const;
const CORRUPT = {
  code: "STORE_CORRUPT",
  what: "is damaged or is not a catalog of this program",
  next: "put a copy of it in its place if you have one; else move it away with its -wal and -shm files, and the next download makes a new one",
} as const;

// The first three are Node's names, the rest SQLite's primary result codes: extended ones start with these.
const CAUSES = [
  [/^(?:EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST)$/, NOT_WRITABLE],
  [/^(?:ENOSPC|EDQUOT)$/, DISK_FULL],
  [/^EBUSY$/, BUSY],
  [/^SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH)/, NOT_WRITABLE],
  [/^SQLITE_FULL/, DISK_FULL],
  [/^SQLITE_(?:BUSY|LOCKED)/, BUSY],
  [/^SQLITE_(?:CORRUPT|NOTADB)/, CORRUPT],
] as const;

/**
 * The `StoreError` for a failure of the file system or of SQLite at `path`; a `StoreError` is passed through.
 * Anything without a known code becomes `STORE_IO`.
 */
export function toStoreError(cause: unknown, path: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = codeOf(cause);
  const known = CAUSES.find(([pattern]) => pattern.test(code))?.[1] ?? {
    code: "STORE_IO" as const,
    what: "cannot be read or written",
    next: "check the disk, then run the same command again",
  };
  const details = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(known.code, `${path} ${known.what}`, { details, next: known.next, cause });
}

/** Whether a path is said to have nothing at its end: not there, or links that lead in a circle. */
export function isNowhere(error: unknown): boolean {
  return ["ENOENT", "ELOOP"].includes(codeOf(error));
}

/** Node's or SQLite's code of an error, or "" where it has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
