import type { BlockRef, CommitHash, RepoId, Revision, Sha256, Uid } from "@flock-tools/core";
import type { JudgedBlock } from "./choose-judged-block.ts";
import type { JudgementSource, PoolSource, SourcedMiner } from "./judgement-source.ts";
import { getDetectionOdds } from "./judgement/detection-odds.ts";
import {
  findGroups,
  type GroupLink,
  type GroupMember,
  type MinerGroup,
} from "./judgement/find-groups.ts";
import { judge } from "./judgement/judge.ts";
import { listPairs, type MinerPair } from "./judgement/list-pairs.ts";
import { type Replay, replay, type ReplayOptions } from "./judgement/replay.ts";
import type { PoolSummary } from "./judgement/roster.ts";
import type { RuleSet } from "./judgement/rule-set.ts";
import type {
  ConvictingPair,
  Judgement,
  MinerVerdict,
  MinerVerdictKind,
} from "./judgement/verdict.ts";
import type { FileError } from "./scan-file.ts";

/** A miner's verdict, and where its file is from. */
export interface ReportedMiner extends MinerVerdict {
  readonly repoId: RepoId | undefined;
  readonly competitionId: string | undefined;
  readonly revision: Revision | undefined;
  readonly commit: CommitHash | undefined;
  readonly sha256: Sha256 | undefined;
  readonly path: string | undefined;
  /** All rows of the file, those that do not count included. */
  readonly rowCount: number | undefined;
  /** Of a miner without a file: why. */
  readonly missing: string | undefined;
  /** Of the row that makes the file void or undecidable. */
  readonly error: FileError | undefined;
}

/** Two miners that the validator puts into one group when it compares them. */
export interface ReportedConviction extends ConvictingPair {
  /** Of meeting in so many steps, 0 to 1; undefined where files were read, which do not tell who else is drawn. */
  readonly detectionOdds: number | undefined;
}

export interface ReportedGroupMember extends Omit<GroupMember, "sources" | "others"> {
  readonly sources: readonly Omit<GroupLink, "pair">[];
  readonly others: readonly Omit<GroupLink, "pair">[];
}

export interface ReportedGroup extends Omit<MinerGroup, "members"> {
  readonly members: readonly ReportedGroupMember[];
}

/** All that is known of who shares rows with whom; plain data. */
export interface JudgementReport {
  /** Version of this shape. */
  readonly schema: 1;
  readonly ruleSet: RuleSet;
  /** Undefined where files were read. */
  readonly block: BlockRef | undefined;
  readonly chosenBy: JudgedBlock["chosenBy"] | undefined;
  readonly pool: PoolSource & PoolSummary;
  readonly totals: Readonly<Record<MinerVerdictKind, number>>;
  /** The worst first: duplicates by rows shared, then invalid, undecidable, without data, eligible; then by uid. */
  readonly miners: readonly ReportedMiner[];
  /** By rows shared, most first. */
  readonly convictions: readonly ReportedConviction[];
  /** Validation steps that the odds of being met are for. */
  readonly steps: number;
  /** Every pair of miners with rows that count: by rows shared, most first, then by how improbable that is. */
  readonly pairs: readonly MinerPair[];
  readonly groups: readonly ReportedGroup[];
  readonly replay: Replay | undefined;
}

export interface CreateJudgementReportOptions {
  /** Validation steps, for the odds of being met and for the replay. Default 24. */
  readonly steps?: number | undefined;
  /** Of a replay; none without. */
  readonly seed?: ReplayOptions["seed"] | undefined;
}

/** Every judgement about one source: the verdict, all pairs, who was first, and a replayed day if a seed is given. */
export function createJudgementReport(
  { input, miners, block, chosenBy, pool }: JudgementSource,
  { steps = 24, seed }: CreateJudgementReportOptions = {},
): JudgementReport {
  const judgement = judge(input);
  const pairs = listPairs(input);
  return {
    schema: 1,
    ruleSet: input.ruleSet,
    block,
    chosenBy,
    pool: { ...pool, ...judgement.pool },
    totals: judgement.totals,
    miners: reportMiners(judgement, miners),
    convictions: judgement.pairs.map((pair) => ({
      ...pair,
      detectionOdds:
        block === undefined
          ? undefined
          : getDetectionOdds(input.ruleSet, miners.length, { steps, isOneWay: pair.isOneWay }),
    })),
    steps,
    pairs: pairs.toSorted(comparePairs),
    groups: findGroups(input, { pairs }).map(reportGroup),
    replay: seed === undefined ? undefined : replay(input, { seed, steps }),
  };
}

const WORST_FIRST: readonly MinerVerdictKind[] = [
  "duplicate",
  "invalid",
  "undecidable",
  "no-data",
  "eligible",
];

function reportMiners(
  { miners: verdicts }: Judgement,
  miners: readonly SourcedMiner[],
): ReportedMiner[] {
  const byUid = new Map<Uid, SourcedMiner>(miners.map((miner) => [miner.uid, miner]));
  const reported = verdicts.map((verdict) => reportMiner(verdict, byUid.get(verdict.uid)));
  const rank = ({ verdict }: ReportedMiner): number => WORST_FIRST.indexOf(verdict);
  const shared = ({ convictedBy }: ReportedMiner): number => convictedBy?.shared ?? 0;
  return reported.toSorted((a, b) => rank(a) - rank(b) || shared(b) - shared(a) || a.uid - b.uid);
}

function reportMiner(verdict: MinerVerdict, miner: SourcedMiner | undefined): ReportedMiner {
  const file = miner?.file;
  return {
    ...verdict,
    repoId: miner?.repoId,
    competitionId: miner?.competitionId,
    revision: miner?.revision,
    commit: miner?.commit,
    sha256: miner?.sha256,
    path: miner?.path,
    rowCount: miner?.rowCount,
    missing: file?.status === "none" ? file.reason : undefined,
    error: file === undefined || file.status === "none" ? undefined : file.error,
  };
}

function comparePairs(a: MinerPair, b: MinerPair): number {
  const odds = Math.sign(a.popularityOdds.log10 - b.popularityOdds.log10) || 0;
  return b.shared - a.shared || odds || a.a - b.a || a.b - b.b;
}

function reportGroup({ members, ...group }: MinerGroup): ReportedGroup {
  return {
    ...group,
    members: members.map(({ sources, others, ...member }) => ({
      ...member,
      sources: sources.map(reportLink),
      others: others.map(reportLink),
    })),
  };
}

// The pair stands in the list of all pairs; a group of a hundred would repeat ten thousand of them.
function reportLink(link: GroupLink): Omit<GroupLink, "pair"> {
  const { uid, shared, order, blocksEarlier, isSameColdkey, hadFirst } = link;
  return { uid, shared, order, blocksEarlier, isSameColdkey, hadFirst };
}
