import { createHash } from "node:crypto";
import type { ChainWorld, HubWorld, WorldRepo, WorldSubnet } from "../world.ts";

/** The finalized head of every world. */
export const HEAD_NUMBER = 7_000_000;

/** In the validation window of a competition day (2026-03-10, 14:00 UTC). */
const HEAD_TIMESTAMP = Date.UTC(2026, 2, 10, 14);

/** A chain of the given subnets. A devnet is not finney: each world has a genesis of its own, made from its name. */
export function createChainWorld(name: string, subnets: readonly WorldSubnet[]): ChainWorld {
  return {
    genesisHash: `0x${createHash("sha256").update(`flock-tools devnet ${name}`).digest("hex")}`,
    chainName: "Bittensor",
    specVersion: 425,
    headNumber: HEAD_NUMBER,
    headTimestamp: HEAD_TIMESTAMP,
    subnets: subnets.toSorted((left, right) => left.netuid - right.netuid),
  };
}

/** A Hub of the given repositories with one user, whose token opens gated ones. */
export function createHubWorld(repos: readonly WorldRepo[]): HubWorld {
  return { repos, users: [{ token: "hf_devnet_reader", name: "devnet-reader" }] };
}
