import { UsageError } from "@flock-tools/core";
import { type Command, CommanderError } from "commander";
import { replaceAliases } from "./alias-arguments.ts";
import { allOptions, buildCommand } from "./build-command.ts";
import type { CommandSpec } from "./command.ts";
import { type Env, isTrue, readVariable } from "./env.ts";
import {
  type CommonOptions,
  type OptionSource,
  type OptionSpec,
  parseOptionText,
} from "./option.ts";

export interface ParseCommandLineOptions {
  readonly spec: CommandSpec<object>;
  /** What follows the program's name. */
  readonly args: readonly string[];
  readonly env: Env;
  /** The settings of the `.env` file: weaker than `env`. */
  readonly dotEnv: Env;
  /** What is typed in front of `args`: `pnpm dl`. */
  readonly invocation: string;
  /** Cells of a line of `--help`; 100 unless told. */
  readonly width?: number;
}

export type ParsedCommandLine =
  | { readonly type: "help"; readonly text: string }
  | {
      readonly type: "run";
      readonly spec: CommandSpec<object>;
      readonly options: CommonOptions & Readonly<Record<string, unknown>>;
      readonly sources: Readonly<Partial<Record<string, OptionSource>>>;
      readonly words: readonly string[];
    };

interface Selected {
  readonly spec: CommandSpec<object>;
  readonly command: Command;
}

/**
 * What a command line asks for. A flag beats the environment, which beats `.env`, which beats the default.
 *
 * @throws UsageError for an option that is unknown or whose value is not acceptable
 */
export function parseCommandLine(options: ParseCommandLineOptions): ParsedCommandLine {
  const { spec, args, invocation, width = 100 } = options;
  let help = "";
  let refusing = invocation;
  let selected: Selected | undefined;
  const program = buildCommand({
    spec,
    invocation,
    width,
    print: (text) => {
      help += text;
    },
    onRefuse: (started) => {
      refusing = started;
    },
    onSelect: (chosen, command) => {
      selected = { spec: chosen, command };
    },
  });
  try {
    program.parse(replaceAliases(args, spec.aliases ?? {}), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { type: "help", text: help };
    throw toUsageError(error, refusing);
  }
  if (selected === undefined) throw new TypeError(`no command was selected by ${args.join(" ")}`);
  return {
    type: "run",
    spec: selected.spec,
    ...readValues(selected, options),
    words: selected.command.args,
  };
}

// commander: "error: unknown option '--forse'\n(Did you mean --force?)"
function toUsageError({ message }: CommanderError, invocation: string): UsageError {
  const [first = "", hint] = message.replace(/^error: /, "").split("\n");
  const meant = /\(Did you mean (.+)\?\)/.exec(hint ?? "")?.[1];
  const next = `${invocation} --help`;
  return new UsageError(first, {
    next: meant === undefined ? next : `did you mean ${meant}? Or: ${next}`,
  });
}

interface OptionValues {
  readonly options: CommonOptions & Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Partial<Record<string, OptionSource>>>;
}

function readValues(
  { spec, command }: Selected,
  { env, dotEnv, invocation }: ParseCommandLineOptions,
): OptionValues {
  // The options of a subcommand are explained by its own help.
  const started = command.parent === null ? invocation : `${invocation} ${spec.name}`;
  const help = `${started} --help`;
  const values: Record<string, unknown> = {};
  const sources: Partial<Record<string, OptionSource>> = {};
  for (const [key, option] of Object.entries(allOptions(spec))) {
    const given = findGiven({ key, option, command, env, dotEnv });
    values[key] =
      given === undefined ? (option.fallback ?? defaultOf(option)) : valueOf(option, given, help);
    if (given !== undefined) sources[key] = given.source;
    else if (values[key] !== undefined) sources[key] = "default";
  }
  return { options: values as CommonOptions & Record<string, unknown>, sources };
}

interface Given {
  readonly source: OptionSource;
  /** `--uids` or the variable's name. */
  readonly name: string;
  readonly texts: readonly string[] | true;
}

interface FindGivenOptions {
  readonly key: string;
  readonly option: OptionSpec<unknown>;
  readonly command: Command;
  readonly env: Env;
  readonly dotEnv: Env;
}

function findGiven({ key, option, command, env, dotEnv }: FindGivenOptions): Given | undefined {
  const name = longFlag(option);
  // An option before the subcommand's name is the parent's to commander, and the subcommand's to a person.
  for (let owner: Command | null = command; owner !== null; owner = owner.parent) {
    if (owner.getOptionValueSource(key) !== "cli") continue;
    const value = owner.getOptionValue(key) as string[] | true;
    return { source: "flag", name, texts: value };
  }
  if (option.env === undefined) return undefined;
  // A variable that is set and empty asks for the default, whatever `.env` says.
  const source = env[option.env] === undefined ? "dotenv" : "env";
  const text = readVariable(source === "env" ? env : dotEnv, option.env);
  return text === undefined ? undefined : { source, name: option.env, texts: [text] };
}

function valueOf(option: OptionSpec<unknown>, { name, texts }: Given, help: string): unknown {
  if (texts === true) return true;
  if (isSwitch(option)) return isTrue(texts[0]);
  const values = texts.map((text) => parseOptionText(option, { text, name, help }));
  return option.repeat === true ? [...new Set(values.flat())] : values.at(-1);
}

function defaultOf(option: OptionSpec<unknown>): false | undefined {
  return isSwitch(option) ? false : undefined;
}

function isSwitch({ flags }: OptionSpec<unknown>): boolean {
  return !/[<[]/.test(flags);
}

function longFlag({ flags }: OptionSpec<unknown>): string {
  return /--[^\s,]+/.exec(flags)?.[0] ?? flags;
}
