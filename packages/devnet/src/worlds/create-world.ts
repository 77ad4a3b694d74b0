import { unknownWorld } from "../errors.ts";
import type { World } from "../world.ts";
import { createBig } from "./big.ts";
import { createDemo } from "./demo.ts";
import { createEmpty } from "./empty.ts";
import { createFinney } from "./finney.ts";
import { createHostile } from "./hostile.ts";
import { createRandom, type Random } from "./random.ts";

/** A world that this package can make. */
export type WorldName = "demo" | "finney" | "empty" | "big" | "hostile";

const WORLDS: Readonly<Record<WorldName, (random: Random) => World>> = {
  demo: createDemo,
  finney: createFinney,
  empty: createEmpty,
  big: createBig,
  hostile: createHostile,
};

/** The names that `createWorld` takes. */
export const WORLD_NAMES: readonly WorldName[] = Object.keys(WORLDS) as WorldName[];

export interface CreateWorldOptions {
  /** Another seed gives other keys, repositories and rows in the same parts; 1 by default. */
  readonly seed?: number;
}

/**
 * Makes a world: the same name and seed give the same world on every machine.
 *
 * @throws UsageError `DEVNET_UNKNOWN_WORLD`
 */
export function createWorld(name: WorldName, { seed = 1 }: CreateWorldOptions = {}): World {
  if (!Object.hasOwn(WORLDS, name)) throw unknownWorld(name, WORLD_NAMES);
  return WORLDS[name](createRandom(`${name} ${seed}`));
}
