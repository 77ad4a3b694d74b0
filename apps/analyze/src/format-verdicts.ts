import {
  formatCount,
  formatTable,
  type Paint,
  padWidth,
  safe,
  type SafeText,
  type TableCell,
  type TableColumn,
} from "@flock-tools/cli";
import type { JudgementReport, MinerVerdictKind, ReportedMiner } from "@flock-tools/flock";
import { describeMiner, VERDICTS } from "./describe-miner.ts";
import { type FormatOptions, limitRows } from "./limit-rows.ts";

const COLUMNS: readonly TableColumn[] = [
  { header: "uid", align: "right" },
  { header: "verdict" },
  { header: "rows", align: "right" },
  { header: "in pool", align: "right" },
  { header: "repeated", align: "right" },
  { header: "pin" },
  { header: "with", align: "right" },
  { header: "shared", align: "right" },
  { header: "why", minWidth: 20 },
];

/** How many miners got which verdict. */
export function formatTotals({ totals }: JudgementReport, paint: Paint): SafeText[] {
  return (Object.keys(VERDICTS) as MinerVerdictKind[]).map((verdict) => {
    const count = padWidth(formatCount(totals[verdict]), 5, "right");
    const style = totals[verdict] === 0 ? paint.dim : stylesOf(paint)[verdict];
    return safe`  ${style(padWidth(VERDICTS[verdict], 12))}${count}`;
  });
}

/** The same in one line, for `--quiet`. */
export function formatShortTotals({ totals }: JudgementReport): string {
  return (Object.keys(VERDICTS) as MinerVerdictKind[])
    .map((verdict) => `${totals[verdict]} ${VERDICTS[verdict]}`)
    .join(", ");
}

/** The verdicts as a table, the worst first. */
export function formatVerdicts(
  miners: readonly ReportedMiner[],
  { paint, width, most }: FormatOptions,
): SafeText[] {
  const { shown, rest } = limitRows(miners, { most, noun: "miners" });
  const rows = shown.map((miner) => toRow(miner, paint));
  return [...formatTable({ columns: COLUMNS, rows, width, paint }), ...rest];
}

function stylesOf(paint: Paint): Record<MinerVerdictKind, Paint["red"]> {
  return {
    eligible: paint.green,
    duplicate: paint.red,
    invalid: paint.yellow,
    undecidable: paint.cyan,
    "no-data": paint.dim,
  };
}

function toRow(miner: ReportedMiner, paint: Paint): TableCell[] {
  const { uid, verdict, rowsThatCount, inPool, repeated, pin, convictedBy } = miner;
  const hasFile = verdict !== "no-data";
  return [
    String(uid),
    { text: VERDICTS[verdict], style: stylesOf(paint)[verdict] },
    hasFile ? formatCount(rowsThatCount) : "-",
    hasFile && inPool !== undefined ? formatCount(inPool) : "-",
    hasFile ? formatCount(repeated) : "-",
    hasFile && pin !== "unknown" ? pin : "-",
    convictedBy === undefined ? "-" : String(convictedBy.uid),
    convictedBy === undefined ? "-" : formatCount(convictedBy.shared),
    describeMiner(miner),
  ];
}
