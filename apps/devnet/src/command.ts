import {
  type CommandSpec,
  type OptionSpecs,
  parseInteger,
  parsePath,
} from "@flock-tools/cli/start";

export interface WorldOptions {
  readonly world: string;
  readonly seed: number;
  readonly latency: number;
  readonly metadata: string | undefined;
}

export interface ServeOptions extends WorldOptions {
  readonly port: number;
  readonly hubPort: number;
}

const WORLD_OPTIONS: OptionSpecs<WorldOptions> = {
  world: {
    flags: "--world <name>",
    description: "what to serve: demo, finney, empty, big or hostile",
    fallback: "demo",
  },
  seed: {
    flags: "--seed <number>",
    description: "the same seed makes the same world",
    parse: parseInteger({ min: 0, max: 4_294_967_295 }),
    fallback: 1,
  },
  latency: {
    flags: "--latency <ms>",
    description: "how late each answer is",
    parse: parseInteger({ min: 0, max: 60_000 }),
    fallback: 0,
  },
  metadata: {
    flags: "--metadata <file>",
    description:
      "runtime metadata to serve, V14 or V15, hex or binary, with all storage encoded to fit it",
    parse: parsePath,
  },
};

const parsePort = parseInteger({ min: 0, max: 65_535 });

const EXEC: CommandSpec<WorldOptions> = {
  name: "exec",
  summary: "Runs a command against a world of its own, on free ports, and ends with its exit code.",
  words: "<command...>",
  options: WORLD_OPTIONS,
  endsByInterrupt: true,
  examples: [{ args: "--world demo -- pnpm dl", means: "the whole way on this machine alone" }],
  notes: [
    "The command finds the chain and the Hub through BT_SUBTENSOR_CHAIN_ENDPOINT and HF_ENDPOINT, gets no token, and\n" +
      "keeps its data in ./data/devnet-<world> unless FLOCK_DATA_DIR is set.",
  ],
  run: async (context) => (await import("./exec.ts")).exec(context),
};

export const DEVNET: CommandSpec<ServeOptions> = {
  name: "devnet",
  summary: "Serves a local Bittensor chain and a local Hub to any client, until Ctrl-C.",
  options: {
    ...WORLD_OPTIONS,
    port: {
      flags: "--port <number>",
      description: "of the chain; 0 for any free one",
      parse: parsePort,
      fallback: 9944,
    },
    hubPort: {
      flags: "--hub-port <number>",
      description: "of the Hub; 0 for any free one",
      parse: parsePort,
      fallback: 8930,
    },
  },
  endsByInterrupt: true,
  examples: [
    { args: "--world finney --latency 50", means: "130 subnets, 256 miners, a slow network" },
    { args: "exec -- pnpm dl", means: "a world for one command" },
  ],
  subcommands: [EXEC],
  run: async (context) => (await import("./serve.ts")).serve(context),
};
