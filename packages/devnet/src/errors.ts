import { FlockError, UsageError } from "@flock-tools/core";

/** There is no world of that name. */
export function unknownWorld(name: string, names: readonly string[]): UsageError {
  return new UsageError(`unknown world "${name}"`, {
    code: "DEVNET_UNKNOWN_WORLD",
    next: `use one of: ${names.join(", ")}`,
  });
}

/** A server cannot have the port that it was told to take. */
export function portNotAvailable(port: number, cause: unknown): FlockError {
  return new FlockError(`port ${port} cannot be listened on`, {
    kind: "usage",
    code: "DEVNET_PORT",
    details: cause instanceof Error ? cause.message : String(cause),
    next: "choose another port, or 0 for any free one",
    cause,
  });
}

/** A file that was given as metadata is none that can be served. */
export function badMetadata(details: string, cause?: unknown): UsageError {
  return new UsageError("the metadata cannot be served", {
    code: "DEVNET_METADATA",
    details: cause instanceof Error ? `${details}: ${cause.message}` : details,
    next: "give a file with the answer of state_getMetadata, or of Metadata_metadata_at_version for version 15",
    cause,
  });
}
