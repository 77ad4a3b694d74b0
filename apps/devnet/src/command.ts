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
  /** The seed of faults; undefined for none. */
  readonly faults: number | undefined;
  /** In percent. */
  readonly faultRate: number | undefined;
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
  faults: {
    flags: "--faults <seed>",
    description: "let both servers fail by chance; the same seed makes the same faults",
    parse: parseInteger({ min: 0, max: 4_294_967_295 }),
  },
  faultRate: {
    flags: "--fault-rate <percent>",
    description: "with --faults: how many requests go wrong, of a hundred",
    parse: parseInteger({ min: 1, max: 40 }),
    fallbackText: "20",
  },
};

const parsePort = parseInteger({ min: 0, max: 65_535 });

const EXEC: CommandSpec<WorldOptions> = {
  name: "exec",
  summary: "Runs a command against a world of its own, on free ports, and ends with its exit code.",
  words: "<command...>",
  options: WORLD_OPTIONS,
  endsByInterrupt: true,
  examples: [
    { args: "--world demo -- pnpm dl", means: "the whole way on this machine alone" },
    { args: "--faults 7 -- pnpm dl", means: "the same over a network that often fails" },
  ],
  notes: [
    "The command finds the chain and the Hub through BT_SUBTENSOR_CHAIN_ENDPOINT and HF_ENDPOINT, gets no token, and\n" +
      "keeps its data in ./data/devnet-<world> unless FLOCK_DATA_DIR is set.",
  ],
  run: async (context) => (await import("./exec.ts")).exec(context),
};

const FAULTS_NOTE =
  "The faults of --faults pass: of five requests for one thing at most two in a row go wrong, so that a client that\n" +
  "tries often enough gets through. docs/devnet.md lists them.";

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
    { args: "--faults 7", means: "drops, stalls, wrong bytes, 429 and more; counts them" },
    { args: "exec -- pnpm dl", means: "a world for one command" },
  ],
  notes: [FAULTS_NOTE],
  subcommands: [EXEC],
  run: async (context) => (await import("./serve.ts")).serve(context),
};
