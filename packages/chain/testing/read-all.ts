import type { BlockRef } from "@flock-tools/core";
import type { ChainClient } from "../src/client.ts";
import { getBlock } from "../src/get-block.ts";
import { getBlockAt } from "../src/get-block-at.ts";
import { getCommitments } from "../src/get-commitments.ts";
import { getFinalizedBlock } from "../src/get-finalized-block.ts";
import { getSubnet, type Subnet, type SubnetPath } from "../src/get-subnet.ts";
import { listSubnets, type SubnetSummary } from "../src/list-subnets.ts";

/** What a run asks a chain for, in its order. */
export interface Everything {
  readonly block: BlockRef;
  readonly subnets: readonly SubnetSummary[];
  readonly commitments: Awaited<ReturnType<typeof getCommitments>>;
  readonly subnet: Subnet;
  readonly numberBefore: number;
  readonly before: BlockRef;
}

const HALF_HOUR_MS = 1_800_000;

/** All that a run could ask for, of one block; `netuid` is read by that way. */
export async function readAll(
  client: ChainClient,
  { netuid, via }: { readonly netuid: number; readonly via: SubnetPath },
): Promise<Everything> {
  const block = await getFinalizedBlock(client);
  const subnets = await listSubnets(client, { block });
  const neuronCounts = new Map(subnets.map((it) => [it.netuid, it.neuronCount]));
  const commitments = await getCommitments(client, { block, netuids: [netuid], neuronCounts });
  const { via: _, ...subnet } = await getSubnet(client, { netuid, block, via });
  const numberBefore = await getBlockAt(client, { block, time: block.timestamp - HALF_HOUR_MS });
  const before = await getBlock(client, { number: numberBefore, block });
  return { block, subnets, commitments, subnet, numberBefore, before };
}
