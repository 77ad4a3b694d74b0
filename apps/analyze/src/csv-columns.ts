import type {
  JudgementReport,
  MinerPair,
  Replay,
  ReportedConviction,
  ReportedGroup,
  ReportedGroupMember,
  ReportedMiner,
} from "@flock-tools/flock";
import { describeMiner } from "./describe-miner.ts";
import type { CsvColumn } from "./format-csv.ts";
import { createConvictionFinder } from "./format-pairs.ts";

export const MINER_COLUMNS: readonly CsvColumn<ReportedMiner>[] = [
  ["uid", (miner) => miner.uid],
  ["hotkey", (miner) => miner.hotkey],
  ["coldkey", (miner) => miner.coldkey],
  ["verdict", (miner) => miner.verdict],
  ["reason", (miner) => miner.reason],
  ["why", describeMiner],
  ["rows_that_count", (miner) => miner.rowsThatCount],
  ["in_pool", (miner) => miner.inPool],
  ["repeated", (miner) => miner.repeated],
  ["pin", (miner) => miner.pin],
  ["partner", (miner) => miner.convictedBy?.uid],
  ["shared_with_partner", (miner) => miner.convictedBy?.shared],
  ["commitment_block", (miner) => miner.commitmentBlock],
  ["repo_id", (miner) => miner.repoId],
  ["revision", (miner) => miner.revision],
  ["commit", (miner) => miner.commit],
  ["sha256", (miner) => miner.sha256],
  ["path", (miner) => miner.path],
  ["rows_in_file", (miner) => miner.rowCount],
];

/** A pair, and its conviction if it is convicted. */
export interface PairRecord {
  readonly pair: MinerPair;
  readonly conviction: ReportedConviction | undefined;
}

export const PAIR_COLUMNS: readonly CsvColumn<PairRecord>[] = [
  ["a", ({ pair }) => pair.a],
  ["b", ({ pair }) => pair.b],
  ["shared", ({ pair }) => pair.shared],
  ["identical", ({ pair }) => pair.sharedRaw],
  ["percent_of_a", ({ pair }) => pair.percentOfA],
  ["percent_of_b", ({ pair }) => pair.percentOfB],
  ["odds_if_blind", ({ pair }) => pair.uniformOdds?.probability],
  ["odds_if_blind_log10", ({ pair }) => pair.uniformOdds?.log10],
  ["odds_if_popular", ({ pair }) => pair.popularityOdds.probability],
  ["odds_if_popular_log10", ({ pair }) => pair.popularityOdds.log10],
  ["loses", ({ conviction }) => conviction && losersOf(conviction)],
  ["order", ({ conviction }) => conviction?.order],
  ["one_way", ({ conviction }) => conviction?.isOneWay],
  ["odds_of_being_met", ({ conviction }) => conviction?.detectionOdds],
];

export function listPairRecords({ pairs, convictions }: JudgementReport): PairRecord[] {
  const find = createConvictionFinder(convictions);
  return pairs.map((pair) => ({ pair, conviction: find(pair) }));
}

/** The uid that loses; of two that committed in one block both may; `unknown` if that hangs on what is not known. */
function losersOf({ first, second, order, isCertain }: ReportedConviction): string {
  if (!isCertain || order === "unknown") return "unknown";
  return order === "earlier" ? String(second) : `${first} or ${second}`;
}

/** A member of a group, and one of those it may have rows from. */
export interface GroupRecord {
  /** From 1. */
  readonly number: number;
  readonly group: ReportedGroup;
  readonly member: ReportedGroupMember;
  readonly source: ReportedGroupMember["sources"][number] | undefined;
}

export const GROUP_COLUMNS: readonly CsvColumn<GroupRecord>[] = [
  ["group", ({ number }) => number],
  ["one_coldkey", ({ group }) => group.isOneColdkey],
  ["uid", ({ member }) => member.uid],
  ["hotkey", ({ member }) => member.hotkey],
  ["coldkey", ({ member }) => member.coldkey],
  ["commitment_block", ({ member }) => member.commitmentBlock],
  ["blocks_after_first", ({ member }) => member.blocksAfterFirst],
  ["role", ({ member }) => member.role],
  ["source", ({ source }) => source?.uid],
  ["shared", ({ source }) => source?.shared],
  ["had_first", ({ source }) => source?.hadFirst],
  ["blocks_earlier", ({ source }) => source?.blocksEarlier],
  ["same_coldkey", ({ source }) => source?.isSameColdkey],
];

/** Each member once for every earlier one that it shares rows with, at least once. */
export function listGroupRecords({ groups }: JudgementReport): GroupRecord[] {
  return groups.flatMap((group, index) =>
    group.members.flatMap((member) => {
      const sources = member.sources.length === 0 ? [undefined] : member.sources;
      return sources.map((source) => ({ number: index + 1, group, member, source }));
    }),
  );
}

/** What happened to one miner in one step of a replay. */
export interface ReplayRecord {
  readonly step: number;
  readonly uid: number;
  readonly event: "lost" | "trained";
  readonly reason?: string;
  readonly partner?: number;
}

export const REPLAY_COLUMNS: readonly CsvColumn<ReplayRecord>[] = [
  ["step", ({ step }) => step],
  ["uid", ({ uid }) => uid],
  ["event", ({ event }) => event],
  ["reason", ({ reason }) => reason],
  ["partner", ({ partner }) => partner],
];

/** Every loss and every training, step after step. */
export function listReplayRecords({ steps }: Replay): ReplayRecord[] {
  return steps.flatMap(({ step, losses, trained }) => [
    ...losses.map((loss) => ({ step, event: "lost" as const, ...loss })),
    ...trained.map((uid) => ({ step, event: "trained" as const, uid })),
  ]);
}
