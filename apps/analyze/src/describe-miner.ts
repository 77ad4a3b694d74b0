import type { MinerVerdictKind, ReportedMiner } from "@flock-tools/flock";

/** Verdicts in words. */
export const VERDICTS: Readonly<Record<MinerVerdictKind, string>> = {
  eligible: "eligible",
  duplicate: "duplicate",
  invalid: "invalid",
  undecidable: "undecidable",
  "no-data": "no data",
};

type Format = NonNullable<NonNullable<ReportedMiner["error"]>["format"]>;

/** What a file that is not JSONL seems to be, in words. */
export const FOREIGN_FORMATS: Readonly<Record<Format, string>> = {
  gzip: "gzip",
  zstd: "Zstandard",
  zip: "a ZIP archive",
  parquet: "Parquet",
  "git-lfs-pointer": "a Git LFS pointer, not the file itself",
  html: "a web page",
  "utf-16": "UTF-16",
  "utf-8-bom": "UTF-8 with a byte order mark",
  binary: "binary data",
};

const MISSING: Readonly<Record<string, string>> = {
  "no-commitment": "it has committed nothing",
  "invalid-commitment": "its commitment names none",
  "undecodable-commitment": "its commitment cannot be decoded",
  "repo-not-found": "its repository is not there, or private",
  gated: "its repository is gated",
  forbidden: "its repository is closed to this token",
  "revision-not-found": "its repository has no such commit",
  "revision-unknown": "its commitment names a branch, and where that was then was not seen",
  "file-not-found": "there is no data.jsonl",
  "too-large": "it was larger than --max-bytes",
  "not-fetched": "it was never fetched",
  unreadable: "its file cannot be read",
};

/** Why a miner has its verdict, and what its file seems to be if it is not JSONL. */
export function describeMiner({ sentence, error, missing }: ReportedMiner): string {
  if (missing !== undefined) return MISSING[missing] ?? `no data set: ${missing}`;
  return error?.format === undefined
    ? sentence
    : `${sentence}; it looks like ${FOREIGN_FORMATS[error.format]}`;
}
