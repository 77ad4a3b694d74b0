import { formatCount, formatTable, type SafeText, type TableColumn } from "@flock-tools/cli";
import type {
  ContainedRowPair,
  NearPlace,
  NearRowCluster,
  NearRowPair,
  NearSide,
} from "@flock-tools/flock";
import { type FormatOptions, limitRows } from "./limit-rows.ts";

const PAIR_COLUMNS: readonly TableColumn[] = [
  { header: "near", align: "right" },
  { header: "shared/all", align: "right" },
  { header: "uid", align: "right" },
  { header: "row", align: "right" },
  { header: "uid", align: "right" },
  { header: "row", align: "right" },
  { header: "first", align: "right" },
  { header: "blocks later", align: "right" },
  { header: "in pool" },
  { header: "also held by", minWidth: 10 },
];

/** Rows that are near each other, the nearest first. */
export function formatNearPairs(pairs: readonly NearRowPair[], options: FormatOptions): SafeText[] {
  return formatList(pairs, {
    ...options,
    columns: PAIR_COLUMNS,
    toCells: toPairCells,
    noun: "pairs",
  });
}

function toPairCells({ a, b, jaccard, percent, order, blocksEarlier }: NearRowPair): string[] {
  return [
    formatPercent(percent),
    jaccard,
    ...formatPlace(a),
    ...formatPlace(b),
    order === "earlier" ? formatUid(a) : order === "same-block" ? "same block" : "-",
    blocksEarlier === undefined ? "-" : formatCount(blocksEarlier),
    describePool(a, b),
    describeOthers(a, b),
  ];
}

const CONTAINED_COLUMNS: readonly TableColumn[] = [
  { header: "contained", align: "right" },
  { header: "shared/of row", align: "right" },
  { header: "uid", align: "right" },
  { header: "row", align: "right" },
  { header: "in uid", align: "right" },
  { header: "row", align: "right" },
  { header: "first", align: "right" },
  { header: "in pool" },
];

/** Rows that are in longer ones, those that are there whole first. */
export function formatContained(
  contained: readonly ContainedRowPair[],
  options: FormatOptions,
): SafeText[] {
  return formatList(contained, {
    ...options,
    columns: CONTAINED_COLUMNS,
    toCells: toContainedCells,
    noun: "rows",
  });
}

function toContainedCells({
  row,
  container,
  containment,
  percent,
  order,
}: ContainedRowPair): string[] {
  const first = order === "earlier" ? row : container;
  return [
    formatPercent(percent),
    containment,
    ...formatPlace(row),
    ...formatPlace(container),
    order === "unknown" ? "-" : order === "same-block" ? "same block" : formatUid(first),
    describePool(row, container),
  ];
}

const CLUSTER_COLUMNS: readonly TableColumn[] = [
  { header: "rows", align: "right" },
  { header: "different", align: "right" },
  { header: "miners", align: "right" },
  { header: "first uid", align: "right" },
  { header: "row", align: "right" },
  { header: "committed at", align: "right" },
  { header: "in pool" },
  { header: "uids", minWidth: 10 },
];

/** Rows that are linked by near pairs, the largest clusters first. */
export function formatRowClusters(
  clusters: readonly NearRowCluster[],
  options: FormatOptions,
): SafeText[] {
  return formatList(clusters, {
    ...options,
    columns: CLUSTER_COLUMNS,
    toCells: toClusterCells,
    noun: "clusters",
  });
}

const MOST_UIDS = 12;

function toClusterCells({ size, rows, uids, first, isInPool }: NearRowCluster): string[] {
  const shown = uids.slice(0, MOST_UIDS).join(" ");
  const block = first?.commitmentBlock;
  return [
    formatCount(size),
    formatCount(rows.length),
    formatCount(uids.length),
    ...(first === undefined ? ["-", "-"] : formatPlace(first)),
    block === undefined ? "-" : formatCount(block),
    isInPool === undefined
      ? "-"
      : describeShare(rows.filter((row) => row.isInPool).length, rows.length),
    uids.length > MOST_UIDS ? `${shown} ...` : shown,
  ];
}

function describeShare(part: number, whole: number): string {
  if (part === 0) return "none";
  return part === whole ? "all" : `${formatCount(part)} of ${formatCount(whole)}`;
}

interface ListOptions<T> extends FormatOptions {
  readonly columns: readonly TableColumn[];
  readonly toCells: (row: T) => string[];
  readonly noun: string;
}

function formatList<T>(
  list: readonly T[],
  { columns, toCells, noun, paint, width, most }: ListOptions<T>,
): SafeText[] {
  if (list.length === 0) return [];
  const { shown, rest } = limitRows(list, { most, noun });
  return [...formatTable({ columns, rows: shown.map(toCells), width, paint }), ...rest];
}

/** One decimal, rounded down: what is not the same is never 100%. */
export function formatPercent(percent: number): string {
  return `${(Math.floor(percent * 10) / 10).toFixed(1)}%`;
}

/** Counted from 1, as editors do. */
function formatPlace(place: Pick<NearPlace, "uid" | "row">): [uid: string, row: string] {
  return [formatUid(place), formatCount(place.row + 1)];
}

function formatUid({ uid }: Pick<NearPlace, "uid">): string {
  return uid === undefined ? "pool" : String(uid);
}

/** Which of the two the pool has: two rows of the pool are near each other by nature. */
function describePool(a: NearSide, b: NearSide): string {
  if (a.isInPool === undefined || b.isInPool === undefined) return "-";
  if (a.isInPool && b.isInPool) return "both";
  if (!a.isInPool && !b.isInPool) return "neither";
  return a.isInPool ? "one" : "other";
}

function describeOthers(a: NearSide, b: NearSide): string {
  const [ofA, ofB] = [a.alike - 1, b.alike - 1];
  if (ofA + ofB === 0) return "-";
  return `${formatCount(ofA)} like one, ${formatCount(ofB)} like other`;
}
