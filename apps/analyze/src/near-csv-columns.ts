import type {
  ContainedRowPair,
  NearClusterRow,
  NearMinerCluster,
  NearMinerLink,
  NearMinerMember,
  NearMinerPair,
  NearReport,
  NearRowCluster,
  NearRowPair,
  NearSide,
} from "@flock-tools/flock";
import { type CsvColumn, formatCsv } from "./format-csv.ts";

/** The files of near duplicates by their names; without a text if there are none. */
export function formatNearFiles(near: NearReport | undefined): Record<string, string | undefined> {
  return {
    "near-pairs.csv": near && formatCsv(NEAR_PAIR_COLUMNS, near.pairs),
    "near-contained.csv": near && formatCsv(CONTAINED_COLUMNS, near.contained),
    "near-row-clusters.csv": near && formatCsv(ROW_CLUSTER_COLUMNS, listClusterRecords(near)),
    "near-miners.csv": near && formatCsv(MINER_PAIR_COLUMNS, near.minerPairs),
    "near-miner-clusters.csv": near && formatCsv(MINER_CLUSTER_COLUMNS, listMemberRecords(near)),
  };
}

/** The columns of one of two rows. A row of the pool has no uid. */
export function columnsOfSide<T>(prefix: string, read: (row: T) => NearSide): CsvColumn<T>[] {
  return [
    [`${prefix}_uid`, (row) => read(row).uid],
    [`${prefix}_row`, (row) => read(row).row],
    [`${prefix}_commitment_block`, (row) => read(row).commitmentBlock],
    [`${prefix}_repo_id`, (row) => read(row).repoId],
    [`${prefix}_commit`, (row) => read(row).commit],
    [`${prefix}_path`, (row) => read(row).path],
    [`${prefix}_canonical`, (row) => read(row).canonical],
    [`${prefix}_in_pool`, (row) => read(row).isInPool],
    [`${prefix}_alike`, (row) => read(row).alike],
  ];
}

const NEAR_PAIR_COLUMNS: readonly CsvColumn<NearRowPair>[] = [
  ["jaccard", ({ jaccard }) => toText(jaccard)],
  ["percent", ({ percent }) => percent],
  ["order", ({ order }) => order],
  ["blocks_earlier", ({ blocksEarlier }) => blocksEarlier],
  ["same_coldkey", ({ isSameColdkey }) => isSameColdkey],
  ...columnsOfSide<NearRowPair>("a", ({ a }) => a),
  ...columnsOfSide<NearRowPair>("b", ({ b }) => b),
];

export const CONTAINED_COLUMNS: readonly CsvColumn<ContainedRowPair>[] = [
  ["containment", ({ containment }) => toText(containment)],
  ["percent", ({ percent }) => percent],
  ["order", ({ order }) => order],
  ["blocks_earlier", ({ blocksEarlier }) => blocksEarlier],
  ["same_coldkey", ({ isSameColdkey }) => isSameColdkey],
  ...columnsOfSide<ContainedRowPair>("row", ({ row }) => row),
  ...columnsOfSide<ContainedRowPair>("container", ({ container }) => container),
];

/** With spaces a spreadsheet does not take a fraction for a date. */
export function toText(fraction: string): string {
  return fraction.replace("/", " / ");
}

/** A row of a cluster in one place. */
interface ClusterRecord {
  /** From 1. */
  readonly number: number;
  readonly cluster: NearRowCluster;
  readonly row: NearClusterRow;
  readonly place: NearClusterRow["places"][number];
}

const ROW_CLUSTER_COLUMNS: readonly CsvColumn<ClusterRecord>[] = [
  ["cluster", ({ number }) => number],
  ["size", ({ cluster }) => cluster.size],
  ["different_rows", ({ cluster }) => cluster.rows.length],
  ["miners", ({ cluster }) => cluster.uids.length],
  ["first_uid", ({ cluster }) => cluster.first?.uid],
  ["first_row", ({ cluster }) => cluster.first?.row],
  ["uid", ({ place }) => place.uid],
  ["row", ({ place }) => place.row],
  ["canonical", ({ row }) => row.canonical],
  ["in_pool", ({ row }) => row.isInPool],
];

function listClusterRecords({ rowClusters }: NearReport): ClusterRecord[] {
  return rowClusters.flatMap((cluster, index) =>
    cluster.rows.flatMap((row) =>
      row.places.map((place) => ({ number: index + 1, cluster, row, place })),
    ),
  );
}

const MINER_PAIR_COLUMNS: readonly CsvColumn<NearMinerPair>[] = [
  ["a", ({ a }) => a],
  ["b", ({ b }) => b],
  ["twins_of_a", ({ twinsOfA }) => twinsOfA],
  ["twins_of_b", ({ twinsOfB }) => twinsOfB],
  ["identical", ({ identical }) => identical],
  ["twins_of_b_outside_pool", ({ twinsOfBOutsidePool }) => twinsOfBOutsidePool],
  ["order", ({ order }) => order],
  ["blocks_earlier", ({ blocksEarlier }) => blocksEarlier],
  ["same_coldkey", ({ isSameColdkey }) => isSameColdkey],
  ["linked", ({ isLinked }) => isLinked],
];

/** A member of a cluster, and one of those it has twins in. */
interface MemberRecord {
  /** From 1. */
  readonly number: number;
  readonly cluster: NearMinerCluster;
  readonly member: NearMinerMember;
  readonly source: NearMinerLink | undefined;
}

const MINER_CLUSTER_COLUMNS: readonly CsvColumn<MemberRecord>[] = [
  ["cluster", ({ number }) => number],
  ["one_coldkey", ({ cluster }) => cluster.isOneColdkey],
  ["uid", ({ member }) => member.uid],
  ["hotkey", ({ member }) => member.hotkey],
  ["coldkey", ({ member }) => member.coldkey],
  ["commitment_block", ({ member }) => member.commitmentBlock],
  ["blocks_after_first", ({ member }) => member.blocksAfterFirst],
  ["role", ({ member }) => member.role],
  ["source", ({ source }) => source?.uid],
  ["twins", ({ source }) => source?.twins],
  ["twins_of_source", ({ source }) => source?.twinsOfOther],
  ["identical", ({ source }) => source?.identical],
  ["had_first", ({ source }) => source?.hadFirst],
  ["blocks_earlier", ({ source }) => source?.blocksEarlier],
  ["same_coldkey", ({ source }) => source?.isSameColdkey],
];

/** Each member once for every earlier one that it is linked to, at least once. */
function listMemberRecords({ minerClusters }: NearReport): MemberRecord[] {
  return minerClusters.flatMap((cluster, index) =>
    cluster.members.flatMap((member) => {
      const sources = member.sources.length === 0 ? [undefined] : member.sources;
      return sources.map((source) => ({ number: index + 1, cluster, member, source }));
    }),
  );
}
