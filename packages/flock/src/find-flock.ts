import {
  type ChainClient,
  getCommitments,
  listSubnets,
  type SubnetCommitments,
  type SubnetSummary,
} from "@flock-tools/chain";
import type { AbortOptions, BlockRef, Netuid } from "@flock-tools/core";
import { type FlockSearch, rankSubnets } from "./rank-subnets.ts";
import { scoreSubnet } from "./score-subnet.ts";

export interface FindFlockOptions extends AbortOptions {
  readonly block: BlockRef;
  /** Read the commitments of every subnet, not of the 10 best candidates alone. Default: false. */
  readonly all?: boolean | undefined;
  /** Read no more commitments than it takes to know the winner, which is the same. Default: false. */
  readonly winnerOnly?: boolean | undefined;
}

const CANDIDATES = 10;

/**
 * Finds the subnet that is FLock at one block, in 4 data calls: 2 for all subnets, 2 for the commitments of the 10
 * best candidates (more with `all`; 2 more with `winnerOnly` where no identity leads to the winner). No winner is a
 * finding, not an error.
 *
 * @throws ChainError and the abort reason
 */
export async function findFlock(
  client: ChainClient,
  { block, all = false, winnerOnly = false, signal }: FindFlockOptions,
): Promise<FlockSearch> {
  const subnets = await listSubnets(client, { block, signal });
  const candidates = all ? subnets.filter(hasNeurons) : pickCandidates(subnets);
  const commitments = new Map<Netuid, SubnetCommitments>();
  for (const round of winnerOnly ? splitByIdentity(candidates) : [candidates]) {
    const netuids = round.map(({ netuid }) => netuid);
    const neuronCounts = new Map(round.map(({ netuid, neuronCount }) => [netuid, neuronCount]));
    const read = await getCommitments(client, { block, netuids, neuronCounts, signal });
    for (const [netuid, found] of read) commitments.set(netuid, found);
    const search = rankSubnets(subnets.map((it) => scoreSubnet(it, commitments.get(it.netuid))));
    if (search.winner !== undefined) return search;
  }
  return rankSubnets(subnets.map((it) => scoreSubnet(it, commitments.get(it.netuid))));
}

/**
 * Those whose identity says FLock, then the others: by any share of commitments one without an identity scores less than
 * one with it, so the others cannot win where one of the first has a quorum.
 */
function splitByIdentity(candidates: readonly SubnetSummary[]): (readonly SubnetSummary[])[] {
  const rounds = [candidates.filter(isNamed), candidates.filter((subnet) => !isNamed(subnet))];
  return rounds.filter(({ length }) => length > 0);
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

function isNamed(subnet: SubnetSummary): boolean {
  return scoreSubnet(subnet, undefined).score > 0;
}

function hasNeurons({ neuronCount }: SubnetSummary): boolean {
  return neuronCount > 0;
}
