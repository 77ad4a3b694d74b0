import {
  type BlockOrDate,
  type OptionSpec,
  type OptionSpecs,
  parseBlockOrDate,
  parseChoice,
  parseInteger,
  parsePath,
} from "@flock-tools/cli/start";
import {
  INCLUDE_SYSTEM,
  NEAR_GROUP,
  NEAR_SEARCH_OPTIONS,
  type NearSearchOptions,
} from "./near-options.ts";
import { type FailOn, parseFailOn } from "./parse-fail-on.ts";
import { parseSeed } from "./parse-seed.ts";

/** What tells where the data sets are and by which rules they are judged. */
export interface SourceOptions {
  readonly dataDir: string;
  readonly pool: string | undefined;
  readonly rules: string | undefined;
  readonly asOf: BlockOrDate | undefined;
}

export interface DupesOptions extends SourceOptions, NearSearchOptions {
  readonly near: boolean;
  readonly scope: "miners" | "pool" | "all";
  readonly includeSystem: boolean;
  readonly replay: bigint | undefined;
  readonly steps: number;
  readonly out: string | undefined;
  readonly failOn: readonly FailOn[] | undefined;
}

export interface PairOptions
  extends SourceOptions, Pick<NearSearchOptions, "threshold" | "containment" | "engine"> {
  readonly steps: number;
  readonly includeSystem: boolean;
  readonly out: string | undefined;
}

export interface RowOptions {
  readonly dataDir: string;
}

const JUDGED = "What is judged:";
const RULES = "By which rules:";

const DATA_DIR: OptionSpec<string> = {
  flags: "--data-dir <folder>",
  description: "the store that pnpm dl filled",
  env: "FLOCK_DATA_DIR",
  parse: parsePath,
  fallback: "./data",
  group: JUDGED,
};

const STEPS: OptionSpec<number> = {
  flags: "--steps <number>",
  description: "validation steps of a day: for the replay, and for the odds of being found",
  parse: parseInteger({ min: 0, max: 10_000 }),
  fallback: 24,
  group: RULES,
};

const SOURCE_OPTIONS: OptionSpecs<SourceOptions> = {
  dataDir: DATA_DIR,
  asOf: {
    flags: "--as-of <when>",
    description: "the newest observation at or before this block or date (UTC)",
    parse: parseBlockOrDate,
    fallbackText: "the last closed submission window if the store saw it, else the newest",
    group: JUDGED,
  },
  pool: {
    flags: "--pool <file>",
    description: "the evaluation pool as a file",
    parse: parsePath,
    fallbackText: "the store's, or eval_data/data.jsonl in the folder or beside it",
    group: JUDGED,
  },
  rules: {
    flags: "--rules <name|file>",
    description: "a rule set by its name or as a JSON file; list shows those that are known",
    parse: parsePath,
    fallbackText: "those in force at the time that is judged",
    group: RULES,
  },
};

const OUT: OptionSpec<string | undefined> = {
  flags: "--out <folder>",
  description: "write everything there, as CSV and JSON",
  parse: parsePath,
  group: "Output:",
};

export const DUPES_OPTIONS: OptionSpecs<DupesOptions> = {
  ...SOURCE_OPTIONS,
  replay: {
    flags: "--replay <seed>",
    description: "one day of the validator's very loop, with the samples of this seed",
    parse: parseSeed,
    group: RULES,
  },
  steps: STEPS,
  near: {
    flags: "--near",
    description:
      "also find rows that are nearly the same, such as edited copies; the next ones go with it",
    group: NEAR_GROUP,
  },
  scope: {
    flags: "--scope <whose>",
    description:
      "miners: rows of miners against each other; pool: against those of the pool; all: both",
    parse: parseChoice(["miners", "pool", "all"] as const),
    fallback: "miners",
    group: NEAR_GROUP,
  },
  ...NEAR_SEARCH_OPTIONS,
  includeSystem: INCLUDE_SYSTEM,
  out: OUT,
  failOn: {
    flags: "--fail-on <verdicts>",
    description: "exit with 4 if any miner is one of these: duplicate,invalid",
    parse: parseFailOn,
    repeat: true,
    group: "Output:",
  },
};

export const PAIR_OPTIONS: OptionSpecs<PairOptions> = {
  ...SOURCE_OPTIONS,
  steps: STEPS,
  threshold: NEAR_SEARCH_OPTIONS.threshold,
  containment: NEAR_SEARCH_OPTIONS.containment,
  engine: NEAR_SEARCH_OPTIONS.engine,
  includeSystem: INCLUDE_SYSTEM,
  out: OUT,
};

export const ROW_OPTIONS: OptionSpecs<RowOptions> = { dataDir: DATA_DIR };
