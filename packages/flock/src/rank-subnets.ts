import { QUORUM_COUNT, QUORUM_SHARE, type ScoredSubnet } from "./score-subnet.ts";

export interface FlockSearch {
  /** Every subnet of the network, the best first. */
  readonly subnets: readonly ScoredSubnet[];
  readonly winner?: ScoredSubnet;
  /** One or two sentences: why the winner is FLock, or why none is. Holds names from the chain: escape it. */
  readonly explanation: string;
}

/**
 * Orders subnets and names the winner: the highest score among those with a quorum. At the same score more valid
 * commitments win, then the earlier registration (a copycat comes later), then the lower netuid, and the explanation
 * says so.
 */
export function rankSubnets(scored: readonly ScoredSubnet[]): FlockSearch {
  const sorted = scored.toSorted(compareSubnets);
  const [best, next] = sorted.filter((subnet) => subnet.quorum);
  if (best === undefined) return { subnets: sorted, explanation: explainNone(sorted) };
  const winner: ScoredSubnet = { ...best, verdict: "flock" };
  const subnets = sorted.map((subnet) => (subnet === best ? winner : subnet));
  return { subnets, winner, explanation: explainWinner(winner, next) };
}

function compareSubnets(a: ScoredSubnet, b: ScoredSubnet): number {
  return (
    b.score - a.score ||
    (b.valid ?? -1) - (a.valid ?? -1) ||
    a.registeredAt - b.registeredAt ||
    a.netuid - b.netuid
  );
}

function explainWinner(winner: ScoredSubnet, next: ScoredSubnet | undefined): string {
  const because = `Netuid ${winner.netuid}${quoteName(winner)} is FLock: ${describeIdentity(winner)}, and ${describeShare(winner)}.`;
  if (next === undefined) return because;
  if (next.score < winner.score) {
    return `${because} Next is netuid ${next.netuid}${quoteName(next)} with a score of ${next.score} against ${winner.score}.`;
  }
  return `${because} Netuid ${next.netuid}${quoteName(next)} has the same score of ${winner.score} but ${describeTie(winner, next)}.`;
}

function describeTie(winner: ScoredSubnet, next: ScoredSubnet): string {
  if ((next.valid ?? 0) < (winner.valid ?? 0)) return "fewer valid commitments";
  return next.registeredAt > winner.registeredAt ? "was registered later" : "the higher number";
}

function explainNone(sorted: readonly ScoredSubnet[]): string {
  const checked = sorted.filter((subnet) => subnet.valid !== undefined);
  const others = sorted.length - checked.length;
  const searched = `None of the ${checked.length} subnets whose commitments were read is FLock`;
  const unsearched = others === 0 ? "" : ` Not checked: ${others} more.`;
  const [closest] = checked;
  if (closest === undefined || closest.score === 0) {
    return `${searched}: no name, repository or commitment matches.${unsearched}`;
  }
  const bar = closest.matchesRepo
    ? `${QUORUM_COUNT} or ${QUORUM_SHARE * 100}% are needed`
    : `${QUORUM_COUNT} and ${QUORUM_SHARE * 100}% are needed`;
  return `${searched}: netuid ${closest.netuid}${quoteName(closest)} comes closest, ${describeIdentity(closest)}, but ${describeShare(closest)}, and ${bar}.${unsearched}`;
}

function describeIdentity({ matchesName, matchesRepo }: ScoredSubnet): string {
  if (matchesRepo && matchesName) return "its on-chain name and repository are FLock's";
  if (matchesRepo) return "its on-chain repository is FLock's";
  if (matchesName) return "its on-chain name says so";
  return "no identity says so";
}

function describeShare({ valid = 0, share = 0, neuronCount }: ScoredSubnet): string {
  const percent = `${Math.round(share * 1000) / 10}%`;
  return `${valid} of ${neuronCount} registered hotkeys (${percent}) have a valid commitment`;
}

function quoteName({ name }: ScoredSubnet): string {
  return name === undefined || name === "" ? "" : ` "${name}"`;
}
