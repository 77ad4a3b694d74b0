import { relative, resolve } from "node:path";
import { type CommandContext, EXIT_CODES, safe, type SafeText } from "@flock-tools/cli";
import { createJudgementReport, type JudgementReport } from "@flock-tools/flock";
import { formatGroups } from "./format-groups.ts";
import { formatHeading } from "./format-heading.ts";
import { formatPairs } from "./format-pairs.ts";
import { formatReplay } from "./format-replay.ts";
import { formatShortTotals, formatTotals, formatVerdicts } from "./format-verdicts.ts";
import { listRules } from "./list-rules.ts";
import { openSource, type Origin } from "./open-source.ts";
import type { DupesOptions } from "./options.ts";
import { prepareFolder, writeReportFiles } from "./report-files.ts";
import { sourceArguments } from "./source-arguments.ts";
import { warnOfGaps } from "./warn-of-gaps.ts";

type DupesContext = CommandContext<DupesOptions>;

/** `pnpm analyze dupes`: the verdict of every miner, all pairs, and who was first. */
export async function analyzeDupes(context: DupesContext): Promise<number> {
  const { options, output, cwd, words } = context;
  if (options.rules === "list") return listRules(context);
  const out = options.out === undefined ? undefined : resolve(cwd, options.out);
  if (out !== undefined) await prepareFolder(out);
  output.status("reading the data sets");
  const opened = await openSource(context, words);
  opened.close();
  const { origin, source } = opened;
  output.status("comparing");
  const report = createJudgementReport(source, { steps: options.steps, seed: options.replay });
  output.status(undefined);
  warnOfGaps(context, report);
  output.data({ origin, ...report });
  const code = exitCodeOf(report, options);
  if (out !== undefined) {
    const envelope = output.envelope(code === EXIT_CODES.ok);
    await writeReportFiles({ folder: out, report, envelope });
  }
  printReport(context, { origin, report, out });
  return code;
}

/** Whether the run found what it was told to fail on. */
function exitCodeOf({ totals }: JudgementReport, { failOn = [] }: DupesOptions): number {
  return failOn.some((verdict) => totals[verdict] > 0) ? EXIT_CODES.findings : EXIT_CODES.ok;
}

interface Printed {
  readonly origin: Origin;
  readonly report: JudgementReport;
  readonly out: string | undefined;
}

function printReport(context: DupesContext, { origin, report, out }: Printed): void {
  const { output, options, terminal, cwd } = context;
  if (options.quiet) {
    output.result(formatShortTotals(report));
    return;
  }
  const { resultPaint: paint } = terminal;
  const format = { paint, width: terminal.resultColumns() };
  const section = (title: string, lines: readonly SafeText[]): void => {
    if (lines.length > 0) output.result("", paint.bold(title), ...lines);
  };
  output.result(...formatHeading(report, { origin, paint }), "", ...formatTotals(report, paint));
  section("Verdicts", formatVerdicts(report.miners, format));
  section("Pairs", formatPairs(report, format));
  section("Who was first", formatGroups(report.groups, format));
  if (report.replay !== undefined) {
    const { seed, steps } = report.replay;
    section(`Replay of ${steps.length} steps with seed ${seed}`, formatReplay(report.replay));
  }
  output.result("");
  if (out !== undefined) output.result(safe`written to ${relative(cwd, out) || "."}`);
  output.result(safe`${paint.cyan("next:")} ${nextCommand(context, report)}`);
}

/** What a person is likely to ask next. */
function nextCommand(
  { commandLine, options, sources, words }: DupesContext,
  { pool, ruleSet, convictions, miners }: JudgementReport,
): string {
  const isStore = words.length === 0;
  const given = sourceArguments({ options, sources });
  if (isStore && ruleSet.membership && pool.status === "missing") {
    return commandLine("dl", [
      "--eval",
      ...(options.dataDir === "./data" ? [] : ["--data-dir", options.dataDir]),
    ]);
  }
  const [worst] = convictions;
  if (worst !== undefined) {
    const paths = [worst.first, worst.second].map((uid) =>
      isStore ? String(uid) : (miners.find((miner) => miner.uid === uid)?.path ?? String(uid)),
    );
    return commandLine("analyze", ["pair", ...paths, ...given]);
  }
  return options.out === undefined
    ? commandLine("analyze", ["dupes", ...words, ...given, "--out", "report"])
    : commandLine("dl", ["--eval"]);
}
