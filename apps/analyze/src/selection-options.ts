import {
  type BlockOrDate,
  type OptionSpec,
  type OptionSpecs,
  parseAddressList,
  parseBlockOrDate,
  parseChoice,
  parseInteger,
  parseUidList,
} from "@flock-tools/cli/start";
import { parseCompetitions } from "./parse-competitions.ts";
import { parseSeed } from "./parse-seed.ts";

/** Which rows of which miners a command works on: one grammar for all of them. */
export interface SelectionOptions {
  readonly uids: readonly number[] | undefined;
  readonly hotkey: readonly string[] | undefined;
  readonly coldkey: readonly string[] | undefined;
  readonly competition: readonly string[] | undefined;
  readonly since: BlockOrDate | undefined;
  readonly until: BlockOrDate | undefined;
  readonly minTurns: number | undefined;
  readonly minChars: number | undefined;
  readonly maxChars: number | undefined;
  readonly only: "valid" | "eligible" | "unique" | undefined;
  readonly where: string | undefined;
  readonly limit: number | undefined;
  readonly sample: number | undefined;
  readonly seed: bigint | undefined;
  readonly dryRun: boolean;
}

const MINERS = "Miners (each one given narrows the choice):";
const ROWS = "Rows (each one given narrows the choice further, in this order):";

const COUNT = parseInteger({ min: 0, max: Number.MAX_SAFE_INTEGER });
const TURNS = parseInteger({ min: 0, max: 2_147_483_647 });

const SEED: OptionSpec<bigint | undefined> = {
  flags: "--seed <number>",
  description: "chooses which rows a draw takes; the same seed takes the same rows",
  parse: parseSeed,
  fallbackText: "0",
  group: ROWS,
};

export const SELECTION_OPTIONS: OptionSpecs<SelectionOptions> = {
  uids: {
    flags: "--uids <list>",
    description: "uids and ranges: 0,5,10-20",
    parse: parseUidList,
    repeat: true,
    group: MINERS,
  },
  hotkey: {
    flags: "--hotkey <addresses>",
    description: "SS58, separated by commas",
    parse: parseAddressList,
    repeat: true,
    group: MINERS,
  },
  coldkey: {
    flags: "--coldkey <addresses>",
    description: "SS58, separated by commas",
    parse: parseAddressList,
    repeat: true,
    group: MINERS,
  },
  competition: {
    flags: "--competition <ids>",
    description: "as committed, separated by commas",
    parse: parseCompetitions,
    repeat: true,
    group: MINERS,
  },
  since: {
    flags: "--since <when>",
    description: "current commitment made at this block or date (UTC), or later",
    parse: parseBlockOrDate,
    group: MINERS,
  },
  until: {
    flags: "--until <when>",
    description: "current commitment made at this block or date (UTC), or earlier",
    parse: parseBlockOrDate,
    group: MINERS,
  },
  minTurns: {
    flags: "--min-turns <number>",
    description: "at least so many messages",
    parse: TURNS,
    group: ROWS,
  },
  minChars: {
    flags: "--min-chars <number>",
    description: "at least so many characters (code points) in all messages together",
    parse: COUNT,
    group: ROWS,
  },
  maxChars: {
    flags: "--max-chars <number>",
    description: "at most so many",
    parse: COUNT,
    group: ROWS,
  },
  only: {
    flags: "--only <which>",
    description:
      "valid: rows that Python reads; eligible: of miners whom the validator's rules find eligible; unique: the first of rows that are the same",
    parse: parseChoice(["valid", "eligible", "unique"] as const),
    group: ROWS,
  },
  where: {
    flags: "--where <sql>",
    description: "rows for which this SQL expression over the columns is true",
    group: ROWS,
  },
  sample: {
    flags: "--sample <number>",
    description: "so many rows drawn at random, in their order",
    parse: parseInteger({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    group: ROWS,
  },
  seed: SEED,
  limit: {
    flags: "--limit <number>",
    description: "the first so many of what is left",
    parse: COUNT,
    group: ROWS,
  },
  dryRun: {
    flags: "--dry-run",
    description: "show which miners would be read and who is left out, and write nothing",
  },
};
