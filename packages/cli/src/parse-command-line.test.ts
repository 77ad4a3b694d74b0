import { UsageError } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import type { CommandSpec } from "./command.ts";
import type { Env } from "./env.ts";
import type { CommonOptions } from "./option.ts";
import { parseByteSize } from "./parse-byte-size.ts";
import { parseChoice } from "./parse-choice.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { parseUidList } from "./parse-uid-list.ts";

interface Options {
  readonly dataDir: string;
  readonly uids: readonly number[] | undefined;
  readonly maxBytes: number;
  readonly dryRun: boolean;
  readonly network: string | undefined;
}

const digest: CommandSpec<{ dataDir: string }> = {
  name: "digest",
  summary: "One hash.",
  options: {
    dataDir: { flags: "--data-dir <path>", description: "the folder", fallback: "./data" },
  },
  run: () => Promise.resolve(0),
};

const exec: CommandSpec<{ world: string }> = {
  name: "exec",
  summary: "Runs a command.",
  words: "<command...>",
  options: { world: { flags: "--world <name>", description: "the world", fallback: "demo" } },
  run: () => Promise.resolve(0),
};

const pair: CommandSpec<{ dataDir: string }> = {
  name: "pair",
  summary: "Compares two.",
  words: "<a> <b>",
  optionsAfterWords: true,
  options: digest.options,
  run: () => Promise.resolve(0),
};

const spec: CommandSpec<Options> = {
  name: "dl",
  summary: "Downloads.",
  options: {
    dataDir: {
      flags: "-d, --data-dir <path>",
      description: "the folder",
      env: "FLOCK_DATA_DIR",
      fallback: "./data",
    },
    uids: { flags: "--uids <list>", description: "the uids", parse: parseUidList, repeat: true },
    maxBytes: {
      flags: "--max-bytes <size>",
      description: "the cap",
      parse: parseByteSize,
      fallback: 1e9,
      fallbackText: "1GB",
    },
    dryRun: { flags: "--dry-run", description: "the plan alone", env: "FLOCK_DRY_RUN" },
    network: { flags: "--network <name>", description: "the network", env: "BT_SUBTENSOR_NETWORK" },
  },
  aliases: {
    "--data_dir": "--data-dir",
    "--subtensor.network": "--network",
    "--logging.debug": "--verbose",
    "--logging.info": "--log-level info",
  },
  examples: [{ args: "--uids 0,5", means: "two miners" }],
  notes: ["The end."],
  subcommands: [digest, exec, pair],
  run: () => Promise.resolve(0),
};

function parse(line: string, { env = {}, dotEnv = {} }: { env?: Env; dotEnv?: Env } = {}) {
  const args = line === "" ? [] : line.split(" ");
  return parseCommandLine({ spec, args, env, dotEnv, invocation: "pnpm dl" });
}

function valuesOf(line: string, settings: { env?: Env; dotEnv?: Env } = {}) {
  const parsed = parse(line, settings);
  if (parsed.type !== "run") throw new Error("no command to run");
  return {
    ...(parsed.options as unknown as CommonOptions & Options),
    sources: parsed.sources,
    name: parsed.spec.name,
    words: parsed.words,
  };
}

