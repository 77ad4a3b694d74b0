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
