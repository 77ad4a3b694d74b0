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

const FORMATS: Readonly<Record<Format, string>> = {
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

/** Why a miner has its verdict, and what its file seems to be if it is not JSONL. */
export function describeMiner({ sentence, error }: ReportedMiner): string {
  return error?.format === undefined
    ? sentence
    : `${sentence}; it looks like ${FORMATS[error.format]}`;
}
