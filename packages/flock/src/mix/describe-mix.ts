import type { Store } from "@flock-tools/store";
import type { ExportMiner } from "../export/export-plan.ts";
import type { MixMaterial } from "./choose-mix-rows.ts";
import { createDraw, sortByDraw } from "./create-draw.ts";
import type { TwinClusters } from "./find-clusters.ts";
import type { KeptRows } from "./keep-firsts.ts";
import type { Mix, MixCounts, MixMiner, MixRow, MixSettings, MixSplit } from "./mix.ts";
import type { RowKinds } from "./number-kinds.ts";
import type { SplitRows } from "./split-clusters.ts";

export interface MixFindings {
  readonly store: Store;
  readonly settings: MixSettings;
  readonly material: MixMaterial;
  readonly kinds: RowKinds;
  /** After duplicates were dropped, before the quota. */
  readonly unique: KeptRows;
  readonly twins: TwinClusters;
  readonly split: SplitRows;
}

/** Shuffles both splits and says where each row is from. */
export function describeMix(findings: MixFindings): Mix {
  const { store, settings, material, twins, split } = findings;
  const kept = [split.train, split.validation];
  const { numberOf, clusters, largestCluster } = numberClusters(kept, twins.clusterOf);
  const counts = countRows(findings);
  const miners = material.sources.map((source, place) => toMiner(source, counts[place] ?? NONE));
  const toRow = createRowReader(findings, { miners, numberOf });
  const draw = createDraw({ ...findings, ...material, seed: settings.seed }, "shuffle");
  const splits = (["train", "validation"] as const).map((name): MixSplit => {
    const order = sortByDraw(split[name], draw);
    return { name, rows: order.length, list: () => mapRows(order, toRow) };
  });
  return {
    netuid: store.netuid,
    genesis: store.genesis,
    block: material.plan.block,
    settings,
    counts: counts.reduce(addCounts, NONE),
    clusters,
    largestCluster,
    withoutText: countWhere(kept, twins.hasNoText),
    miners: miners.toSorted((a, b) => a.uid - b.uid),
    leftOut: material.plan.leftOut,
    splits: splits.filter(({ rows }) => rows > 0),
  };
}

const NONE: MixCounts = {
  rows: 0,
  invalid: 0,
  tooLong: 0,
  duplicates: 0,
  overQuota: 0,
  train: 0,
  validation: 0,
};

function addCounts(a: MixCounts, b: MixCounts): MixCounts {
  return {
    rows: a.rows + b.rows,
    invalid: a.invalid + b.invalid,
    tooLong: a.tooLong + b.tooLong,
    duplicates: a.duplicates + b.duplicates,
    overQuota: a.overQuota + b.overQuota,
    train: a.train + b.train,
    validation: a.validation + b.validation,
  };
}

/** By source. */
function countRows({ material, unique, split }: MixFindings): MixCounts[] {
  const { rows, sources, leftOut } = material;
  const countBySource = (list: Iterable<number>): Uint32Array => {
    const counts = new Uint32Array(sources.length);
    for (const row of list) {
      const source = rows.sourceOf(row);
      counts[source] = (counts[source] ?? 0) + 1;
    }
    return counts;
  };
  const all = countBySource(new Uint32Array(rows.length).keys());
  const kept = countBySource(unique.kept);
  const train = countBySource(split.train);
  const validation = countBySource(split.validation);
  return leftOut.map((left, source) => {
    const [uniqueRows = 0, trainRows = 0, validationRows = 0] = [kept, train, validation].map(
      (counts) => counts[source],
    );
    return {
      ...left,
      duplicates: (all[source] ?? 0) - uniqueRows,
      overQuota: uniqueRows - trainRows - validationRows,
      train: trainRows,
      validation: validationRows,
    };
  });
}

function toMiner(source: ExportMiner, counts: MixCounts): MixMiner {
  const { uid, hotkey, repoId, competitionId, commit, commitmentBlock } = source;
  return { uid, hotkey, repoId, competitionId, commit, commitmentBlock, counts };
}

interface NumberedClusters {
  /** By the cluster's first row. */
  readonly numberOf: ReadonlyMap<number, number>;
  readonly clusters: number;
  readonly largestCluster: number;
}

function numberClusters(kept: readonly Uint32Array[], clusterOf: Uint32Array): NumberedClusters {
  const sizes = new Map<number, number>();
  let largestCluster = 0;
  for (const rows of kept) {
    for (const row of rows) {
      const cluster = clusterOf[row] ?? row;
      const size = (sizes.get(cluster) ?? 0) + 1;
      sizes.set(cluster, size);
      if (size > largestCluster) largestCluster = size;
    }
  }
  const firsts = Uint32Array.from(sizes.keys()).toSorted();
  const numberOf = new Map(Array.from(firsts, (first, number) => [first, number]));
  return { numberOf, clusters: sizes.size, largestCluster };
}

function createRowReader(
  { material: { rows, sources }, unique: { droppedFor }, twins: { clusterOf } }: MixFindings,
  {
    miners,
    numberOf,
  }: { readonly miners: readonly MixMiner[] } & Pick<NumberedClusters, "numberOf">,
): (index: number) => MixRow {
  return (index) => {
    const { source, ...row } = rows.get(index);
    const [miner, file] = [miners[source], sources[source]];
    if (miner === undefined || file === undefined) throw new RangeError(`no source ${source}`);
    return {
      ...row,
      miner,
      fileSha256: file.sha256,
      cluster: numberOf.get(clusterOf[index] ?? index) ?? 0,
      droppedTwins: droppedFor[index] ?? 0,
    };
  };
}

function* mapRows(order: Uint32Array, toRow: (index: number) => MixRow): Generator<MixRow> {
  for (const index of order) yield toRow(index);
}

function countWhere(lists: readonly Uint32Array[], test: (row: number) => boolean): number {
  let count = 0;
  for (const rows of lists) for (const row of rows) if (test(row)) count += 1;
  return count;
}
