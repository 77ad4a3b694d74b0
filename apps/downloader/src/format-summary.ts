import { join, relative } from "node:path";
import {
  formatBytes,
  formatCount,
  formatDuration,
  type Paint,
  padWidth,
  quoteArgument,
  safe,
  type SafeText,
} from "@flock-tools/cli";
import type { EvaluationPoolOutcome, HfCacheReport, SyncReport } from "@flock-tools/flock";

export interface FormatSummaryOptions {
  readonly paint: Paint;
  readonly chainName: string;
  /** What to type to run the same command again. */
  readonly rerun: string;
  readonly cwd: string;
  /** What to type to have Python find a data set in the cache that was laid out. */
  readonly python?: string | undefined;
}

type Counts = Readonly<Record<string, number>>;

/** The end of a run for people: what came of it, where the files are, and what to type next. */
export function formatSummary(
  report: SyncReport & { readonly hfCache?: HfCacheReport },
  options: FormatSummaryOptions,
): SafeText[] {
  const { netuid, block, totals, evaluationPool, hfCache } = report;
  const { paint, chainName, cwd } = options;
  const { downloaded, alreadyThere, failed, skipped, stale, rows, bytes } = totals;
  const time = new Date(block.timestamp).toISOString().slice(0, 16).replace("T", " ");
  const at = safe`netuid ${netuid} on ${chainName}, block ${formatCount(block.number)} (${time} UTC)`;
  const files = join(shorten(report.viewRoot, cwd), "miner_<uid>", "data.jsonl");
  return [
    paint.bold(at),
    line("miners", formatCount(totals.total)),
    line("downloaded", paint.green(formatCount(downloaded))),
    line("already there", formatCount(alreadyThere)),
    line("failed", sum(failed) > 0 ? paint.red(formatCount(sum(failed))) : "0"),
    ...listReasons(failed),
    line("skipped", formatCount(sum(skipped))),
    ...listReasons(skipped),
    ...listLeftOut(report),
    ...(stale > 0
      ? [line("stale", `${formatCount(stale)} commitments of hotkeys that left the subnet`)]
      : []),
    line("rows", formatCount(rows)),
    line("bytes", safe`${formatBytes(bytes)}, ${formatBytes(totals.downloadedBytes)} of them new`),
    line("time", formatDuration(totals.seconds * 1000)),
    ...(evaluationPool === undefined
      ? []
      : [line("evaluation", describePool(evaluationPool, cwd))]),
    line("files", files),
    ...(hfCache === undefined ? [] : [line("hf cache", describeHfCache(hfCache, cwd))]),
    ...describeNext(report, options),
  ];
}

/** The same as one line, for `--quiet`. */
export function formatShortSummary({ totals }: SyncReport): string {
  const { total, downloaded, alreadyThere, failed, skipped, rows, bytes, seconds } = totals;
  return (
    `${total} miners: ${downloaded} downloaded, ${alreadyThere} already there, ${sum(failed)} failed, ` +
    `${sum(skipped)} skipped; ${rows} rows, ${formatBytes(bytes)}, ${formatDuration(seconds * 1000)}`
  );
}

function line(label: string, value: string | SafeText): SafeText {
  return safe`  ${padWidth(label, 14)}${value}`;
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** One line a reason, the most frequent first. */
function listReasons(counts: Counts): SafeText[] {
  return Object.entries(counts)
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([reason, count]) => line("", `${padWidth(formatCount(count), 5, "right")}  ${reason}`));
}

/** Files that whole snapshots would have, and that were not taken. */
function listLeftOut({ miners }: SyncReport): SafeText[] {
  const counts: Record<string, number> = {};
  for (const miner of miners) {
    const own = "leftOutCounts" in miner ? miner.leftOutCounts : {};
    for (const [reason, count] of Object.entries(own ?? {})) {
      counts[reason] = (counts[reason] ?? 0) + count;
    }
  }
  const files = sum(counts);
  if (files === 0) return [];
  return [
    line("left out", `${formatCount(files)} ${files === 1 ? "file" : "files"}`),
    ...listReasons(counts),
  ];
}

function describePool(pool: EvaluationPoolOutcome, cwd: string): string {
  if ("file" in pool) {
    const { status, rows, bytes, file } = pool;
    return `${status}, ${formatCount(rows)} rows, ${formatBytes(bytes)}: ${shorten(file, cwd)}`;
  }
  return `${pool.status}, ${pool.reason}${pool.detail === undefined ? "" : `: ${pool.detail}`}`;
}

function describeHfCache({ folder, files, newFiles }: HfCacheReport, cwd: string): string {
  const counts = `${formatCount(files)} ${files === 1 ? "file" : "files"}, ${formatCount(newFiles)} new`;
  return `${counts}: ${shorten(folder, cwd)}`;
}

function describeNext(report: SyncReport, options: FormatSummaryOptions): SafeText[] {
  const { rerun, cwd, paint, python } = options;
  const label = paint.cyan("next:");
  if (sum(report.totals.failed) > 0) return [safe`${label} ${rerun} (it fetches what has failed)`];
  if (python !== undefined) return [safe`${label} ${python}`];
  const first = report.miners.find((miner) => "sha256" in miner);
  if (first === undefined) return [];
  const file = join(shorten(report.viewRoot, cwd), `miner_${first.uid}`, "data.jsonl");
  return [safe`${label} head -n 1 ${quoteArgument(file)}`];
}

/** A path as it would be typed: relative where it is below the working folder. */
function shorten(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === "" || short.startsWith("..") ? path : short;
}
