import { FlockError, type ErrorKind } from "@flock-tools/core";
import { InterruptError } from "./errors.ts";

/** What a command's exit code means; the same for every command. */
export const EXIT_CODES = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** Something is missing for a cause that may pass: running again can help. */
  partial: 3,
  /** Only where a command was asked to fail on what it finds. */
  findings: 4,
  chain: 5,
  hub: 6,
  integrity: 7,
  disk: 8,
  locked: 11,
  interrupted: 130,
} as const;

const EXIT_CODE_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  usage: EXIT_CODES.usage,
  chain: EXIT_CODES.chain,
  hub: EXIT_CODES.hub,
  integrity: EXIT_CODES.integrity,
  disk: EXIT_CODES.disk,
  locked: EXIT_CODES.locked,
  internal: EXIT_CODES.failure,
};

// What the operating system says of a disk; an error that no package has wrapped is told apart by these.
const DISK_ERRNOS: ReadonlySet<string> = new Set([
  "EACCES",
  "EDQUOT",
  "EIO",
  "EISDIR",
  "EMFILE",
  "ENFILE",
  "ENOSPC",
  "ENOTDIR",
  "EPERM",
  "EROFS",
]);

/** Whether `error` is Node's own error for a file that cannot be read or written. */
export function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    "syscall" in error &&
    "code" in error &&
    typeof error.code === "string" &&
    DISK_ERRNOS.has(error.code)
  );
}

/** The exit code of a command that ended with `error`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptError) return EXIT_CODES.interrupted;
  if (error instanceof FlockError) return EXIT_CODE_OF_KIND[error.kind];
  return isDiskError(error) ? EXIT_CODES.disk : EXIT_CODES.failure;
}
