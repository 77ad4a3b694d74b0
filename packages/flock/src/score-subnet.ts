import type { SubnetCommitments, SubnetSummary } from "@flock-tools/chain";
import { parseCommitment } from "./parse-commitment.ts";

/**
 * What a search concluded about one subnet.
 *
 * - `flock`: the winner.
 * - `runner-up`: reached the bar, but another one scores higher.
 * - `no-quorum`: its name or repository matches, or it has valid commitments, but too few of them.
 * - `no-match`: checked, and nothing speaks for it.
 * - `not-checked`: not among the candidates, so its commitments were not read.
 */
export type Verdict = "flock" | "runner-up" | "no-quorum" | "no-match" | "not-checked";

export interface ScoredSubnet extends SubnetSummary {
  /** 0 to 100, one decimal: repository 50, name 25, share of valid commitments 25. */
  readonly score: number;
  readonly verdict: Verdict;
  readonly matchesName: boolean;
  readonly matchesRepo: boolean;
  /** Registered hotkeys with a valid commitment; `undefined` if the commitments were not read. */
  readonly valid: number | undefined;
  /** `valid` by registered hotkeys, 0 to 1; `undefined` if the commitments were not read. */
  readonly share: number | undefined;
  /** Whether there are enough valid commitments for what the identity says. */
  readonly quorum: boolean;
}

const REPO_POINTS = 50;
const NAME_POINTS = 25;
const SHARE_POINTS = 25;

/** Fewer valid commitments than this may be chance: other subnets' texts now and then pass for one. */
export const QUORUM_COUNT = 5;
/** A subnet that is in use has more than this share of its hotkeys committed, whatever its size. */
export const QUORUM_SHARE = 0.1;

const FLOCK_REPO =
  /^(?:(?:https?:\/\/)?(?:www\.)?github\.com\/|git@github\.com:)?flock-io\/[\w.-]+(?:[/?#].*)?$/i;

/**
 * Scores one subnet alone; {@link rankSubnets} says which one wins.
 *
 * The identity decides and the commitments confirm: a repository of FLock-io outweighs a name that contains "flock",
 * and that outweighs any share of valid commitments, because other subnets inherit the same commitment code, while an
 * identity is written on purpose. But an identity is free text too, so nothing wins without a quorum of commitments:
 * 5 or 10% of the registered hotkeys where the repository matches (a small test network has few miners), 5 and 10%
 * where it does not.
 *
 * @param commitments those of the same block, or `undefined` if they were not read
 */
export function scoreSubnet(
  subnet: SubnetSummary,
  commitments: SubnetCommitments | undefined,
): ScoredSubnet {
  const matchesRepo = FLOCK_REPO.test(subnet.githubRepo?.trim() ?? "");
  const matchesName = /flock/i.test(subnet.name ?? "");
  const valid = commitments === undefined ? undefined : countValid(commitments);
  const share = valid === undefined ? undefined : valid / Math.max(subnet.neuronCount, 1);
  const points =
    (matchesRepo ? REPO_POINTS : 0) + (matchesName ? NAME_POINTS : 0) + SHARE_POINTS * (share ?? 0);
  const quorum = hasQuorum({ valid: valid ?? 0, share: share ?? 0, matchesRepo });
  return {
    ...subnet,
    score: Math.round(points * 10) / 10,
    verdict: getVerdict({ checked: valid !== undefined, quorum, points }),
    matchesName,
    matchesRepo,
    valid,
    share,
    quorum,
  };
}

function countValid({ hotkeys, entries }: SubnetCommitments): number {
  return hotkeys.filter((hotkey) => {
    const entry = entries.get(hotkey);
    return (
      entry?.status === "present" && parseCommitment(entry.commitment.fields).status === "valid"
    );
  }).length;
}

function hasQuorum({
  valid,
  share,
  matchesRepo,
}: {
  valid: number;
  share: number;
  matchesRepo: boolean;
}): boolean {
  const enough = valid >= QUORUM_COUNT;
  const common = share >= QUORUM_SHARE;
  return matchesRepo ? enough || common : enough && common;
}

function getVerdict({
  checked,
  quorum,
  points,
}: {
  checked: boolean;
  quorum: boolean;
  points: number;
}): Verdict {
  if (!checked) return "not-checked";
  if (quorum) return "runner-up";
  return points > 0 ? "no-quorum" : "no-match";
}
