import type { CommandContext } from "@flock-tools/cli";
import type { Uid } from "@flock-tools/core";
import {
  type ContainedRowPair,
  createNearReport,
  type NearReport,
  type NearRowPair,
  type NearSide,
  readMinerTexts,
} from "@flock-tools/flock";
import { createNearProgress } from "./near-progress.ts";
import type { OpenSource } from "./open-source.ts";
import type { PairOptions } from "./options.ts";
import { diffWords, type WordDiff } from "./word-diff.ts";

/** Two rows that are near each other, one of each miner. */
export interface NearTwin extends Pick<NearRowPair, "jaccard" | "percent"> {
  readonly inA: NearSide;
  readonly inB: NearSide;
  /** What became of the earlier one's text in the other; undefined beyond the first 500 twins. */
  readonly diff: WordDiff | undefined;
  /** Whose text the difference begins with. */
  readonly from: "a" | "b";
}

/** What is near in two miners' rows that count. */
export interface PairNear extends Pick<
  NearReport,
  "threshold" | "containment" | "engine" | "includeSystem" | "truncated"
> {
  /** Different rows of a that have a near or identical twin in b. */
  readonly twinsOfA: number;
  readonly twinsOfB: number;
  /** The nearest first. */
  readonly twins: readonly NearTwin[];
  readonly contained: readonly ContainedRowPair[];
}

export interface FindPairNearOptions {
  readonly opened: Pick<OpenSource, "source" | "store">;
  readonly uids: readonly [a: Uid, b: Uid];
}

// More than two files have rows that count, unless each is near many others.
const MOST_DIFFS = 500;

/** Looks for near rows of two miners, and compares their words. @throws what `createNearReport` throws */
export async function findPairNear(
  context: CommandContext<PairOptions>,
  { opened: { source, store }, uids }: FindPairNearOptions,
): Promise<PairNear> {
  const { options, signal } = context;
  const { threshold, containment, engine, includeSystem } = options;
  const report = await createNearReport(source, {
    store,
    signal,
    uids,
    engine,
    threshold,
    containment: containment === "off" ? undefined : containment,
    includeSystem,
    onProgress: createNearProgress(context),
  });
  const [a, b] = uids;
  const [counts] = report.minerPairs;
  const isSwapped = counts?.a === b;
  const read = (uid: Uid, rows: readonly number[]): Promise<ReadonlyMap<number, string>> =>
    readMinerTexts(source, { uid, rows, includeSystem, store, signal });
  return {
    threshold: report.threshold,
    containment: report.containment,
    engine: report.engine,
    includeSystem: report.includeSystem,
    truncated: report.truncated,
    twinsOfA: (isSwapped ? counts?.twinsOfB : counts?.twinsOfA) ?? 0,
    twinsOfB: (isSwapped ? counts?.twinsOfA : counts?.twinsOfB) ?? 0,
    twins: await compareTwins(listTwins(report.pairs, a), { uids: [a, b], read }),
    contained: report.contained,
  };
}

type FoundTwin = Omit<NearTwin, "diff">;

function listTwins(pairs: readonly NearRowPair[], uid: Uid): FoundTwin[] {
  return pairs.map(({ a, b, jaccard, percent }): FoundTwin => {
    const isFirst = a.uid === uid;
    const [inA, inB] = isFirst ? [a, b] : [b, a];
    return { inA, inB, jaccard, percent, from: isFirst ? "a" : "b" };
  });
}

interface CompareTwinsOptions {
  readonly uids: readonly [a: Uid, b: Uid];
  readonly read: (uid: Uid, rows: readonly number[]) => Promise<ReadonlyMap<number, string>>;
}

async function compareTwins(
  twins: readonly FoundTwin[],
  { uids: [a, b], read }: CompareTwinsOptions,
): Promise<NearTwin[]> {
  const compared = twins.slice(0, MOST_DIFFS);
  const textsOfA = await read(
    a,
    compared.map(({ inA }) => inA.row),
  );
  const textsOfB = await read(
    b,
    compared.map(({ inB }) => inB.row),
  );
  return twins.map((twin, index) => {
    if (index >= MOST_DIFFS) return { ...twin, diff: undefined };
    const ofA = textsOfA.get(twin.inA.row) ?? "";
    const ofB = textsOfB.get(twin.inB.row) ?? "";
    return { ...twin, diff: twin.from === "a" ? diffWords(ofA, ofB) : diffWords(ofB, ofA) };
  });
}
