import {
  formatCount,
  formatTable,
  type Paint,
  padWidth,
  safe,
  type SafeText,
  type TableColumn,
} from "@flock-tools/cli";
import type { JudgementReport, ReportedMiner, SharedRow } from "@flock-tools/flock";
import { describeMiner, VERDICTS } from "./describe-miner.ts";
import { formatHeading } from "./format-heading.ts";
import { formatOdds } from "./format-odds.ts";
import { loserOf } from "./format-pairs.ts";
import { type FormatOptions, limitRows } from "./limit-rows.ts";
import { formatShareText } from "./format-near.ts";
import { formatPairNear } from "./format-pair-near.ts";
import { formatPlaces } from "./format-places.ts";
import type { PairReport } from "./pair-report.ts";
import type { RowTexts } from "./row-texts.ts";
import { shortenPath } from "./shorten-path.ts";
import { shortenText } from "./shorten-text.ts";

export interface FormatPairOptions extends FormatOptions {
  readonly whole: JudgementReport;
  /** Of the rows of the first of the two. */
  readonly textOf: RowTexts;
  readonly cwd: string;
  /** What to type next. */
  readonly next: string;
  /** Where files were written. */
  readonly out: string | undefined;
}

const MOST_TEXT = 60;

/** Two miners and what they share, for people. */
export function formatPair(report: PairReport, options: FormatPairOptions): SafeText[] {
  const { origin, a, b, rows } = report;
  const { whole, next, paint, cwd, out } = options;
  return [
    ...formatHeading(whole, { origin, paint, cwd }),
    EMPTY_LINE,
    ...[a, b].flatMap((miner) => formatMiner(miner, paint)),
    EMPTY_LINE,
    ...formatOverlap(report),
    ...(rows.length === 0 ? [] : [EMPTY_LINE, ...formatRows(report, options)]),
    ...formatPairNear(report, options),
    EMPTY_LINE,
    ...(out === undefined ? [] : [safe`written to ${shortenPath(out, cwd)}`]),
    safe`${paint.cyan("next:")} ${next}`,
  ];
}

const EMPTY_LINE = safe``;

function formatMiner(miner: ReportedMiner, paint: Paint): SafeText[] {
  const { uid, hotkey, coldkey, commitmentBlock, repoId, commit, path, verdict } = miner;
  const from = path ?? (repoId === undefined ? undefined : `${repoId} at ${commit ?? "?"}`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["hotkey", hotkey],
    ["coldkey", coldkey],
    ["committed at", commitmentBlock === undefined ? undefined : formatCount(commitmentBlock)],
    ["data set", from],
    ["verdict", `${VERDICTS[verdict]}: ${describeMiner(miner)}`],
  ];
  return [
    paint.bold(`uid ${uid}`),
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [line(name, value)])),
  ];
}

function formatOverlap(report: PairReport): SafeText[] {
  const { a, b, pair, conviction, steps, ruleSet } = report;
  if (pair === undefined) return [line("shared", "nothing to compare: one has no rows that count")];
  const { shared, sharedRaw, percentOfA, percentOfB, uniformOdds, popularityOdds } = pair;
  const percent = `${Math.round(percentOfA)}% of uid ${a.uid}, ${Math.round(percentOfB)}% of uid ${b.uid}`;
  const odds = conviction?.detectionOdds;
  return [
    line("shared", `${formatCount(shared)} rows: ${percent}; ${ruleSet.threshold} are allowed`),
    line("identical", `${formatCount(sharedRaw)} of them byte for byte`),
    line("first", describeOrder(a, b)),
    ...(uniformOdds === undefined
      ? [line("by chance", "not known without the pool")]
      : [
          line("by chance", `${formatOdds(uniformOdds)} if rows were picked blindly`),
          line(
            "",
            `${formatOdds(popularityOdds)} if they were picked as often as others pick them`,
          ),
        ]),
    line("convicts", conviction === undefined ? "nobody" : loserOf(conviction)),
    ...(odds === undefined
      ? []
      : [
          line(
            "met",
            `${formatOdds({ probability: odds, log10: Math.log10(odds) })} within ${formatCount(steps)} steps`,
          ),
        ]),
    line("near", describeTwins(report)),
  ];
}

function describeTwins({ a, b, near }: PairReport): string {
  const { twins, twinsOfA, twinsOfB, threshold } = near;
  if (twins.length === 0) return `no near twins (${formatShareText(threshold)} or more)`;
  const rows = `${formatCount(twinsOfA)} rows of uid ${a.uid} and ${formatCount(twinsOfB)} of uid ${b.uid}`;
  return `${rows} have a twin in the other, near by ${formatShareText(threshold)} or the same; near ones convict nobody`;
}

function describeOrder(a: ReportedMiner, b: ReportedMiner): string {
  if (a.commitmentBlock === undefined || b.commitmentBlock === undefined) return "not known";
  const blocks = b.commitmentBlock - a.commitmentBlock;
  if (blocks === 0) return "both in one block";
  const first = blocks > 0 ? a.uid : b.uid;
  const distance = Math.abs(blocks);
  return `uid ${first}, by ${formatCount(distance)} block${distance === 1 ? "" : "s"}`;
}

function formatRows(
  { rows, a, b }: PairReport,
  { paint, width, most, textOf }: FormatPairOptions,
): SafeText[] {
  const { shown, rest } = limitRows(rows, { most, noun: "rows" });
  const columns: TableColumn[] = [
    { header: `row of ${a.uid}`, align: "right" },
    { header: `row of ${b.uid}`, align: "right" },
    { header: "bytes" },
    { header: "in pool" },
    { header: "hash" },
    { header: "row", minWidth: 10 },
  ];
  const cells = shown.map((row) => toCells(row, textOf));
  return [...formatTable({ columns, rows: cells, width, paint }), ...rest];
}

function toCells(row: SharedRow, textOf: RowTexts): string[] {
  const { inA, inB, isIdentical, isInPool, canonical } = row;
  const text = textOf(inA[0] ?? 0);
  return [
    formatPlaces(inA),
    formatPlaces(inB),
    isIdentical ? "same" : "differ",
    isInPool === undefined ? "-" : isInPool ? "yes" : "no",
    canonical.slice(0, 12),
    text === undefined ? "" : shortenText(text, MOST_TEXT),
  ];
}

function line(label: string, value: string): SafeText {
  return safe`  ${padWidth(label, 14)}${value}`;
}
