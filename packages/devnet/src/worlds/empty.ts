import type { World } from "../world.ts";
import { createChainWorld, createHubWorld, HEAD_NUMBER } from "./base-world.ts";
import { createOtherSubnet } from "./other-subnet.ts";
import type { Random } from "./random.ts";

/** A chain with the root subnet and nothing else. */
export function createEmpty(random: Random): World {
  const root = createOtherSubnet({
    random: random.fork("root"),
    netuid: 0,
    name: "root",
    style: "none",
    neurons: 4,
    headNumber: HEAD_NUMBER,
  });
  return {
    name: "empty",
    chain: createChainWorld("empty", [root]),
    hub: createHubWorld([]),
    truth: { flockNetuid: undefined, miners: [], staleCommitments: 0 },
  };
}
