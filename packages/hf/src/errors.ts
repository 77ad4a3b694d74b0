import { FlockError, type FlockErrorOptions, type Sha256 } from "@flock-tools/core";

/**
 * What the Hub, or the way to it, answered.
 *
 * - `HUB_REPO_NOT_FOUND`, `HUB_GATED`, `HUB_REVISION_NOT_FOUND`, `HUB_ENTRY_NOT_FOUND`, `HUB_TOO_LARGE`: about one
 *   repository or file; the Hub itself is fine.
 * - `HUB_UNAUTHORIZED`: the token (or its absence) is refused; every further request will be refused too.
 * - `HUB_FORBIDDEN`: known, but not for this token, or disabled.
 * - `HUB_RATE_LIMITED`, `HUB_TIMEOUT`, `HUB_NETWORK`, `HUB_SERVER`: still so after the retries.
 * - `HUB_BAD_ANSWER`: what answers does not speak the Hub's protocol.
 * - `HUB_INTEGRITY`: the bytes are not those that the headers promised.
 * - `HUB_CLOSED`: `close()` was called while the request was under way, or before it.
 */
export type HubErrorCode =
  | "HUB_REPO_NOT_FOUND"
  | "HUB_GATED"
  | "HUB_REVISION_NOT_FOUND"
  | "HUB_ENTRY_NOT_FOUND"
  | "HUB_TOO_LARGE"
  | "HUB_UNAUTHORIZED"
  | "HUB_FORBIDDEN"
  | "HUB_RATE_LIMITED"
  | "HUB_TIMEOUT"
  | "HUB_NETWORK"
  | "HUB_SERVER"
  | "HUB_BAD_ANSWER"
  | "HUB_INTEGRITY"
  | "HUB_CLOSED";

export interface HubErrorOptions extends Omit<FlockErrorOptions, "kind" | "code"> {
  readonly code: HubErrorCode;
  /** Whether the same request may succeed later without anybody changing anything. Default: false. */
  readonly retryable?: boolean;
  /** The HTTP status that led to it, if one did. */
  readonly status?: number | undefined;
  /** How long the answer asks to wait before the next request, in milliseconds, if it does. */
  readonly retryAfterMs?: number | undefined;
}

/** Every failure of this package that is not the caller's mistake or the local disk's. */
export class HubError extends FlockError {
  override readonly name: string = "HubError";
  declare readonly code: HubErrorCode;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: HubErrorOptions) {
    const { retryable = false, status, retryAfterMs, ...rest } = options;
    super(message, { ...rest, kind: rest.code === "HUB_INTEGRITY" ? "integrity" : "hub" });
    this.status = status;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Bytes that came whole, well ended and of the right length, and are others than were promised. */
export interface WrongBytes {
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
}

export interface HubIntegrityErrorOptions extends Omit<HubErrorOptions, "code"> {
  readonly wrong?: WrongBytes;
}

/** The bytes that came are not the bytes that were promised: kind `integrity`, code `HUB_INTEGRITY`. */
export class HubIntegrityError extends HubError {
  override readonly name: string = "HubIntegrityError";
  /** What the partial file holds, if it is a whole file, so that it can be kept aside for a person to look at. */
  readonly wrong: WrongBytes | undefined;

  constructor(message: string, { wrong, ...options }: HubIntegrityErrorOptions = {}) {
    super(message, { ...options, code: "HUB_INTEGRITY" });
    this.wrong = wrong;
  }
}

/** The partial file cannot be read or written: kind `disk`, code `HUB_PARTIAL_UNUSABLE`. */
export class HubDiskError extends FlockError {
  override readonly name: string = "HubDiskError";

  constructor(path: string, cause: unknown) {
    super(`cannot write the partial download: ${cause instanceof Error ? cause.message : path}`, {
      kind: "disk",
      code: "HUB_PARTIAL_UNUSABLE",
      details: path,
      next: "free some space or choose another data folder",
      cause,
    });
  }
}
