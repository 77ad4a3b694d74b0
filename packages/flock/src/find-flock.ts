import {
  type ChainClient,
  getCommitments,
  listSubnets,
  type SubnetSummary,
} from "@flock-tools/chain";
import type { AbortOptions, BlockRef } from "@flock-tools/core";
import { type FlockSearch, rankSubnets } from "./rank-subnets.ts";
import { scoreSubnet } from "./score-subnet.ts";

export interface FindFlockOptions extends AbortOptions {
  readonly block: BlockRef;
  /** Read the commitments of every subnet, not of the 10 best candidates alone. Default: false. */
  readonly all?: boolean | undefined;
}

const CANDIDATES = 10;

/**
 * Finds the subnet that is FLock at one block, in 4 data calls: 2 for all subnets, 2 for the commitments of the 10
 * best candidates (more with `all`). No winner is a finding, not an error.
 *
 * @throws ChainError and the abort reason
 */
export async function findFlock(
  client: ChainClient,
  { block, all = false, signal }: FindFlockOptions,
): Promise<FlockSearch> {
  const subnets = await listSubnets(client, { block, signal });
  const candidates = all ? subnets.filter(hasNeurons) : pickCandidates(subnets);
  const commitments = await getCommitments(client, {
    block,
    netuids: candidates.map(({ netuid }) => netuid),
    neuronCounts: new Map(candidates.map(({ netuid, neuronCount }) => [netuid, neuronCount])),
    signal,
  });
  return rankSubnets(subnets.map((subnet) => scoreSubnet(subnet, commitments.get(subnet.netuid))));
}

/**
 * The subnets worth reading commitments of, at most 10: those with FLock's repository first, then by name, then by
 * number of neurons, then the lowest netuid. One without neurons cannot win and is left out.
 */
export function pickCandidates(
  subnets: readonly SubnetSummary[],
  limit: number = CANDIDATES,
): readonly SubnetSummary[] {
  const promise = new Map(subnets.map((subnet) => [subnet, scoreSubnet(subnet, undefined).score]));
  return subnets
    .filter(hasNeurons)
    .toSorted(
      (a, b) =>
        (promise.get(b) ?? 0) - (promise.get(a) ?? 0) ||
        b.neuronCount - a.neuronCount ||
        a.netuid - b.netuid,
    )
    .slice(0, limit);
}

function hasNeurons({ neuronCount }: SubnetSummary): boolean {
  return neuronCount > 0;
}
