import type { ContainedRow, NearPair, NearResult } from "@flock-tools/neardup";
import type { NearFile } from "./near-files-input.ts";
import type { FileSummary } from "./near-files-read.ts";
import { countEach, type TextClusters } from "./near-files-clusters.ts";
import { locateText, type NearLayout, type RowPlace } from "./near-files-source.ts";

/** A row, and how many have the same shingles, this one among them: the first of them is named. */
export interface NearRow extends RowPlace {
  readonly alike: number;
}

export interface NearRowPair {
  /** The earlier one of the two in the order of files and rows. */
  readonly a: NearRow;
  readonly b: NearRow;
  /** Shingles shared and of both together, as an exact fraction: `412/500`. */
  readonly jaccard: string;
  /** The same, 0 to 100. */
  readonly percent: number;
}

export interface ContainedRowPair {
  readonly row: NearRow;
  readonly container: NearRow;
  /** Shingles shared and of the row, as an exact fraction. */
  readonly containment: string;
  /** The same, 0 to 100. */
  readonly percent: number;
}

/** Rows that are the same or near each other, directly or through others of them. */
interface NearCluster {
  readonly size: number;
  /** Different sets of shingles among them. */
  readonly different: number;
  /** In the order of files and rows; fewer than `size` if `truncated.clusters` says so. */
  readonly members: readonly RowPlace[];
}

/** A file, and what was found of rows in it. */
interface ReportedFile extends FileSummary {
  /** Absolute. */
  readonly path: string;
  readonly format: NearFile["format"];
}

/** What near duplicates there are in files; plain data that hangs on the files and what was asked only. */
export interface NearFilesReport {
  /** A key or column, or undefined for the conversation. */
  readonly textColumn: string | undefined;
  readonly includeSystem: boolean;
  readonly engine: string;
  readonly threshold: string;
  /** Undefined: contained rows were not searched for. */
  readonly containment: string | undefined;
  /** Pairs were not listed, and contained rows not searched for. */
  readonly clustersOnly: boolean;
  readonly files: readonly ReportedFile[];
  readonly totals: NearFilesTotals;
  /** Whether there may be more than is listed. */
  readonly truncated: {
    readonly pairs: boolean;
    readonly contained: boolean;
    readonly clusters: boolean;
  };
  /** The nearest first; empty if only clusters were asked for. */
  readonly pairs: readonly NearRowPair[];
  /** By share, most first; empty likewise. */
  readonly contained: readonly ContainedRowPair[];
  /** The largest first. */
  readonly clusters: readonly NearCluster[];
}

interface NearFilesTotals {
  readonly files: number;
  readonly rows: number;
  readonly texts: number;
  readonly withoutText: number;
  readonly errors: number;
  /** Texts without a word: they are the same as each other, and near to none. */
  readonly withoutWords: number;
  /** Groups of two or more rows that have the same shingles. */
  readonly identicalGroups: number;
  readonly rowsInIdenticalGroups: number;
  /** Undefined if only clusters were asked for. */
  readonly pairs: number | undefined;
  /** Undefined if they were not searched for. */
  readonly contained: number | undefined;
  readonly clusters: number;
  readonly rowsInClusters: number;
}

/** All that a search gave. */
export interface NearFindings {
  readonly result: NearResult;
  readonly pairs: readonly NearPair[];
  readonly contained: readonly ContainedRow[];
}

/** What was asked, as the report repeats it. */
export type NearQuestion = Pick<
  NearFilesReport,
  "textColumn" | "includeSystem" | "engine" | "threshold" | "containment" | "clustersOnly"
>;

export interface CreateNearFilesReportOptions {
  readonly question: NearQuestion;
  readonly files: readonly NearFile[];
  readonly layout: NearLayout;
  readonly findings: NearFindings;
  readonly groups: TextClusters;
}

// A member takes some 70 bytes in JSON, whose text cannot be longer than a string of 512 MiB; CSV has all.
const MOST_CLUSTERS = 100_000;
const MOST_MEMBERS = 500_000;

export function createNearFilesReport(options: CreateNearFilesReportOptions): NearFilesReport {
  const { question, files, layout, findings, groups } = options;
  const { result } = findings;
  const alike = countEach(result.firstOf);
  const rowOf = (text: number): NearRow => ({
    ...locateText(layout, text),
    alike: alike[text] ?? 1,
  });
  const clusters = listClusters(groups, layout);
  const isCut = groups.clusters.length > MOST_CLUSTERS || groups.texts.length > MOST_MEMBERS;
  return {
    ...question,
    files: files.map((file, index) => describeFile(file, layout.summaries[index])),
    totals: countTotals(options, alike),
    truncated: { ...result.truncated, clusters: isCut },
    pairs: sortPairs(findings.pairs).map((pair) => ({
      a: rowOf(pair.a),
      b: rowOf(pair.b),
      jaccard: `${pair.shared}/${unionOf(pair)}`,
      percent: (100 * pair.shared) / unionOf(pair),
    })),
    contained: sortContained(findings.contained).map(({ row, container, shared, size }) => ({
      row: rowOf(row),
      container: rowOf(container),
      containment: `${shared}/${size}`,
      percent: (100 * shared) / size,
    })),
    clusters,
  };
}

/** The nearest first. Products of sizes stay exact: a text of 16 MB has less than 2^23 shingles. */
export function sortPairs(pairs: readonly NearPair[]): NearPair[] {
  return pairs.toSorted(
    (x, y) => y.shared * unionOf(x) - x.shared * unionOf(y) || x.a - y.a || x.b - y.b,
  );
}

function unionOf({ sizeA, sizeB, shared }: NearPair): number {
  return sizeA + sizeB - shared;
}

/** By the share of the row, the greatest first. */
export function sortContained(contained: readonly ContainedRow[]): ContainedRow[] {
  return contained.toSorted(
    (x, y) => y.shared * x.size - x.shared * y.size || x.row - y.row || x.container - y.container,
  );
}

function describeFile({ path, format }: NearFile, summary: FileSummary | undefined): ReportedFile {
  return { path, format, ...(summary ?? NOTHING) };
}

const NOTHING: FileSummary = { rows: 0, texts: 0, withoutText: 0, errors: 0 };

function listClusters({ clusters, texts }: TextClusters, layout: NearLayout): NearCluster[] {
  return clusters.slice(0, MOST_CLUSTERS).map(({ start, end, different }) => {
    const listed = texts.subarray(start, Math.min(end, MOST_MEMBERS));
    const members = Array.from(listed, (text) => locateText(layout, text));
    return { size: end - start, different, members };
  });
}

function countTotals(
  { files, layout, findings, groups, question }: CreateNearFilesReportOptions,
  alike: Uint32Array,
): NearFilesTotals {
  const { result } = findings;
  const sum = (key: "rows" | "texts" | "withoutText" | "errors"): number =>
    layout.summaries.reduce((total, summary) => total + summary[key], 0);
  const identical = alike.filter((count) => count > 1);
  return {
    files: files.length,
    rows: sum("rows"),
    texts: sum("texts"),
    withoutText: sum("withoutText"),
    errors: sum("errors"),
    withoutWords: result.emptyRows,
    identicalGroups: identical.length,
    rowsInIdenticalGroups: identical.reduce((total, count) => total + count, 0),
    pairs: question.clustersOnly ? undefined : result.pairs,
    contained: question.containment === undefined ? undefined : result.contained,
    clusters: groups.clusters.length,
    rowsInClusters: groups.texts.length,
  };
}
