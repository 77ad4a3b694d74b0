import {
  formatCount,
  formatTable,
  type Paint,
  type SafeText,
  type TableCell,
  type TableColumn,
} from "@flock-tools/cli";
import type {
  NearMinerCluster,
  NearMinerLink,
  NearMinerMember,
  NearMinerPair,
} from "@flock-tools/flock";
import { formatRole, GROUP_COLUMNS } from "./format-groups.ts";
import { type FormatOptions, limitRows } from "./limit-rows.ts";

const TWIN_COLUMNS: readonly TableColumn[] = [
  { header: "uid", align: "right" },
  { header: "uid", align: "right" },
  { header: "twins of one", align: "right" },
  { header: "of other", align: "right" },
  { header: "not in pool", align: "right" },
  { header: "identical", align: "right" },
  { header: "first", align: "right" },
  { header: "blocks later", align: "right" },
  { header: "linked" },
];

/** Pairs of miners that have twins beyond identical rows, which part one of the report lists, most twins first. */
export function formatTwins(
  pairs: readonly NearMinerPair[],
  { paint, width, most }: FormatOptions,
): SafeText[] {
  const near = pairs.filter(
    ({ twinsOfA, twinsOfB, identical }) => Math.max(twinsOfA, twinsOfB) > identical,
  );
  if (near.length === 0) return [];
  const { shown, rest } = limitRows(near, { most, noun: "pairs" });
  const rows = shown.map((pair) => toTwinCells(pair, paint));
  return [...formatTable({ columns: TWIN_COLUMNS, rows, width, paint }), ...rest];
}

function toTwinCells(pair: NearMinerPair, paint: Paint): TableCell[] {
  const { a, b, twinsOfA, twinsOfB, identical, twinsOfBOutsidePool, isLinked } = pair;
  const link = pair.isSameColdkey ? "own coldkey" : "yes";
  return [
    nameOf(a),
    nameOf(b),
    formatCount(twinsOfA),
    formatCount(twinsOfB),
    twinsOfBOutsidePool === undefined ? "-" : formatCount(twinsOfBOutsidePool),
    formatCount(identical),
    formatFirst(pair),
    pair.blocksEarlier === undefined ? "-" : formatCount(pair.blocksEarlier),
    isLinked ? { text: link, style: pair.isSameColdkey ? paint.dim : paint.yellow } : "-",
  ];
}

function formatFirst({ a, order }: NearMinerPair): string {
  if (order === "earlier") return nameOf(a);
  return order === "same-block" ? "same block" : "-";
}

function nameOf(uid: number | undefined): string {
  return uid === undefined ? "pool" : String(uid);
}

const MEMBER_COLUMNS: readonly TableColumn[] = [
  { header: "cluster", align: "right" },
  ...GROUP_COLUMNS.slice(1, -1),
  { header: "rows with twins in earlier ones", minWidth: 20 },
];

/** The members of each cluster by their commitment's block. */
export function formatNearClusters(
  clusters: readonly NearMinerCluster[],
  { paint, width, most }: FormatOptions,
): SafeText[] {
  const members = clusters.flatMap((cluster, index) =>
    cluster.members.map((member) => ({ number: index + 1, member })),
  );
  if (members.length === 0) return [];
  const { shown, rest } = limitRows(members, { most, noun: "members" });
  const rows = shown.map(({ number, member }) => toMemberCells(number, member, paint));
  return [...formatTable({ columns: MEMBER_COLUMNS, rows, width, paint }), ...rest];
}

function toMemberCells(number: number, member: NearMinerMember, paint: Paint): TableCell[] {
  const { uid, commitmentBlock, blocksAfterFirst, role, sources } = member;
  return [
    String(number),
    String(uid),
    commitmentBlock === undefined ? "-" : formatCount(commitmentBlock),
    blocksAfterFirst === undefined ? "-" : formatCount(blocksAfterFirst),
    formatRole(role, paint),
    sources.length === 0 ? "-" : sources.map(describeSource).join("; "),
  ];
}

/** In brackets: all those rows had twins in somebody earlier still. */
function describeSource(source: NearMinerLink): string {
  const { uid, twins, identical, hadFirst, isSameColdkey, blocksEarlier } = source;
  const same = identical === 0 ? "none" : identical === twins ? "all" : formatCount(identical);
  const distance = blocksEarlier === undefined ? "" : `, ${formatCount(blocksEarlier)} blocks`;
  const owner = isSameColdkey ? " (its own coldkey)" : "";
  const text = `${formatCount(twins)} with ${uid}${owner}, ${same} identical${distance}`;
  return hadFirst === 0 ? `[${text}]` : text;
}
