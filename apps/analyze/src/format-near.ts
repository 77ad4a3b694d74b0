import { formatCount, padWidth, safe, type SafeText } from "@flock-tools/cli";
import type { NearReport } from "@flock-tools/flock";
import { formatNearClusters, formatTwins } from "./format-near-miners.ts";
import { formatContained, formatNearPairs, formatRowClusters } from "./format-near-rows.ts";
import type { FormatOptions } from "./limit-rows.ts";

/** A part of a report for people. */
export interface Section {
  readonly title: string;
  /** Empty: there is nothing to say. */
  readonly lines: readonly SafeText[];
}

/** Near duplicates for people: what was compared, then miners, then rows. */
export function formatNear(report: NearReport, options: FormatOptions): Section[] {
  return [
    { title: "Near duplicates", lines: formatSummary(report) },
    { title: "Near twins of miners", lines: formatTwins(report.minerPairs, options) },
    { title: "Clusters of miners", lines: formatNearClusters(report.minerClusters, options) },
    { title: "Near pairs of rows", lines: formatNearPairs(report.pairs, options) },
    { title: "Contained rows", lines: formatContained(report.contained, options) },
    { title: "Clusters of rows", lines: formatRowClusters(report.rowClusters, options) },
  ];
}

/** The same in one line, for `--quiet`. */
export function formatShortNear({ totals }: NearReport): string {
  const { pairs, contained, rowClusters, minerClusters } = totals;
  return `${pairs} near pairs, ${contained} contained, ${rowClusters} clusters of rows, ${minerClusters} clusters of miners`;
}

const SCOPES = {
  miners: "rows of different miners against each other",
  pool: "rows of miners against those of the evaluation pool",
  all: "rows of different miners against each other and against those of the evaluation pool",
} as const satisfies Record<NearReport["scope"], string>;

/** A share, given as a decimal, for people: `80%`. */
export function formatShareText(share: string): string {
  return `${Number((Number(share) * 100).toFixed(7))}%`;
}

function formatSummary(report: NearReport): SafeText[] {
  const { threshold, containment, engine, totals, linkedAbove, scope, includeSystem } = report;
  const approximate = engine === "minhash" ? "; approximate: some are missed" : "";
  const text = includeSystem ? "messages and system prompt" : "messages";
  return [
    safe`  None of this is part of the verdicts above, which go by rows that are the same.`,
    line("compared", `${SCOPES[scope]}, by the words of their ${text}`),
    line("", describeRows(totals)),
    line(
      "near pairs",
      `${formatCount(totals.pairs)}, with ${formatShareText(threshold)} of their five-word sequences in common, or more${approximate}`,
    ),
    ...(containment === undefined
      ? []
      : [
          line(
            "contained",
            `${formatCount(totals.contained)} rows have ${formatShareText(containment)} of theirs, or more, in another one that is not in their cluster`,
          ),
        ]),
    line("clusters", `${formatCount(totals.rowClusters)} of rows`),
    ...(scope === "pool"
      ? []
      : [
          line(
            "",
            `${formatCount(totals.minerClusters)} of miners, linked by more than ${formatCount(linkedAbove)} rows with a near or identical twin`,
          ),
        ]),
  ];
}

function describeRows(totals: NearReport["totals"]): string {
  const { rows, miners, poolRows, differentRows, withoutText, withoutWords, rowsLeftOut } = totals;
  const notes: readonly (readonly [number, string])[] = [
    [withoutText, "without a conversation"],
    [withoutWords, "without a word"],
    [rowsLeftOut, "left out: too long, or it is open whether they parse"],
  ];
  return [
    `${formatCount(rows)} rows of ${formatCount(miners)} miners`,
    ...(poolRows > 0 ? [`${formatCount(poolRows)} of the pool`] : []),
    `${formatCount(differentRows)} of them different`,
    ...notes.flatMap(([count, note]) => (count === 0 ? [] : [`${formatCount(count)} ${note}`])),
  ].join(", ");
}

function line(label: string, value: string): SafeText {
  return safe`  ${padWidth(label, 12)}${value}`;
}
