import {
  type BlockOrDate,
  type CommandSpec,
  parseBlockOrDate,
  parseInteger,
} from "@flock-tools/cli/start";

export interface FindNetuidOptions {
  readonly network: string | undefined;
  readonly endpoint: readonly string[] | undefined;
  readonly atBlock: BlockOrDate | undefined;
  readonly timeout: number;
  readonly all: boolean;
}

export const FIND_NETUID: CommandSpec<FindNetuidOptions> = {
  name: "find-netuid",
  summary: "Shows the subnets of a network, scored: which one is FLock, and why.",
  options: {
    network: {
      flags: "--network <name>",
      description: "finney, test, archive, latent-lite, local, or a ws:// or wss:// URL",
      env: "BT_SUBTENSOR_NETWORK",
      fallbackText: "finney",
    },
    endpoint: {
      flags: "--endpoint <url>",
      description:
        "the node to connect to; with --network it must serve that chain; given again, the next to take where one fails",
      env: "BT_SUBTENSOR_CHAIN_ENDPOINT",
      parse: (text) => [text],
      repeat: true,
    },
    atBlock: {
      flags: "--at-block <when>",
      description: "the subnets as they were at this block, or at the end of this date (UTC)",
      parse: parseBlockOrDate,
      fallbackText: "the newest final block",
    },
    timeout: {
      flags: "--timeout <seconds>",
      description: "how long the chain may take to connect, and to answer",
      parse: parseInteger({ min: 1, max: 3600 }),
      fallback: 20,
    },
    all: {
      flags: "--all",
      description: "read the commitments of every subnet, not of the 10 best candidates alone",
    },
  },
  aliases: {
    "--subtensor.network": "--network",
    "--subtensor.chain_endpoint": "--endpoint",
    "--logging.info": "--log-level info",
    "--logging.debug": "--verbose",
    "--logging.trace": "--verbose",
  },
  examples: [
    { args: "", means: "the subnets of finney" },
    { args: "--network test --all", means: "those of the test network, all of them read" },
    { args: "--quiet", means: "the netuid alone" },
    { args: "--network archive --at-block 2026-03-10", means: "on a day in the past" },
  ],
  notes: ["Exit codes: 0 found, 1 no subnet is FLock, 2 usage, 5 chain, 130 interrupted."],
  run: async (context) => (await import("./find-netuid.ts")).findNetuid(context),
};
