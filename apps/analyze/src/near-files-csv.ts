import { sanitise } from "@flock-tools/cli";
import { type CsvColumn, formatCsv } from "./format-csv.ts";
import type { TextCluster, TextClusters } from "./near-files-clusters.ts";
import type { Excerpts } from "./near-files-excerpts.ts";
import type { NearFile } from "./near-files-input.ts";
import type { ContainedRowPair, NearRowPair } from "./near-files-report.ts";
import { locateText, type NearLayout } from "./near-files-source.ts";

export interface CsvOptions {
  readonly files: readonly NearFile[];
  readonly textOf: Excerpts;
}

export function formatPairsCsv(
  pairs: readonly NearRowPair[],
  { files, textOf }: CsvOptions,
): Iterable<string> {
  return formatParts<NearRowPair>(
    [
      ["file_a", ({ a }) => nameOf(files, a.file)],
      ["row_a", ({ a }) => a.row],
      ["alike_a", ({ a }) => a.alike],
      ["file_b", ({ b }) => nameOf(files, b.file)],
      ["row_b", ({ b }) => b.row],
      ["alike_b", ({ b }) => b.alike],
      ["shared", ({ jaccard }) => numerator(jaccard)],
      ["of", ({ jaccard }) => denominator(jaccard)],
      ["percent", ({ percent }) => percent],
      ["text_a", ({ a }) => sanitise(textOf(a))],
      ["text_b", ({ b }) => sanitise(textOf(b))],
    ],
    pairs,
  );
}

export function formatContainedCsv(
  contained: readonly ContainedRowPair[],
  { files, textOf }: CsvOptions,
): Iterable<string> {
  return formatParts<ContainedRowPair>(
    [
      ["file", ({ row }) => nameOf(files, row.file)],
      ["row", ({ row }) => row.row],
      ["alike", ({ row }) => row.alike],
      ["in_file", ({ container }) => nameOf(files, container.file)],
      ["in_row", ({ container }) => container.row],
      ["in_alike", ({ container }) => container.alike],
      ["shared", ({ containment }) => numerator(containment)],
      ["of", ({ containment }) => denominator(containment)],
      ["percent", ({ percent }) => percent],
      ["text", ({ row }) => sanitise(textOf(row))],
    ],
    contained,
  );
}

export interface ClustersCsvOptions extends Pick<CsvOptions, "files"> {
  readonly layout: NearLayout;
  /** Of each text the first one with the same shingles. */
  readonly firstOf: Uint32Array;
}

/** A row of a cluster. */
interface Member {
  /** From 1. */
  readonly cluster: number;
  readonly size: number;
  readonly text: number;
}

/** Every row of every cluster, and which row of it is the same. */
export function formatClustersCsv(
  groups: TextClusters,
  { files, layout, firstOf }: ClustersCsvOptions,
): Iterable<string> {
  const placeOf = (text: number) => locateText(layout, text);
  const firstPlace = ({ text }: Member) => placeOf(firstOf[text] ?? text);
  return formatParts<Member>(
    [
      ["cluster", ({ cluster }) => cluster],
      ["rows", ({ size }) => size],
      ["file", ({ text }) => nameOf(files, placeOf(text).file)],
      ["row", ({ text }) => placeOf(text).row],
      ["same_as_file", (member) => nameOf(files, firstPlace(member).file)],
      ["same_as_row", (member) => firstPlace(member).row],
    ],
    listMembers(groups),
  );
}

function* listMembers({ clusters, texts }: TextClusters): Generator<Member, void, undefined> {
  for (const [index, { start, end }] of clusters.entries()) {
    const cluster: Pick<Member, "cluster" | "size"> = {
      cluster: index + 1,
      size: sizeOf({ start, end }),
    };
    for (const text of texts.subarray(start, end)) yield { ...cluster, text };
  }
}

function sizeOf({ start, end }: Pick<TextCluster, "start" | "end">): number {
  return end - start;
}

const ROWS_OF_PART = 10_000;

/** A table in parts, as it may be longer than the longest string. */
function* formatParts<T>(
  columns: readonly CsvColumn<T>[],
  rows: Iterable<T>,
): Generator<string, void, undefined> {
  let part: T[] = [];
  let header = true;
  for (const row of rows) {
    part.push(row);
    if (part.length < ROWS_OF_PART) continue;
    yield formatCsv(columns, part, { header });
    part = [];
    header = false;
  }
  if (header || part.length > 0) yield formatCsv(columns, part, { header });
}

/** A name may hold what moves a cursor. */
function nameOf(files: readonly NearFile[], file: number): string {
  return sanitise(files[file]?.name ?? "");
}

function numerator(fraction: string): number {
  return Number(fraction.slice(0, fraction.indexOf("/")));
}

function denominator(fraction: string): number {
  return Number(fraction.slice(fraction.indexOf("/") + 1));
}
