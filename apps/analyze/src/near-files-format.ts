import {
  displayWidth,
  fitWidth,
  formatCount,
  formatTable,
  type Paint,
  padWidth,
  safe,
  type SafeText,
  type TableColumn,
} from "@flock-tools/cli";
import { type FormatOptions, limitRows } from "./limit-rows.ts";
import type { Excerpts } from "./near-files-excerpts.ts";
import type { NearFilesReport, NearRow } from "./near-files-report.ts";
import type { RowPlace } from "./near-files-source.ts";

export interface FormatNearFilesOptions extends FormatOptions {
  /** By a file's place in the list. */
  readonly names: readonly string[];
  readonly textOf: Excerpts;
}

/** A title and what stands under it. */
export interface Section {
  readonly title: string;
  readonly lines: readonly SafeText[];
}

/** The totals as one line. */
export function formatNearTotals({ totals }: NearFilesReport): SafeText {
  const { files, rows, texts, pairs, contained } = totals;
  const identical = count(totals.identicalGroups, "group");
  const parts = [
    `${identical} of identical rows${inAll(totals.rowsInIdenticalGroups)}`,
    ...(pairs === undefined ? [] : [count(pairs, "near pair")]),
    ...(contained === undefined ? [] : [count(contained, "contained row")]),
    `${count(totals.clusters, "cluster")}${inAll(totals.rowsInClusters)}`,
  ];
  return safe`${count(rows, "row")} in ${count(files, "file")}, ${count(texts, "text")}: ${parts.join(", ")}`;
}

/** What was compared and what came of it, a line each. */
export function formatNearHeading(
  report: NearFilesReport,
  { paint, folder }: { readonly paint: Paint; readonly folder: string },
): SafeText[] {
  const { totals, threshold, containment, textColumn, includeSystem, engine } = report;
  const what =
    textColumn ?? `the conversation${includeSystem ? ", the system prompt in front" : ""}`;
  const without = [
    ...(totals.withoutText > 0 ? [`${count(totals.withoutText, "row")} without one`] : []),
    ...(totals.errors > 0 ? [`${count(totals.errors, "row")} that cannot be read`] : []),
    ...(totals.withoutWords > 0 ? [`${count(totals.withoutWords, "text")} without a word`] : []),
  ];
  return [
    paint.bold(formatNearTotals(report)),
    ...(folder === "" ? [] : [line("folder", folder)]),
    line("text", [what, ...without].join("; ")),
    line("near", `at least ${threshold} of the shingles of two rows are in both (${engine})`),
    ...(containment === undefined
      ? []
      : [line("contained", `at least ${containment} of a row's shingles are in another row`)]),
  ];
}

function line(label: string, value: string): SafeText {
  return safe`  ${padWidth(label, 11)}${value}`;
}

export function formatNearSections(
  report: NearFilesReport,
  options: FormatNearFilesOptions,
): Section[] {
  return [
    { title: "Nearest pairs", lines: formatPairs(report, options) },
    { title: "Contained rows", lines: formatContained(report, options) },
    { title: "Clusters", lines: formatClusters(report, options) },
  ];
}

const PAIR_COLUMNS: readonly TableColumn[] = [
  { header: "near", align: "right" },
  { header: "shared", align: "right" },
  { header: "row" },
  { header: "other row" },
  { header: "text", minWidth: 12 },
  { header: "other text", minWidth: 12 },
];

function formatPairs({ pairs }: NearFilesReport, options: FormatNearFilesOptions): SafeText[] {
  const { shown, rest } = limitRows(pairs, { most: options.most, noun: "pairs" });
  const rows = shown.map(({ a, b, jaccard, percent }) => [
    formatPercent(percent),
    jaccard,
    ...[a, b].map((row) => nameRow(row, options)),
    ...[a, b].map((row) => options.textOf(row)),
  ]);
  return drawTable(PAIR_COLUMNS, rows, { ...options, rest });
}

const CONTAINED_COLUMNS: readonly TableColumn[] = [
  { header: "contained", align: "right" },
  { header: "shared", align: "right" },
  { header: "row" },
  { header: "in row" },
  { header: "text", minWidth: 12 },
];

function formatContained(
  { contained }: NearFilesReport,
  options: FormatNearFilesOptions,
): SafeText[] {
  const { shown, rest } = limitRows(contained, { most: options.most, noun: "contained rows" });
  const rows = shown.map(({ row, container, containment, percent }) => [
    formatPercent(percent),
    containment,
    nameRow(row, options),
    nameRow(container, options),
    options.textOf(row),
  ]);
  return drawTable(CONTAINED_COLUMNS, rows, { ...options, rest });
}

const CLUSTER_COLUMNS: readonly TableColumn[] = [
  { header: "rows", align: "right" },
  { header: "different", align: "right" },
  { header: "first row" },
  { header: "other rows", minWidth: 16 },
  { header: "text", minWidth: 12 },
];

const OTHERS_SHOWN = 3;

function formatClusters(
  { clusters }: NearFilesReport,
  options: FormatNearFilesOptions,
): SafeText[] {
  const { shown, rest } = limitRows(clusters, { most: options.most, noun: "clusters" });
  const rows = shown.map(({ size, different, members: [first, ...others] }) => {
    const shownOthers = others.slice(0, OTHERS_SHOWN);
    const names = shownOthers.map((place) => namePlace(place, options.names));
    const left = size - 1 - names.length;
    return [
      formatCount(size),
      formatCount(different),
      first === undefined ? "" : nameRow({ ...first, alike: 1 }, options),
      `${names.join(", ")}${left > 0 ? ` and ${formatCount(left)} more` : ""}`,
      first === undefined ? "" : options.textOf(first),
    ];
  });
  return drawTable(CLUSTER_COLUMNS, rows, { ...options, rest });
}

interface DrawOptions extends FormatOptions {
  readonly rest: readonly SafeText[];
}

function drawTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { width, paint, rest }: DrawOptions,
): SafeText[] {
  return rows.length === 0 ? [] : [...formatTable({ columns, rows, width, paint }), ...rest];
}

/** Cells of the widest table that are not names of rows, its texts cut as short as they may be. */
const BESIDE_NAMES = 47;
const LEAST_NAME = 16;
const LEAST_FILE = 8;

/** The row's number outlives its file's name where the terminal is narrow: without it nobody finds the row. */
function nameRow({ file, row, alike }: NearRow, { names, width }: FormatNearFilesOptions): string {
  const room = Math.max(LEAST_NAME, Math.floor(((width ?? Infinity) - BESIDE_NAMES) / 2));
  const name = names[file] ?? "?";
  const number = `:${row + 1}`;
  const others = formatCount(alike - 1);
  const tail = alike > 1 ? `${number} (+${others} alike)` : number;
  if (displayWidth(name) + displayWidth(tail) <= room) return `${name}${tail}`;
  const short = alike > 1 ? `${number} (+${others})` : number;
  return `${fitWidth(name, Math.max(LEAST_FILE, room - displayWidth(short)))}${short}`;
}

/** Rows are counted from 1 for people, as editors do. */
function namePlace({ file, row }: RowPlace, names: readonly string[]): string {
  return `${names[file] ?? "?"}:${row + 1}`;
}

/** Rounded down: 100% would say of two rows that they are the same. */
function formatPercent(percent: number): string {
  return `${(Math.floor(percent * 10) / 10).toFixed(1)}%`;
}

function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function inAll(rows: number): string {
  return rows === 0 ? "" : ` (${formatCount(rows)} rows)`;
}
