/**
 * What went wrong, in the classes that a caller can act on. The command line maps each kind to one exit code.
 *
 * - `usage`: the caller's input is wrong; trying again will not help.
 * - `chain`: the chain endpoint failed or answered what cannot be used.
 * - `hub`: the Hub failed as a whole (one miner's missing repository is an outcome, not an error).
 * - `integrity`: bytes that were there are not the bytes that were promised.
 * - `disk`: the data folder cannot be read or written.
 * - `locked`: another process holds what this one needs alone.
 * - `internal`: a bug in this project.
 */
export type ErrorKind = "usage" | "chain" | "hub" | "integrity" | "disk" | "locked" | "internal";

export interface FlockErrorOptions extends ErrorOptions {
  readonly kind: ErrorKind;
  /** Stable and machine-readable, e.g. `CHAIN_TIMEOUT`. */
  readonly code: string;
  /** What else is known, one line; never a token. */
  readonly details?: string;
  /** What to do next: a sentence, or the command to type. */
  readonly next?: string;
}

/** The base of every error that a package of this project throws on purpose. */
export class FlockError extends Error {
  override readonly name: string = "FlockError";
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: string | undefined;
  readonly next: string | undefined;

  constructor(message: string, { kind, code, details, next, cause }: FlockErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.details = details;
    this.next = next;
  }
}

/** The input is of the right type but not acceptable: exit code 2. */
export class UsageError extends FlockError {
  override readonly name: string = "UsageError";

  constructor(
    message: string,
    options: Omit<FlockErrorOptions, "kind" | "code"> & { code?: string } = {},
  ) {
    super(message, { code: "USAGE", ...options, kind: "usage" });
  }
}
