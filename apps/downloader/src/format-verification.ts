import { relative } from "node:path";
import {
  formatBytes,
  formatCount,
  formatDuration,
  type Paint,
  padWidth,
  safe,
  type SafeText,
} from "@flock-tools/cli";
import type { MendedBlob, MendedCopy } from "@flock-tools/flock";
import type { Garbage } from "@flock-tools/store";
import type { VerifyReport } from "./verify.ts";

export interface FormatVerificationOptions {
  readonly paint: Paint;
  readonly cwd: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

// More say nothing new; --verbose and --json have them all.
const SHOWN = 20;

/** The end of a verification for people: what was looked at, what was wrong, and what became of it. */
export function formatVerification(
  report: VerifyReport,
  { paint, cwd, quiet, verbose }: FormatVerificationOptions,
): SafeText[] {
  const { blobs, bytes, damaged, copies, catalog, quarantined, garbage, seconds, ok } = report;
  const verdict = ok ? paint.green("all is right") : paint.red("not all is right");
  const lost = damaged.filter(({ mended }) => mended === undefined).length;
  const left = copies.changed.filter(({ mended }) => !mended).length;
  if (quiet) return [safe`${ok ? "ok" : "damaged"}: ${blobs} files, ${formatBytes(bytes)}`];
  const shown = verbose ? Infinity : SHOWN;
  return [
    line("catalog", catalog.length === 0 ? "whole" : paint.red("damaged")),
    ...catalog.map((problem) => line("", problem)),
    line("files", `${formatCount(blobs)}, ${formatBytes(bytes)}`),
    line("damaged", describeCounts(damaged.length, lost)),
    ...damaged.slice(0, shown).map((blob) => line("", describeBlob(blob))),
    line("copies", `${formatCount(copies.files)}, ${formatBytes(copies.bytes)}`),
    line("changed", describeCounts(copies.changed.length, left)),
    ...copies.changed.slice(0, shown).map((copy) => line("", describeCopy(copy, cwd))),
    ...describeUnseen(report),
    ...(quarantined > 0 ? [line("quarantine", `${formatCount(quarantined)} damaged`)] : []),
    ...(hasGarbage(garbage) ? [line("leftovers", "pnpm dl gc deletes them")] : []),
    line("time", formatDuration(seconds * 1000)),
    safe`${verdict}${ok ? "" : safe`; ${describeNext(report, lost)}`}`,
  ];
}

function line(label: string, value: string | SafeText): SafeText {
  return safe`  ${padWidth(label, 14)}${value}`;
}

function describeCounts(all: number, left: number): string {
  if (all === 0) return "0";
  return `${formatCount(all)}, ${formatCount(all - left)} of them mended`;
}

const MENDS = {
  copy: "brought back from a copy",
  fetched: "fetched again",
  whole: "whole by now",
  "not-needed": "put aside, nothing needs it",
} as const;

function describeBlob({ sha256, reason, uses, mended, detail }: MendedBlob): SafeText {
  const [use] = uses;
  const more = uses.length > 1 ? ` and ${uses.length - 1} more` : "";
  const where = use === undefined ? "" : ` ${use.repoId} ${use.path}${more}`;
  const what = mended === undefined ? (detail ?? "not mended") : MENDS[mended];
  return safe`${sha256.slice(0, 12)}${where}: ${reason}; ${what}`;
}

function describeCopy({ path, reason, mended }: MendedCopy, cwd: string): SafeText {
  const short = relative(cwd, path);
  const shown = short.startsWith("..") ? path : short;
  return safe`${shown}: ${reason}${mended ? "; rewritten" : ""}`;
}

/** What could not be held against anything. */
function describeUnseen({ copies: { unknown, absentRoots } }: VerifyReport): SafeText[] {
  return [
    ...(unknown > 0
      ? [
          line(
            "not compared",
            `${formatCount(unknown)} copies of an older version; pnpm dl compares them`,
          ),
        ]
      : []),
    ...absentRoots.map((root) => line("not there", root)),
  ];
}

function hasGarbage(garbage: Garbage | undefined): boolean {
  if (garbage === undefined) return false;
  const { orphans, partials, leftovers, quarantine, rowIndexes } = garbage;
  const files = [orphans, partials, leftovers, quarantine].some((sum) => sum.files > 0);
  return files || rowIndexes > 0;
}

function describeNext({ catalog, dryRun }: VerifyReport, lost: number): string {
  if (catalog.length > 0) {
    return "put a copy of catalog.sqlite in its place if you have one; else move it away with its -wal and -shm files, and pnpm dl makes a new one";
  }
  if (dryRun) return "without --dry-run it is mended";
  if (lost > 0) return "run it again when the Hub can be reached; what is gone there stays missing";
  return "run it again";
}
