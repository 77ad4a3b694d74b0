import { resolve } from "node:path";
import { type CommandContext, EXIT_CODES, safe, type SafeText } from "@flock-tools/cli";
import type { Uid } from "@flock-tools/core";
import {
  createJudgementReport,
  EVALUATION_POOL,
  type JudgementReport,
  type NearReport,
} from "@flock-tools/flock";
import { checkNearOptions, findNear } from "./find-near.ts";
import { formatGroups } from "./format-groups.ts";
import { formatHeading } from "./format-heading.ts";
import { formatNear, formatShortNear } from "./format-near.ts";
import { createFormatOptions } from "./format-options.ts";
import { formatPairs } from "./format-pairs.ts";
import { formatReplay } from "./format-replay.ts";
import { formatShortTotals, formatTotals, formatVerdicts } from "./format-verdicts.ts";
import { listRules } from "./list-rules.ts";
import { openSource, type OpenSource, type Origin } from "./open-source.ts";
import type { DupesOptions } from "./options.ts";
import type { FailOn } from "./parse-fail-on.ts";
import { prepareFolder, writeReportFiles } from "./report-files.ts";
import { shortenPath } from "./shorten-path.ts";
import { dataDirArguments, sourceArguments } from "./source-arguments.ts";
import { warnOfGaps } from "./warn-of-gaps.ts";

type DupesContext = CommandContext<DupesOptions>;

/** What a run came to, and where it was written. */
interface Result {
  readonly origin: Origin;
  readonly report: JudgementReport;
  /** Only if it was asked for. */
  readonly near: NearReport | undefined;
  readonly out: string | undefined;
}

/** `pnpm analyze dupes`: the verdict of every miner, all pairs, who was first, and near duplicates. */
export async function analyzeDupes(context: DupesContext): Promise<number> {
  const { options, cwd, words } = context;
  if (options.rules === "list") return listRules(context);
  checkNearOptions(context);
  const out = options.out === undefined ? undefined : resolve(cwd, options.out);
  if (out !== undefined) await prepareFolder(out);
  context.output.status("reading the data sets");
  const opened = await openSource(context, words);
  try {
    return await reportOn(context, opened, out);
  } finally {
    opened.close();
  }
}

async function reportOn(
  context: DupesContext,
  opened: OpenSource,
  out: string | undefined,
): Promise<number> {
  const { options, output } = context;
  const { origin, source } = opened;
  output.status("comparing");
  const report = createJudgementReport(source, { steps: options.steps, seed: options.replay });
  output.status(undefined);
  warnOfGaps(context, report);
  const near = options.near ? await findNear(context, opened) : undefined;
  output.data({ origin, ...report, near });
  const code = hasFindings(report, options.failOn) ? EXIT_CODES.findings : EXIT_CODES.ok;
  if (out !== undefined) {
    const envelope = output.envelope(code === EXIT_CODES.ok);
    await writeReportFiles({ folder: out, report, near, envelope });
  }
  printReport(context, { origin, report, near, out });
  return code;
}

/** Of two files that share too many rows one is a duplicate, also where nobody knows which. */
function hasFindings(
  { totals, convictions, ruleSet }: JudgementReport,
  verdicts: readonly FailOn[] = [],
): boolean {
  const isOpen = convictions.some(
    ({ order, shared }) => order === "unknown" && shared > ruleSet.threshold,
  );
  return verdicts.some((verdict) => totals[verdict] > 0 || (verdict === "duplicate" && isOpen));
}

function printReport(context: DupesContext, result: Result): void {
  const { output, options, terminal, cwd } = context;
  const { origin, report, near, out } = result;
  if (options.quiet) {
    output.result(formatShortTotals(report));
    if (near !== undefined) output.result(formatShortNear(near));
    return;
  }
  const { resultPaint: paint } = terminal;
  const format = createFormatOptions(context);
  const section = (title: string, lines: readonly SafeText[]): void => {
    if (lines.length > 0) output.result("", paint.bold(title), ...lines);
  };
  output.result(...formatHeading(report, { origin, paint, cwd }), "");
  output.result(...formatTotals(report, paint));
  section("Verdicts", formatVerdicts(report.miners, format));
  section("Pairs", formatPairs(report, format));
  section("Who was first", formatGroups(report.groups, format));
  if (report.replay !== undefined) {
    const { seed, steps } = report.replay;
    section(
      `Replay of ${steps.length} steps with seed ${seed}`,
      formatReplay(report.replay, format),
    );
  }
  for (const { title, lines } of near === undefined ? [] : formatNear(near, format)) {
    section(title, lines);
  }
  output.result("");
  if (out !== undefined) output.result(safe`written to ${shortenPath(out, cwd)}`);
  output.result(safe`${paint.cyan("next:")} ${nextCommand(context, result)}`);
}

/** What a person is likely to want next: a pool, a look at the worst pair, or the files. */
function nextCommand(context: DupesContext, { origin, report, near, out }: Result): string {
  const { commandLine, words, cwd } = context;
  const { pool, ruleSet, convictions, miners } = report;
  const isStore = origin.kind === "store";
  const given = sourceArguments(context, origin);
  const isFetched = isStore && ruleSet.pool.repoId === EVALUATION_POOL.repoId;
  if (isFetched && ruleSet.membership && pool.status === "missing") {
    return commandLine("dl", ["--eval", ...dataDirArguments(context, origin.dataDir)]);
  }
  const worst = chooseWorst(convictions, near);
  if (worst === undefined && out === undefined) {
    const paths = isStore ? [] : words;
    return commandLine("analyze", ["dupes", ...paths, ...given, "--out", "report"]);
  }
  if (worst === undefined) return commandLine("dl", ["--eval"]);
  const nameOf = (uid: number): string => {
    const path = isStore ? undefined : miners.find((miner) => miner.uid === uid)?.path;
    return path === undefined ? String(uid) : shortenPath(path, cwd);
  };
  // The folder has its pool beside it, two files out of it have none.
  const isFound = origin.kind === "folder" && context.options.pool === undefined;
  const found = isFound && pool.path !== undefined ? ["--pool", shortenPath(pool.path, cwd)] : [];
  const names = worst.map(nameOf);
  return commandLine("analyze", ["pair", ...names, ...given, ...found]);
}

/** The pair that a person would look at first. */
function chooseWorst(
  [convicted]: JudgementReport["convictions"],
  near: NearReport | undefined,
): readonly [Uid, Uid] | undefined {
  if (convicted !== undefined) return [convicted.first, convicted.second];
  const [twins] = near?.minerPairs ?? [];
  return twins?.a === undefined ? undefined : [twins.a, twins.b];
}
