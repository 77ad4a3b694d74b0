import { type CommandSpec, parseInteger, parsePath } from "@flock-tools/cli/start";

export interface DoctorOptions {
  readonly network: string | undefined;
  readonly endpoint: string | undefined;
  readonly netuid: number | undefined;
  readonly dataDir: string;
  readonly timeout: number;
}

export const DOCTOR: CommandSpec<DoctorOptions> = {
  name: "doctor",
  summary: "Checks this machine, the chain and the Hub, step by step, and says what to do.",
  options: {
    network: {
      flags: "--network <name>",
      description: "finney, test, archive, latent-lite, local, or a ws:// or wss:// URL",
      env: "BT_SUBTENSOR_NETWORK",
      fallbackText: "finney",
    },
    endpoint: {
      flags: "--endpoint <url>",
      description: "the node to check; with --network it must serve that chain",
      env: "BT_SUBTENSOR_CHAIN_ENDPOINT",
    },
    netuid: {
      flags: "--netuid <number>",
      description: "the subnet to read",
      parse: parseInteger({ min: 0, max: 65_535 }),
      fallbackText: "96, or 0 where there is no 96",
    },
    dataDir: {
      flags: "--data-dir <folder>",
      description: "where the store is, or would be",
      env: "FLOCK_DATA_DIR",
      parse: parsePath,
      fallback: "./data",
    },
    timeout: {
      flags: "--timeout <seconds>",
      description: "how long each check may take",
      parse: parseInteger({ min: 1, max: 3600 }),
      fallback: 20,
    },
  },
  aliases: {
    "--subtensor.network": "--network",
    "--subtensor.chain_endpoint": "--endpoint",
    "--logging.info": "--log-level info",
    "--logging.debug": "--verbose",
    "--logging.trace": "--verbose",
    "--cache_dir": "--data-dir",
  },
  examples: [
    { args: "", means: "this machine, finney and the Hub" },
    { args: "--network test", means: "another network" },
    { args: "--json | jq '.data.checks[] | select(.status != \"ok\")'", means: "for scripts" },
  ],
  notes: [
    "HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_ENDPOINT, HF_HUB_OFFLINE and the proxy variables are read as pnpm dl reads them.\n" +
      "No token, and of an address no more than its host, is printed.",
    "Exit codes: 0 all well, or warnings only; else what should be repaired first: 1 this machine, 8 disk, 5 chain, 6 hub;\n" +
      "2 usage, 130 interrupted.",
  ],
  run: async (context) => (await import("./doctor.ts")).examine(context),
};