describe("parseCommandLine", () => {
  it("has the defaults", () => {
    expect(valuesOf("")).toMatchObject({
      dataDir: "./data",
      uids: undefined,
      maxBytes: 1e9,
      dryRun: false,
      json: false,
      logFormat: "text",
      sources: { dataDir: "default" },
    });
  });

  it("lets flags beat the environment, which beats .env, which beats the default", () => {
    const env = { FLOCK_DATA_DIR: "/env", FLOCK_DRY_RUN: "1" };
    const dotEnv = { FLOCK_DATA_DIR: "/dotenv", BT_SUBTENSOR_NETWORK: "test" };
    expect(valuesOf("--data-dir /flag", { env, dotEnv })).toMatchObject({
      dataDir: "/flag",
      dryRun: true,
      network: "test",
      sources: { dataDir: "flag", dryRun: "env", network: "dotenv" },
    });
    expect(valuesOf("", { env, dotEnv }).dataDir).toBe("/env");
    expect(valuesOf("", { dotEnv }).dataDir).toBe("/dotenv");
    expect(valuesOf("", { env: { FLOCK_DATA_DIR: "" }, dotEnv }).dataDir).toBe("./data");
  });

  it("joins what is given more than once, or takes the last", () => {
    expect(valuesOf("--uids 3 --uids 1-3 -d a -d b")).toMatchObject({
      uids: [3, 1, 2],
      dataDir: "b",
    });
  });

  it.each([
    ["--data_dir /x", { dataDir: "/x" }],
    ["--data_dir=/x", { dataDir: "/x" }],
    ["--subtensor.network=test", { network: "test" }],
    ["--subtensor.network test", { network: "test" }],
    ["--logging.debug", { verbose: true }],
    ["--logging.info", { logLevel: "info" }],
  ])("takes the other spelling %s", (line, expected) => {
    expect(valuesOf(line)).toMatchObject(expected);
  });

  it("gives a subcommand its options on either side of its name", () => {
    expect(valuesOf("digest --data-dir x")).toMatchObject({ name: "digest", dataDir: "x" });
    expect(valuesOf("--data-dir x digest --json")).toMatchObject({
      name: "digest",
      dataDir: "x",
      json: true,
    });
  });

  it("leaves the words of another command alone", () => {
    const words = ["node", "x.js", "--world", "y", "--", "-q"];
    expect(valuesOf(`exec --world demo -- ${words.join(" ")}`)).toMatchObject({
      world: "demo",
      words,
    });
    expect(valuesOf(`exec ${words.join(" ")}`)).toMatchObject({ world: "demo", words });
  });

  it("takes options behind words where a command says so", () => {
    const values = { words: ["1", "2"], dataDir: "x", json: true };
    expect(valuesOf("pair 1 --data-dir x 2 --json")).toMatchObject(values);
    expect(thrownBy(() => parse("pair 1")).message).toBe("missing required argument 'b'");
  });

  it.each([
    ["--forse", "unknown option '--forse'", "pnpm dl --help"],
    ["--dry-rum", "unknown option '--dry-rum'", "did you mean --dry-run? Or: pnpm dl --help"],
    ["--uids", "option '--uids <list>' argument missing", "pnpm dl --help"],
    ["--uids 9-3", "--uids: a range of uids must go up: got 9-3", "write 3-9"],
    ["--max-bytes none", "--max-bytes: must be a size of at least 1 byte: got none", /500MB/],
    ["--log-format yaml", "--log-format: must be one of text, json: got yaml", "pnpm dl --help"],
    ["surplus", /too many arguments/, "pnpm dl --help"],
    ["exec", "missing required argument 'command'", "pnpm dl exec --help"],
    ["digest --nope", "unknown option '--nope'", "pnpm dl digest --help"],
    ["digest --data-di x", "unknown option", "mean --data-dir? Or: pnpm dl digest --help"],
    ["--nope digest", "unknown option '--nope'", "pnpm dl --help"],
  ])("refuses %s", (line, message, next) => {
    const error = thrownBy(() => parse(line));
    expect(error.message).toMatch(message);
    expect(error.next).toMatch(next);
  });

  it.each([
    ["--share", true],
    ["--share --share 0.5", "0.5"],
    ["--share 0.5 --share", true],
    ["--share 0.5 --share=0.7", "0.7"],
  ])("takes the last of %s, whose value may be left out", (line, share) => {
    const options = { ...digest.options, share: { flags: "--share [share]", description: "" } };
    const parsed = parseCommandLine({
      spec: { ...digest, options },
      args: line.split(" "),
      env: {},
      dotEnv: {},
      invocation: "pnpm dl",
    });
    expect(parsed).toMatchObject({ options: { share } });
  });

  it("points to the help of the subcommand whose option has a wrong value", () => {
    const withFormat = {
      ...digest,
      options: {
        ...digest.options,
        as: { flags: "--as <format>", parse: parseChoice(["hex"]), description: "" },
      },
    };
    const run = (line: string) => () =>
      parseCommandLine({
        spec: { ...spec, subcommands: [withFormat] },
        args: line.split(" "),
        env: {},
        dotEnv: {},
        invocation: "pnpm dl",
      });
    expect(thrownBy(run("digest --as base64"))).toMatchObject({
      message: "--as: must be one of hex: got base64",
      next: "pnpm dl digest --help",
    });
    expect(thrownBy(run("--log-format yaml digest")).next).toBe("pnpm dl digest --help");
  });

  it("names the variable whose value is wrong", () => {
    const withEnv = {
      ...spec,
      options: { ...spec.options, maxBytes: { ...spec.options.maxBytes, env: "MAX" } },
    };
    const run = () =>
      parseCommandLine({
        spec: withEnv,
        args: [],
        env: { MAX: "x" },
        dotEnv: {},
        invocation: "pnpm dl",
      });
    expect(thrownBy(run).message).toBe("MAX: must be a size of at least 1 byte: got x");
  });

  it("explains itself", () => {
    const parsed = parse("--help");
    expect(parsed.type).toBe("help");
    const text = parsed.type === "help" ? parsed.text : "";
    expect(text).toMatch(/^Usage: pnpm dl \[options\]/);
    expect(text).toContain("the folder (default: ./data, env: FLOCK_DATA_DIR)");
    expect(text).toContain("the cap (default: 1GB)");
    expect(text).toContain("Examples:\n  pnpm dl --uids 0,5  two miners\n\nThe end.\n");
    expect(text).not.toContain("--log-level");
    expect(text).not.toContain("undefined");
    const child = parse("digest --help");
    expect(child.type === "help" && child.text).toMatch(/^Usage: pnpm dl digest \[options\]/);
  });

  it("insists that an option's property is its flag", () => {
    const wrong = { ...digest, options: { folder: digest.options.dataDir } };
    expect(() =>
      parseCommandLine({ spec: wrong, args: [], env: {}, dotEnv: {}, invocation: "x" }),
    ).toThrow(TypeError);
  });
});

function thrownBy(run: () => unknown): UsageError {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
