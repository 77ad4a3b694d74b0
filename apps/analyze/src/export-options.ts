import {
  type OptionSpec,
  type OptionSpecs,
  parseChoice,
  parseInteger,
  parsePath,
} from "@flock-tools/cli/start";
import { parseShare } from "./parse-share.ts";
import { parseValidation, type Validation } from "./parse-validation.ts";
import { SELECTION_OPTIONS, type SelectionOptions } from "./selection-options.ts";

export interface ExportOptions extends SelectionOptions {
  readonly dataDir: string;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly layout: "file" | "hub";
  readonly shape: "rows" | "turns";
  /** The threshold, or true for its default. */
  readonly withDupes: string | true | undefined;
  readonly writer: "duckdb" | "hyparquet" | "parquetjs-lite" | undefined;
  readonly excel: boolean;
  readonly stream: boolean;
  readonly mix: boolean;
  readonly dedupe: "exact" | "near" | "none";
  readonly threshold: string;
  readonly quota: number | undefined;
  readonly validation: Validation | undefined;
}

const DATA = "What is exported:";
const FILE = "What is written:";
const FORMATS = "One format only:";
const MIX = "For training (jsonl --mix):";

export const DATA_DIR: OptionSpec<string> = {
  flags: "--data-dir <folder>",
  description: "the store that pnpm dl filled",
  env: "FLOCK_DATA_DIR",
  parse: parsePath,
  fallback: "./data",
  group: DATA,
};

export const EXPORT_OPTIONS: OptionSpecs<ExportOptions> = {
  dataDir: DATA_DIR,
  ...SELECTION_OPTIONS,
  out: {
    flags: "--out <path>",
    description: "the file or, for a hub layout or a mix, the folder; - for stdout",
    parse: parsePath,
    fallbackText: "flock.<format> in this folder; flock-hub, flock-mix",
    group: FILE,
  },
  force: { flags: "--force", description: "replace what is there", group: FILE },
  layout: {
    flags: "--layout <name>",
    description: "file: one file; hub: a folder to push to Hugging Face, a file for each miner",
    parse: parseChoice(["file", "hub"] as const),
    fallback: "file",
    group: FILE,
  },
  shape: {
    flags: "--shape <name>",
    description: "rows: a row as it was published; turns: one row for each message",
    parse: parseChoice(["rows", "turns"] as const),
    fallback: "rows",
    group: FILE,
  },
  withDupes: {
    flags: "--with-dupes [share]",
    description:
      "columns that say who copied: cluster_id, is_first, nearest_uid, similarity; rows are near from this share on (0.8)",
    parse: parseShare,
    group: FILE,
  },
  writer: {
    flags: "--writer <name>",
    description: "parquet: duckdb, hyparquet (no native code), parquetjs-lite (flat columns only)",
    parse: parseChoice(["duckdb", "hyparquet", "parquetjs-lite"] as const),
    fallbackText: "duckdb, hyparquet where there is no DuckDB",
    group: FORMATS,
  },
  excel: {
    flags: "--excel",
    description: "csv: a byte order mark and CRLF, so that Excel reads it as UTF-8",
    group: FORMATS,
  },
  stream: {
    flags: "--stream",
    description: "arrow: the streaming format in place of the file format",
    group: FORMATS,
  },
  mix: {
    flags: "--mix",
    description:
      "jsonl: train.jsonl, validation.jsonl and lineage.jsonl, shuffled, without duplicates",
    group: MIX,
  },
  dedupe: {
    flags: "--dedupe <how>",
    description: "what counts as a duplicate: exact, near or none; the first by block is kept",
    parse: parseChoice(["exact", "near", "none"] as const),
    fallback: "near",
    group: MIX,
  },
  threshold: {
    flags: "--threshold <share>",
    description: "rows are near if they share this much of their words in order (Jaccard), or more",
    parse: parseShare,
    fallback: "0.8",
    group: MIX,
  },
  quota: {
    flags: "--quota <number>",
    description: "at most so many rows of each miner",
    parse: parseInteger({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    group: MIX,
  },
  validation: {
    flags: "--validation <size>",
    description: "a share like 0.1 or a number of rows like 500; no twin is on both sides",
    parse: parseValidation,
    fallbackText: "0.1",
    group: MIX,
  },
};
