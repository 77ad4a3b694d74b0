import {
  formatCount,
  formatTable,
  type Paint,
  type SafeText,
  type TableCell,
  type TableColumn,
} from "@flock-tools/cli";
import type { GroupMember, ReportedGroup, ReportedGroupMember } from "@flock-tools/flock";
import { type FormatOptions, limitRows } from "./limit-rows.ts";

/** Of the tables that say who was first. */
export const GROUP_COLUMNS: readonly TableColumn[] = [
  { header: "group", align: "right" },
  { header: "uid", align: "right" },
  { header: "committed at", align: "right" },
  { header: "blocks later", align: "right" },
  { header: "who" },
  { header: "rows shared with earlier ones", minWidth: 20 },
];

const ROLES: Readonly<Record<GroupMember["role"], string>> = {
  first: "first",
  "own-copy": "own copy",
  later: "later",
  unknown: "unknown",
};

/** Who was first: the members of each group by their commitment's block. */
export function formatGroups(
  groups: readonly ReportedGroup[],
  { paint, width, most }: FormatOptions,
): SafeText[] {
  const members = groups.flatMap((group, index) =>
    group.members.map((member) => ({ number: index + 1, member })),
  );
  if (members.length === 0) return [];
  const { shown, rest } = limitRows(members, { most, noun: "members" });
  const rows = shown.map(({ number, member }) => toRow(number, member, paint));
  return [...formatTable({ columns: GROUP_COLUMNS, rows, width, paint }), ...rest];
}

function toRow(number: number, member: ReportedGroupMember, paint: Paint): TableCell[] {
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

/** What a member of a group is, in words and colour. */
export function formatRole(role: GroupMember["role"], paint: Paint): TableCell {
  const style = {
    first: paint.green,
    later: paint.red,
    "own-copy": paint.dim,
    unknown: paint.cyan,
  };
  return { text: ROLES[role], style: style[role] };
}

/** In brackets: all those rows were somebody else's before. */
function describeSource(source: ReportedGroupMember["sources"][number]): string {
  const { uid, shared, hadFirst, isSameColdkey, blocksEarlier } = source;
  const distance = blocksEarlier === undefined ? "" : `, ${formatCount(blocksEarlier)} blocks`;
  const text = `${formatCount(shared)} with ${uid}${isSameColdkey ? " (its own coldkey)" : ""}${distance}`;
  return hadFirst === 0 ? `[${text}]` : text;
}
