import { formatBytes, formatCount, safe, type SafeText } from "@flock-tools/cli";
import { createMix, type Mix, writeMix, type WrittenMix } from "@flock-tools/flock";
import { createNearProgress } from "../near-progress.ts";
import { createProgressLine } from "../progress-line.ts";
import { shortenPath } from "../shorten-path.ts";
import { toRowSelection } from "../to-row-selection.ts";
import type { ExportContext, ExportJob } from "./export-context.ts";
import { formatBlock, formatLeftOut } from "./format-plan.ts";
import { suggestNext } from "./suggest-next.ts";
import { createWhereFilter } from "./where-filter.ts";

/** `--mix`: rows of many miners merged for training, as a folder. */
export async function exportMix({ context, store, target }: ExportJob): Promise<void> {
  if (target.kind !== "path") throw new TypeError("a mix needs a folder");
  const { options, output, signal } = context;
  const { dedupe, threshold, quota, validation, seed } = options;
  output.status("choosing rows");
  const mix = await createMix(store, {
    selection: toRowSelection(options),
    filter: createWhereFilter(context),
    dedupe,
    threshold,
    quota,
    validation,
    seed,
    signal,
    onProgress: createNearProgress(context),
  });
  const show = createProgressLine(context);
  const written = await writeMix(store, mix, {
    path: target.path,
    force: target.force,
    signal,
    onProgress: ({ rows, totalRows, bytes }) =>
      show(
        () =>
          `writing: ${formatCount(rows)} of ${formatCount(totalRows)} rows, ${formatBytes(bytes)}`,
      ),
  });
  output.status(undefined);
  reportMix(context, { mix, written, path: target.path });
}

interface MixReport {
  readonly mix: Mix;
  readonly written: WrittenMix;
  readonly path: string;
}

function reportMix(context: ExportContext, { mix, written, path }: MixReport): void {
  const { output, options, terminal, cwd } = context;
  const { splits, ...data } = mix;
  output.data({
    format: "jsonl",
    kind: "mix",
    out: path,
    ...data,
    splits: splits.map(({ name, rows }) => ({ name, rows })),
    files: written.files,
  });
  const name = shortenPath(path, cwd);
  if (options.quiet) {
    output.result(name);
    return;
  }
  const { resultPaint: paint } = terminal;
  const next = suggestNext({ format: "jsonl", path: `${name}/train.jsonl`, stream: false });
  output.result(
    paint.bold(formatBlock(mix)),
    ...formatCounts(mix),
    ...formatLeftOut(mix),
    safe`  files     ${name}/`,
    ...written.files.map(
      (file) => safe`            ${file.name.padEnd(18)} ${formatBytes(file.bytes)}`,
    ),
    safe`${paint.cyan("next:")} ${next}`,
  );
}

function formatCounts({ counts, miners, clusters, largestCluster, settings }: Mix): SafeText[] {
  const kept = counts.train + counts.validation;
  const dropped = [
    ...(counts.invalid > 0 ? [`${formatCount(counts.invalid)} not valid`] : []),
    ...(counts.tooLong > 0 ? [`${formatCount(counts.tooLong)} too long`] : []),
    ...(counts.duplicates > 0 ? [`${formatCount(counts.duplicates)} duplicates`] : []),
    ...(counts.overQuota > 0 ? [`${formatCount(counts.overQuota)} over the quota`] : []),
  ];
  const { dedupe, threshold, seed } = settings;
  const how = dedupe === "near" ? `near (${threshold})` : dedupe;
  return [
    safe`  rows      ${formatCount(kept)} of ${formatCount(counts.rows)} rows of ${formatCount(miners.length)} miners; duplicates: ${how}, seed ${seed}`,
    ...(dropped.length === 0 ? [] : [safe`  dropped   ${dropped.join(", ")}`]),
    safe`  split     ${formatCount(counts.train)} train, ${formatCount(counts.validation)} validation; no twin on both sides`,
    safe`  clusters  ${formatCount(clusters)}, the largest of ${formatCount(largestCluster)} rows`,
  ];
}
