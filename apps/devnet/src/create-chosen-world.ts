import { UsageError } from "@flock-tools/core";
import { createWorld, type World, WORLD_NAMES } from "@flock-tools/devnet";
import type { WorldOptions } from "./command.ts";

/**
 * The world that the options name.
 *
 * @throws UsageError if there is none of that name
 */
export function createChosenWorld({ world, seed }: WorldOptions): World {
  const name = WORLD_NAMES.find((candidate) => candidate === world);
  if (name !== undefined) return createWorld(name, { seed });
  throw new UsageError(`--world: there is no world of that name: got ${world}`, {
    next: `choose one of ${WORLD_NAMES.join(", ")}`,
  });
}
