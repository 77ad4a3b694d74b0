import { type Uid, UsageError } from "@flock-tools/core";
import {
  type JudgementReport,
  listSharedRows,
  type MinerPair,
  type ReportedConviction,
  type ReportedMiner,
  type SharedRow,
} from "@flock-tools/flock";
import { createConvictionFinder } from "./format-pairs.ts";
import type { OpenSource } from "./open-source.ts";
import type { PairNear } from "./pair-near.ts";

/** Two miners, and all that they have in common. */
export interface PairReport {
  readonly origin: OpenSource["origin"];
  readonly block: JudgementReport["block"];
  readonly chosenBy: JudgementReport["chosenBy"];
  readonly ruleSet: JudgementReport["ruleSet"];
  readonly pool: JudgementReport["pool"];
  readonly steps: number;
  readonly a: ReportedMiner;
  readonly b: ReportedMiner;
  /** Undefined if one of the two has no rows that count. */
  readonly pair: MinerPair | undefined;
  readonly conviction: ReportedConviction | undefined;
  /** In the order of a's file. */
  readonly rows: readonly SharedRow[];
  readonly near: PairNear;
}

/** What can be said of two miners by the rows that are the same. */
export type ExactPairReport = Omit<PairReport, "near">;

export interface CreatePairReportOptions {
  readonly opened: Pick<OpenSource, "origin" | "source">;
  /** Of the whole source: how popular a row is hangs on all miners. */
  readonly whole: JudgementReport;
  readonly uids: readonly [a: Uid, b: Uid];
}

/** @throws UsageError SAME_UID, UNKNOWN_UID */
export function createPairReport({
  opened: { origin, source },
  whole,
  uids: [a, b],
}: CreatePairReportOptions): ExactPairReport {
  if (a === b) {
    throw new UsageError(`a pair is of two different miners: got uid ${a} twice`, {
      code: "SAME_UID",
    });
  }
  const { block, chosenBy, ruleSet, pool, steps, pairs, convictions } = whole;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const pair = pairs.find((one) => one.a === low && one.b === high);
  return {
    origin,
    block,
    chosenBy,
    ruleSet,
    pool,
    steps,
    a: findMiner(whole, a),
    b: findMiner(whole, b),
    pair: pair === undefined || pair.a === a ? pair : swap(pair),
    conviction: createConvictionFinder(convictions)({ a, b }),
    rows: listSharedRows(source.input, { a, b }),
  };
}

function swap(pair: MinerPair): MinerPair {
  const { a, b, percentOfA, percentOfB } = pair;
  return { ...pair, a: b, b: a, percentOfA: percentOfB, percentOfB: percentOfA };
}

function findMiner({ miners, block }: JudgementReport, uid: Uid): ReportedMiner {
  const found = miners.find((miner) => miner.uid === uid);
  if (found !== undefined) return found;
  const when = block === undefined ? "" : ` at block ${block.number}`;
  const last = Math.max(...miners.map((miner) => miner.uid));
  throw new UsageError(`uid ${uid} was not registered${when}`, {
    code: "UNKNOWN_UID",
    next: `give two of the ${miners.length} uids from 0 to ${last}`,
  });
}
