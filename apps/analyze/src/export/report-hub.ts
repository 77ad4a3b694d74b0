import { formatBytes, formatCount, safe } from "@flock-tools/cli";
import type { ExportPlan, HubFile } from "@flock-tools/flock";
import type { TableSchema } from "@flock-tools/tabular";
import { shortenPath } from "../shorten-path.ts";
import type { ExportJob } from "./export-context.ts";
import { formatBlock, formatLeftOut } from "./format-plan.ts";
import { suggestLoad } from "./suggest-next.ts";
import type { WrittenFormat } from "./write-format.ts";

/** A file of the layout, and how it was written. */
export type HubEntry = HubFile & WrittenFormat;

export interface HubReport {
  readonly plan: ExportPlan;
  readonly schema: TableSchema;
  readonly metadata: Readonly<Record<string, string>>;
  readonly files: readonly HubEntry[];
}

/** Says what was written. */
export function reportHub({ context, request, target }: ExportJob, report: HubReport): void {
  const { output, options, terminal, cwd } = context;
  const { plan, schema, metadata, files } = report;
  const out = target.kind === "path" ? target.path : "-";
  const configs = [...new Set(files.map(({ config }) => config))];
  const rows = sum(files.map((file) => file.rows));
  output.data({
    ...request,
    out,
    shape: options.shape,
    table: { name: schema.name, version: schema.version },
    metadata,
    rows,
    configs,
    files: files.map(({ miner, ...file }) => ({ ...file, uid: miner.uid })),
    block: plan.block,
    miners: plan.miners,
    leftOut: plan.leftOut,
  });
  const name = shortenPath(out, cwd);
  if (options.quiet) {
    output.result(name);
    return;
  }
  const { resultPaint: paint } = terminal;
  const bytes = formatBytes(sum(files.map((file) => file.bytes)));
  const unit = options.shape === "turns" ? "messages" : "rows";
  output.result(
    paint.bold(formatBlock(plan)),
    safe`  ${unit.padEnd(8)}  ${formatCount(rows)} of ${formatCount(files.length)} miners`,
    ...formatLeftOut(plan),
    safe`  folder    ${name}/, ${formatCount(files.length)} files, ${bytes}`,
    safe`  configs   ${configs.join(", ")}`,
    safe`  push      hf upload YOU/NAME ${name} --repo-type dataset`,
    safe`${paint.cyan("next:")} ${suggestLoad(name, configs[0] ?? "")}`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
