import {
  formatCount,
  formatTable,
  type Paint,
  type SafeText,
  type TableCell,
  type TableColumn,
} from "@flock-tools/cli";
import type { JudgementReport, MinerPair, ReportedConviction } from "@flock-tools/flock";
import { formatOdds } from "./format-odds.ts";
import { type FormatOptions, limitRows } from "./limit-rows.ts";

/** The pairs that share rows as a table, those that share most first. */
export function formatPairs(
  { pairs, convictions, steps }: JudgementReport,
  { paint, width, most }: FormatOptions,
): SafeText[] {
  const sharing = pairs.filter(({ shared, sharedRaw }) => shared > 0 || sharedRaw > 0);
  if (sharing.length === 0) return [];
  const { shown, rest } = limitRows(sharing, { most, noun: "pairs" });
  const find = createConvictionFinder(convictions);
  const rows = shown.map((pair) => toRow(pair, find(pair), paint));
  return [...formatTable({ columns: columnsOf(steps), rows, width, paint }), ...rest];
}

/** The conviction of a pair, if it is one. */
export function createConvictionFinder(
  convictions: readonly ReportedConviction[],
): (pair: Pick<MinerPair, "a" | "b">) => ReportedConviction | undefined {
  const found = new Map(convictions.map((pair) => [nameOf(pair.first, pair.second), pair]));
  return ({ a, b }) => found.get(nameOf(a, b));
}

function nameOf(one: number, other: number): string {
  return `${Math.min(one, other)}-${Math.max(one, other)}`;
}

function columnsOf(steps: number): TableColumn[] {
  return [
    { header: "uid", align: "right" },
    { header: "uid", align: "right" },
    { header: "shared", align: "right" },
    { header: "identical", align: "right" },
    { header: "of one", align: "right" },
    { header: "of other", align: "right" },
    { header: "if blind", align: "right" },
    { header: "if popular", align: "right" },
    { header: "loses", align: "right" },
    { header: `met in ${formatCount(steps)} steps`, align: "right" },
  ];
}

function toRow(
  { a, b, shared, sharedRaw, percentOfA, percentOfB, uniformOdds, popularityOdds }: MinerPair,
  conviction: ReportedConviction | undefined,
  paint: Paint,
): TableCell[] {
  const odds = conviction?.detectionOdds;
  return [
    String(a),
    String(b),
    formatCount(shared),
    formatCount(sharedRaw),
    `${Math.round(percentOfA)}%`,
    `${Math.round(percentOfB)}%`,
    uniformOdds === undefined ? "-" : formatOdds(uniformOdds),
    // Without a pool nobody knows how many rows there were to choose from.
    uniformOdds === undefined ? "-" : formatOdds(popularityOdds),
    conviction === undefined ? "-" : { text: loserOf(conviction), style: paint.red },
    odds === undefined ? "-" : formatOdds({ probability: odds, log10: Math.log10(odds) }),
  ];
}

/** Who of a convicted pair loses, as far as that is known. */
export function loserOf({ first, second, order, isCertain }: ReportedConviction): string {
  const doubt = isCertain ? "" : "?";
  if (order === "earlier") return `${second}${doubt}`;
  return order === "same-block" ? `${first} or ${second}${doubt}` : "either";
}
