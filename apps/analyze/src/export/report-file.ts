import { formatBytes, formatCount, type Printable, safe } from "@flock-tools/cli";
import type { ExportPlan } from "@flock-tools/flock";
import { nameManifest, type TableSchema } from "@flock-tools/tabular";
import { shortenPath } from "../shorten-path.ts";
import type { ExportContext, ExportJob } from "./export-context.ts";
import { formatBlock, formatLeftOut } from "./format-plan.ts";
import { suggestNext } from "./suggest-next.ts";
import type { WrittenFormat } from "./write-format.ts";

export interface FileReport {
  readonly plan: ExportPlan;
  readonly schema: TableSchema;
  readonly metadata: Readonly<Record<string, string>>;
  readonly written: WrittenFormat;
}

/** Says what was written, on stdout unless that is where it was written to. */
export function reportFile(job: ExportJob, report: FileReport): void {
  const { context, request, target } = job;
  const { output, options, terminal, cwd } = context;
  const { plan, schema, metadata, written } = report;
  const { format } = request;
  const path = target.kind === "path" ? target.path : undefined;
  warnOfNoRows(context, written.rows);
  if (options.excel) for (const note of written.notes ?? []) output.warn(note);
  output.data({
    ...request,
    out: path ?? "-",
    manifest: path && nameManifest(path),
    ...written,
    shape: options.shape,
    table: { name: schema.name, version: schema.version },
    metadata,
    block: plan.block,
    miners: plan.miners,
    leftOut: plan.leftOut,
  });
  const name = path === undefined ? "stdout" : shortenPath(path, cwd);
  if (options.quiet) {
    if (path !== undefined) output.result(name);
    return;
  }
  const isOnStdout = path !== undefined;
  const paint = isOnStdout ? terminal.resultPaint : terminal.paint;
  const unit = options.shape === "turns" ? "messages" : "rows";
  const by = written.writer === undefined ? "" : `, by ${written.writer}`;
  const lines: readonly Printable[] = [
    paint.bold(formatBlock(plan)),
    safe`  ${unit.padEnd(8)}  ${describeCount(written.rows, unit, plan)}`,
    ...formatLeftOut(plan),
    safe`  file      ${name}, ${formatBytes(written.bytes)}${by}`,
    safe`  sha256    ${written.sha256}`,
    ...(path === undefined ? [] : [safe`  manifest  ${shortenPath(nameManifest(path), cwd)}`]),
  ];
  if (!isOnStdout) {
    for (const line of lines) terminal.line(line);
    return;
  }
  const next = suggestNext({ format, path: name, stream: options.stream });
  output.result(...lines, safe`${paint.cyan("next:")} ${next}`);
}

function describeCount(rows: number, unit: string, plan: ExportPlan): string {
  const miners = `of ${formatCount(plan.miners.length)} miners`;
  if (unit !== "rows") return `${formatCount(rows)} ${miners}`;
  return rows === plan.rows && rows > 0
    ? `all ${formatCount(rows)} ${miners}`
    : `${formatCount(rows)} of ${formatCount(plan.rows)} ${miners}`;
}

/** A file without rows is a valid file, and seldom what was meant. */
function warnOfNoRows({ output }: Pick<ExportContext, "output">, rows: number): void {
  if (rows === 0) output.warn("no row was chosen: the file has columns and no rows");
}
