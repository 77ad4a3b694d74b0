import { Command, Option } from "commander";
import type { CommandSpec } from "./command.ts";
import { COMMON_OPTIONS } from "./common-options.ts";
import type { OptionSpec } from "./option.ts";

export interface BuildCommandOptions {
  readonly spec: CommandSpec<object>;
  /** What is typed to start it: `pnpm dl`. */
  readonly invocation: string;
  /** Cells of a line of `--help`. */
  readonly width: number;
  readonly print: (text: string) => void;
  /** Called with how the command is started that refuses what was typed. */
  readonly onRefuse: (invocation: string) => void;
  /** Called with the command that was named. */
  readonly onSelect: (spec: CommandSpec<object>, command: Command) => void;
}

/** The options of a command by property name, its own and the common ones. */
export function allOptions(spec: CommandSpec<object>): Record<string, OptionSpec<unknown>> {
  return { ...spec.options, ...COMMON_OPTIONS };
}

/** A commander command that parses and explains; the values are read from it and turned into values elsewhere. */
export function buildCommand(build: BuildCommandOptions): Command {
  const { spec, invocation, width, print, onRefuse, onSelect } = build;
  const command = new Command(invocation)
    .description(spec.summary)
    .exitOverride((error) => {
      onRefuse(invocation);
      throw error;
    })
    .enablePositionalOptions()
    .allowExcessArguments(false)
    .configureOutput({ writeOut: print, writeErr: () => {}, getOutHelpWidth: () => width })
    .action(() => onSelect(spec, command));
  for (const words of spec.words?.split(" ") ?? []) command.argument(words);
  if (spec.words !== undefined && !spec.optionsAfterWords) command.passThroughOptions();
  for (const [key, option] of Object.entries(allOptions(spec))) addOption(command, key, option);
  command.helpOption("-h, --help", "show this help");
  command.addHelpText("after", () => helpEnding(spec, invocation));
  for (const subcommand of spec.subcommands ?? []) {
    const child = buildCommand({
      ...build,
      spec: subcommand,
      invocation: `${invocation} ${subcommand.name}`,
    });
    command.addCommand(child.name(subcommand.name));
  }
  if (spec.subcommands !== undefined) command.helpCommand(false);
  return command;
}

function addOption(command: Command, key: string, spec: OptionSpec<unknown>): void {
  const option = new Option(spec.flags, describe(spec));
  if (option.attributeName() !== key) {
    throw new TypeError(
      `the option ${spec.flags} must be the property ${option.attributeName()}: got ${key}`,
    );
  }
  if (spec.hidden) option.hideHelp();
  if (spec.group !== undefined) option.helpGroup(spec.group);
  // The text as typed: parsing waits until it is known which of flag, environment and file decides.
  if (!option.isBoolean()) {
    // Where the value may be left out, what was given before may be `true`.
    option.argParser<string[] | true>((text, previous) => [
      ...(Array.isArray(previous) ? previous : []),
      text,
    ]);
  }
  command.addOption(option);
}

function describe({ description, env, fallback, fallbackText }: OptionSpec<unknown>): string {
  const isPlain = typeof fallback === "string" || typeof fallback === "number";
  const shown = fallbackText ?? (isPlain ? String(fallback) : undefined);
  const notes = [
    ...(shown === undefined ? [] : [`default: ${shown}`]),
    ...(env === undefined ? [] : [`env: ${env}`]),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join(", ")})`;
}

function helpEnding(
  { examples = [], notes = [] }: CommandSpec<object>,
  invocation: string,
): string {
  const widest = examples.reduce((width, { args }) => Math.max(width, args.length), 0);
  const lines = examples.map(
    ({ args, means }) => `  ${invocation} ${args.padEnd(widest)}  ${means}`,
  );
  const blocks = [...(lines.length === 0 ? [] : [["Examples:", ...lines].join("\n")]), ...notes];
  return blocks.length === 0 ? "" : `\n${blocks.join("\n\n")}\n`;
}
