import {
  formatBytes,
  formatCount,
  formatTable,
  type Paint,
  safe,
  type SafeText,
} from "@flock-tools/cli";
import { type ExportPlan, planExport } from "@flock-tools/flock";
import { createFormatOptions } from "../format-options.ts";
import { type FormatOptions, limitRows } from "../limit-rows.ts";
import { shortenPath } from "../shorten-path.ts";
import { toRowSelection } from "../to-row-selection.ts";
import type { ExportJob, ExportTarget } from "./export-context.ts";
import { formatBlock, formatLeftOut } from "./format-plan.ts";
import { warnOfPlan } from "./warn-of-plan.ts";

/** `--dry-run`: which miners would be read and who is left out. */
export async function showPlan({ context, store, request, target }: ExportJob): Promise<void> {
  const { options, output, signal, terminal, cwd, rerun } = context;
  const plan = await planExport(store, { selection: toRowSelection(options), signal });
  warnOfPlan(context, plan);
  const out = target.kind === "stdout" ? "-" : target.path;
  output.data({ dryRun: true, ...request, out, ...plan });
  if (options.quiet) {
    output.result(String(plan.mostRows));
    return;
  }
  const { resultPaint: paint } = terminal;
  output.result(...formatPlan(plan, { ...createFormatOptions(context), out: nameOf(target, cwd) }));
  const next = rerun.replace(/ --dry-run(?= |$)/, "");
  output.result("", safe`${paint.cyan("next:")} ${next}`);
}

function nameOf(target: ExportTarget, cwd: string): string {
  return target.kind === "stdout" ? "stdout" : shortenPath(target.path, cwd);
}

function formatPlan(
  plan: ExportPlan,
  { out, ...format }: FormatOptions & { readonly out: string },
): SafeText[] {
  const { paint } = format;
  const most = plan.mostRows < plan.rows ? `, ${formatCount(plan.mostRows)} of them at most` : "";
  return [
    paint.bold(formatBlock(plan)),
    safe`  to read   ${formatCount(plan.miners.length)} miners, ${formatCount(plan.rows)} rows, ${formatBytes(plan.bytes)}${most}`,
    ...formatLeftOut(plan),
    safe`  to write  ${out}`,
    ...section(paint, "Miners", formatMiners(plan, format)),
    ...section(paint, "Left out", formatMissing(plan, format)),
  ];
}

function section(paint: Paint, title: string, lines: readonly SafeText[]): SafeText[] {
  return lines.length === 0 ? [] : [safe``, paint.bold(title), ...lines];
}

function formatMiners({ miners }: ExportPlan, format: FormatOptions): SafeText[] {
  if (miners.length === 0) return [];
  const { shown, rest } = limitRows(miners, { ...format, noun: "miners" });
  const table = formatTable({
    columns: [
      { header: "uid", align: "right" },
      { header: "rows", align: "right" },
      { header: "size", align: "right" },
      { header: "committed at", align: "right" },
      { header: "competition" },
      { header: "commit" },
      { header: "repository", minWidth: 12 },
    ],
    rows: shown.map(({ uid, rows, bytes, commitmentBlock, competitionId, commit, repoId }) => [
      String(uid),
      formatCount(rows),
      formatBytes(bytes),
      formatCount(commitmentBlock),
      competitionId,
      commit.slice(0, 8),
      repoId,
    ]),
    width: format.width,
    paint: format.paint,
  });
  return [...table, ...rest];
}

function formatMissing({ leftOut }: ExportPlan, format: FormatOptions): SafeText[] {
  if (leftOut.length === 0) return [];
  const { shown, rest } = limitRows(leftOut, { ...format, noun: "miners" });
  const table = formatTable({
    columns: [
      { header: "uid", align: "right" },
      { header: "why" },
      { header: "repository", minWidth: 12 },
    ],
    rows: shown.map(({ uid, reason, verdict, repoId }) => [
      String(uid),
      verdict === undefined ? reason : `${reason}: ${verdict}`,
      repoId ?? "-",
    ]),
    width: format.width,
    paint: format.paint,
  });
  return [...table, ...rest];
}
