import type { CommandSpec } from "@flock-tools/cli/start";
import { NEAR_FILES_OPTIONS, type NearFilesOptions } from "./near-files-options.ts";
import {
  DUPES_OPTIONS,
  type DupesOptions,
  PAIR_OPTIONS,
  type PairOptions,
  ROW_OPTIONS,
  type RowOptions,
} from "./options.ts";
import { SQL_OPTIONS, type SqlOptions } from "./sql-options.ts";
import type { StandardStreams } from "./standard-streams.ts";

const EXIT_CODES =
  "Exit codes: 0 ok, 1 failure, 2 usage, 4 found what --fail-on names, 7 integrity, 8 disk, 130 interrupted.";

const DUPES: CommandSpec<DupesOptions> = {
  name: "dupes",
  summary:
    "Says who copied whom: each miner's verdict by the validator's own rules, all pairs, who was first; near duplicates.",
  words: "[paths...]",
  optionsAfterWords: true,
  options: DUPES_OPTIONS,
  examples: [
    { args: "", means: "the data folder that pnpm dl --eval filled" },
    { args: "old/miner_datasets", means: "a folder of miner_<uid>/data.jsonl" },
    { args: "a.jsonl b.jsonl --pool p.jsonl", means: "any files" },
    { args: "--rules list", means: "the rule sets that are known" },
    { args: "--as-of 2026-03-10", means: "as it stood at the end of that day" },
    { args: "--replay 42", means: "one possible day of the validator as well" },
    { args: "--near", means: "rows that are nearly the same, too, such as edited copies" },
    { args: "--out report", means: "everything as CSV and JSON" },
  ],
  notes: [EXIT_CODES],
  run: async (context) => (await import("./dupes.ts")).analyzeDupes(context),
};

const NEAR: CommandSpec<NearFilesOptions> = {
  name: "near",
  summary: "Finds near duplicates among the rows of any JSONL or Parquet files.",
  words: "<files...>",
  optionsAfterWords: true,
  options: NEAR_FILES_OPTIONS,
  examples: [
    { args: "a.jsonl b.parquet", means: "the conversations of two files" },
    { args: "data/", means: "every .jsonl and .parquet file in a folder" },
    { args: "a.jsonl --text-column text", means: "the strings of one key" },
    { args: "a.jsonl --threshold 0.6 --out near-report", means: "everything as CSV and JSON" },
  ],
  notes: ["Exit codes: 0 ok, 1 failure, 2 usage, 7 integrity, 8 disk, 130 interrupted."],
  run: async (context) => (await import("./near.ts")).analyzeNear(context),
};

const PAIR: CommandSpec<PairOptions> = {
  name: "pair",
  summary:
    "Compares two miners row by row, and near twins word by word: two uids of the store, or two files.",
  words: "<a> <b>",
  optionsAfterWords: true,
  options: PAIR_OPTIONS,
  examples: [
    { args: "0 17", means: "uid 0 and uid 17" },
    { args: "a.jsonl b.jsonl", means: "two files" },
  ],
  run: async (context) => (await import("./pair.ts")).analyzePair(context),
};

const ROW: CommandSpec<RowOptions> = {
  name: "row",
  summary: "Says who has one row: every miner, block and commit that the store has seen.",
  words: "<hash>",
  optionsAfterWords: true,
  options: ROW_OPTIONS,
  examples: [{ args: "5f3a9c01", means: "by the first digits, 8 or more, of the row's SHA-256" }],
  notes: [
    "The hash is that of the row's bytes, or of the row as Python prints it: pnpm analyze pair shows them.",
  ],
  run: async (context) => (await import("./row.ts")).analyzeRow(context),
};

function createSqlCommand(streams: StandardStreams): CommandSpec<SqlOptions> {
  return {
    name: "sql",
    summary: "Answers SQL about the rows, neurons, commitments and verdicts of the store.",
    words: "[statement...]",
    optionsAfterWords: true,
    options: SQL_OPTIONS,
    examples: [
      { args: '"select uid, count(*) from rows group by uid"', means: "one statement" },
      { args: "< question.sql", means: "from stdin" },
      { args: "", means: "a prompt, on a terminal" },
      { args: '"from verdicts" --format csv --out verdicts.csv', means: "to a file" },
    ],
    notes: [
      "The tables and their columns: docs/export.md, or .schema at the prompt. SQL is DuckDB's; it reads no files and no network.",
      "Exit codes: 0 ok, 1 failure, 2 usage, 7 integrity, 8 disk, 130 interrupted.",
    ],
    run: async (context) => (await import("./sql/run-sql.ts")).runSql({ ...context, streams }),
  };
}

/** `pnpm analyze`, which reads statements from these streams. */
export function createAnalyzeCommand(streams: StandardStreams): CommandSpec<object> {
  return {
    name: "analyze",
    summary: "Looks into data sets that have been downloaded.",
    words: "[analysis...]",
    options: {},
    examples: [
      { args: "dupes", means: "who copied whom" },
      { args: "near a.jsonl b.jsonl", means: "rows of any files that are near each other" },
      { args: "pair 0 17", means: "two miners, row by row" },
      { args: "row 5f3a9c01", means: "who has this row" },
      { args: 'sql "from verdicts"', means: "any question, in SQL" },
      { args: "dupes --help", means: "the options of one of them" },
    ],
    notes: [EXIT_CODES],
    subcommands: [DUPES, NEAR, PAIR, ROW, createSqlCommand(streams)],
    run: async (context) => (await import("./no-analysis.ts")).refuseAnalysis(context),
  };
}
