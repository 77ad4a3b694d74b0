import {
  type BlockOrDate,
  type OptionSpec,
  type OptionSpecs,
  parseAddressList,
  parseBlockOrDate,
  parseByteSize,
  parseInteger,
  parsePath,
  parseUidList,
} from "@flock-tools/cli/start";

export interface DownloadOptions {
  readonly network: string | undefined;
  readonly endpoint: readonly string[] | undefined;
  readonly timeout: number;
  readonly netuid: number | undefined;
  readonly atBlock: BlockOrDate | undefined;
  readonly uids: readonly number[] | undefined;
  readonly hotkey: readonly string[] | undefined;
  readonly coldkey: readonly string[] | undefined;
  readonly committedSince: BlockOrDate | undefined;
  readonly committedUntil: BlockOrDate | undefined;
  readonly dataDir: string;
  readonly out: string | undefined;
  readonly allFiles: boolean;
  readonly eval: boolean;
  /** `true`: where huggingface_hub has its cache. */
  readonly hfCache: string | true | undefined;
  readonly maxBytes: number | undefined;
  readonly concurrency: number;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly verify: boolean;
  readonly report: string | undefined;
  readonly strict: boolean;
}

export interface GarbageOptions {
  readonly dataDir: string;
  readonly dryRun: boolean;
}

const CHAIN = "Chain:";
const MINERS = "Miners (each one given narrows the choice; only their folders change):";
const FILES = "Files:";

export const DATA_DIR: OptionSpec<string> = {
  flags: "--data-dir <folder>",
  description: "where the store is; a folder belongs to one subnet",
  env: "FLOCK_DATA_DIR",
  parse: parsePath,
  fallback: "./data",
  group: FILES,
};

export const DOWNLOAD_OPTIONS: OptionSpecs<DownloadOptions> = {
  network: {
    flags: "--network <name>",
    description: "finney, test, archive, latent-lite, local, or a ws:// or wss:// URL",
    env: "BT_SUBTENSOR_NETWORK",
    fallbackText: "finney",
    group: CHAIN,
  },
  endpoint: {
    flags: "--endpoint <url>",
    description:
      "the node to connect to; with --network it must serve that chain; given again, the next to take where one fails",
    env: "BT_SUBTENSOR_CHAIN_ENDPOINT",
    parse: (text) => [text],
    repeat: true,
    group: CHAIN,
  },
  timeout: {
    flags: "--timeout <seconds>",
    description: "how long the chain may take to connect, and to answer",
    parse: parseInteger({ min: 1, max: 3600 }),
    fallback: 20,
    group: CHAIN,
  },
  netuid: {
    flags: "--netuid <number>",
    description: "the subnet",
    parse: parseInteger({ min: 0, max: 65_535 }),
    fallbackText: "detected",
    group: CHAIN,
  },
  atBlock: {
    flags: "--at-block <when>",
    description:
      "the subnet as it was at this block, or at the end of this date (UTC); the miner_<uid> folders go to miner_datasets@<block>",
    parse: parseBlockOrDate,
    fallbackText: "the newest final block",
    group: CHAIN,
  },
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
  committedSince: {
    flags: "--committed-since <when>",
    description: "current commitment made at this block or date (UTC), or later",
    parse: parseBlockOrDate,
    group: MINERS,
  },
  committedUntil: {
    flags: "--committed-until <when>",
    description: "current commitment made at this block or date (UTC), or earlier",
    parse: parseBlockOrDate,
    group: MINERS,
  },
  dataDir: DATA_DIR,
  out: {
    flags: "--out <folder>",
    description: "where the miner_<uid> folders go",
    parse: parsePath,
    fallbackText: "miner_datasets in the data folder, with --at-block miner_datasets@<block>",
    group: FILES,
  },
  allFiles: {
    flags: "--all-files",
    description: "the whole snapshot of each miner, not data.jsonl alone",
    group: FILES,
  },
  eval: {
    flags: "--eval",
    description: "the competition's evaluation pool too: eval_data/data.jsonl in the data folder",
    group: FILES,
  },
  hfCache: {
    flags: "--hf-cache [folder]",
    description:
      "lay what was fetched out as the cache of huggingface_hub too, so that Python finds it offline",
    parse: parsePath,
    fallbackText: "for the folder HF_HUB_CACHE, else HF_HOME/hub, else ~/.cache/huggingface/hub",
    group: FILES,
  },
  maxBytes: {
    flags: "--max-bytes <size>",
    description: "leave out files larger than this: 500MB, 1GiB",
    parse: parseByteSize,
    fallbackText: "1GiB",
    group: FILES,
  },
  concurrency: {
    flags: "--concurrency <number>",
    description: "requests to the Hub at a time",
    parse: parseInteger({ min: 1, max: 256 }),
    fallback: 16,
  },
  force: { flags: "--force", description: "download again what is there already" },
  dryRun: {
    flags: "--dry-run",
    description: "show the plan with counts and bytes, and change nothing",
  },
  verify: {
    flags: "--verify",
    description:
      "download nothing new: hash all that is there, mend what is damaged; with --dry-run only say what is",
  },
  report: {
    flags: "--report <file>",
    description: "write the JSON report there as well",
    parse: parsePath,
    group: "Output:",
  },
  strict: {
    flags: "--strict",
    description: "exit with 3 if any committed data set is missing, gated or malformed",
  },
};

export const GARBAGE_OPTIONS: OptionSpecs<GarbageOptions> = {
  dataDir: DATA_DIR,
  dryRun: { flags: "--dry-run", description: "say what would be deleted, and change nothing" },
};
