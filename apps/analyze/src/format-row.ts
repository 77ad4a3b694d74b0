import {
  formatCount,
  formatTable,
  padWidth,
  safe,
  type SafeText,
  type TableColumn,
} from "@flock-tools/cli";
import { formatPlaces } from "./format-places.ts";
import { type FormatOptions, limitRows } from "./limit-rows.ts";
import type { RowReport, RowUseReport } from "./row-report.ts";
import { shortenText } from "./shorten-text.ts";

const COLUMNS: readonly TableColumn[] = [
  { header: "committed at", align: "right" },
  { header: "uid", align: "right" },
  { header: "hotkey", minWidth: 8 },
  { header: "row", align: "right" },
  { header: "seen at blocks" },
  { header: "commit" },
  { header: "repository", minWidth: 10 },
];

const MOST_TEXT = 200;

export interface FormatRowsOptions extends FormatOptions {
  /** What was asked for. */
  readonly sha256: string;
  /** What to type next. */
  readonly next: string;
}

/** A row and everybody who has it, for people; all of them if the hash is short enough to name several. */
export function formatRows(rows: readonly RowReport[], options: FormatRowsOptions): SafeText[] {
  const { sha256, next, paint } = options;
  const count = formatCount(rows.length);
  return [
    ...(rows.length === 0 ? [safe`no row in the store has a hash that begins with ${sha256}`] : []),
    ...(rows.length > 1 ? [safe`${count} different rows begin with ${sha256}`] : []),
    ...rows.flatMap((row) => [...formatRow(row, options), safe``]),
    safe`${paint.cyan("next:")} ${next}`,
  ];
}

/** What Python makes of a row that is not known as it prints it. */
const UNPRINTED: Readonly<Record<RowReport["status"], string>> = {
  valid: "prints more than is held",
  void: "refuses it",
  undecidable: "may refuse it, and prints more than is held",
};

function formatRow(
  { canonical, status, raw, length, text, uses }: RowReport,
  { paint, width, most }: FormatOptions,
): SafeText[] {
  const { shown, rest } = limitRows(uses, { most, noun: "uses" });
  return [
    paint.bold(`row ${canonical ?? raw[0] ?? ""}`),
    ...(canonical === undefined ? [line("python", UNPRINTED[status])] : []),
    ...raw.map((hash) => line("bytes", hash)),
    line("length", `${formatCount(length)} bytes`),
    line("text", shortenText(text, MOST_TEXT)),
    ...formatTable({ columns: COLUMNS, rows: shown.map(toCells), width, paint }),
    ...rest,
  ];
}

function toCells({ claim, rows, commit, repoId, isPool }: RowUseReport): string[] {
  const seen = claim && `${formatCount(claim.firstSeen)} to ${formatCount(claim.lastSeen)}`;
  return [
    claim === undefined ? "-" : formatCount(claim.committedAt),
    claim?.uid === undefined ? "-" : String(claim.uid),
    claim?.hotkey ?? (isPool ? "evaluation pool" : "-"),
    formatPlaces(rows),
    seen ?? "-",
    commit.slice(0, 8),
    repoId,
  ];
}

function line(label: string, value: string): SafeText {
  return safe`  ${padWidth(label, 8)}${value}`;
}
