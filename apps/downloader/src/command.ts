import type { CommandSpec } from "@flock-tools/cli/start";
import {
  DATA_DIR,
  DOWNLOAD_OPTIONS,
  type DownloadOptions,
  GARBAGE_OPTIONS,
  type GarbageOptions,
} from "./options.ts";

const DIGEST: CommandSpec<{ readonly dataDir: string }> = {
  name: "digest",
  summary:
    "Prints one hash of all that the data folder holds, runs and clocks left out, to compare two folders.",
  options: { dataDir: DATA_DIR },
  run: async (context) => (await import("./digest.ts")).printDigest(context),
};

const GARBAGE: CommandSpec<GarbageOptions> = {
  name: "gc",
  summary:
    "Deletes what nothing in the data folder refers to: leftovers of processes that were stopped.",
  options: GARBAGE_OPTIONS,
  notes: ["It needs the folder alone: exit code 11 if another command uses it."],
  run: async (context) => (await import("./collect-garbage.ts")).printGarbage(context),
};

// The flags of the Python script, so that its command lines keep working.
const ALIASES: Readonly<Record<string, string>> = {
  "--subtensor.network": "--network",
  "--subtensor.chain_endpoint": "--endpoint",
  "--logging.info": "--log-level info",
  "--logging.debug": "--verbose",
  "--logging.trace": "--verbose",
  "--data_dir": "--out",
  "--cache_dir": "--data-dir",
};

export const DOWNLOAD: CommandSpec<DownloadOptions> = {
  name: "dl",
  summary:
    "Downloads the data set of every miner of a subnet, at the commit that is on chain, and checks each byte.",
  options: DOWNLOAD_OPTIONS,
  aliases: ALIASES,
  examples: [
    { args: "", means: "every miner of FLock OFF on finney" },
    { args: "--uids 0,5,10-20", means: "these miners" },
    { args: "--dry-run", means: "what there is to download, and how much" },
    { args: "--hf-cache", means: "and in the cache of huggingface_hub, for Python offline" },
    { args: "--json | jq .data.totals", means: "for scripts" },
    { args: "--verify", means: "is all that is there still right? If not, mend it" },
    { args: "gc", means: "delete what stopped processes have left" },
    { args: "digest", means: "one hash of the data folder" },
  ],
  notes: [
    "A token for gated data sets is read from HF_TOKEN, HF_TOKEN_PATH or HF_HOME; HF_ENDPOINT names another Hub.\n" +
      "The Python flags --subtensor.network, --subtensor.chain_endpoint, --logging.*, --data_dir (here --out) and\n" +
      "--cache_dir (here --data-dir) work too. The file .env is read.",
    "Exit codes: 0 ok, 1 failure, 2 usage, 3 partial (run it again), 5 chain, 6 hub, 7 integrity, 8 disk, 11 locked, 130 interrupted.",
  ],
  subcommands: [DIGEST, GARBAGE],
  run: async (context) => (await import("./download.ts")).download(context),
};
