import { type ErrorKind, FlockError, type FlockErrorOptions } from "@flock-tools/core";

/**
 * - `NEARDUP_SOURCE_CHANGED`: the source gave other texts when it was read again.
 * - `NEARDUP_MEMORY`: the search needs more than the 4 GiB that WebAssembly addresses.
 * - `NEARDUP_TOO_MANY_ROWS`: more rows than the engine can number.
 */
export type NeardupErrorCode =
  | "NEARDUP_SOURCE_CHANGED"
  | "NEARDUP_MEMORY"
  | "NEARDUP_TOO_MANY_ROWS";

const KINDS: Readonly<Record<NeardupErrorCode, ErrorKind>> = {
  NEARDUP_SOURCE_CHANGED: "integrity",
  NEARDUP_MEMORY: "usage",
  NEARDUP_TOO_MANY_ROWS: "usage",
};

/** What a search throws on purpose, apart from `RangeError` and `TypeError` for bad arguments and batches. */
export class NeardupError extends FlockError {
  override readonly name: string = "NeardupError";
  declare readonly code: NeardupErrorCode;

  constructor(
    code: NeardupErrorCode,
    message: string,
    options: Omit<FlockErrorOptions, "kind" | "code"> = {},
  ) {
    super(message, { ...options, code, kind: KINDS[code] });
  }
}
