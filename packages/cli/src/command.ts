import type { Logger } from "@flock-tools/core";
import type { Env } from "./env.ts";
import type { CommonOptions, OptionSource, OptionSpecs } from "./option.ts";
import type { Output } from "./output.ts";
import type { Terminal } from "./terminal.ts";

/** A command, as plain data and the function that does it. */
export interface CommandSpec<T> {
  /** What follows `pnpm`: `dl`; of a subcommand, its own word: `digest`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly options: OptionSpecs<T>;
  /** Words that are not options, as commander writes them: `<command...>`; options after the first are left to them. */
  readonly words?: string;
  /** Options after a word are this command's own too. */
  readonly optionsAfterWords?: boolean;
  /** Other spellings of options: `--data_dir` to `--out`; also with `=value`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Lines for the end of `--help`, without the command's name. */
  readonly examples?: readonly CommandExample[];
  /** More for the end of `--help`. */
  readonly notes?: readonly string[];
  /**
   * Ctrl-C is this command's way to end: its `signal` aborts without a note, a grace period or a hint how to resume, and
   * what `run` then gives is the exit code. A second one ends the process all the same.
   */
  readonly endsByInterrupt?: boolean;
  readonly subcommands?: readonly CommandSpec<object>[];
  /** Does the work and gives the exit code; what it needs beyond options should be imported here, for a quick `--help`. */
  run(context: CommandContext<T>): Promise<number>;
}

export interface CommandExample {
  /** What is typed after the command's name. */
  readonly args: string;
  readonly means: string;
}

/** All that a command's `run` may touch of the outside. */
export interface CommandContext<T> {
  readonly options: T & CommonOptions;
  readonly sources: Readonly<Partial<Record<string, OptionSource>>>;
  readonly words: readonly string[];
  /** The environment, over the settings of `.env`. */
  readonly env: Env;
  readonly cwd: string;
  /** Whether stdin is a terminal: it sends Ctrl-C to child processes by itself. */
  readonly isInteractive: boolean;
  /** Aborts at Ctrl-C, with an `InterruptError` as its reason. */
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
  readonly output: Output;
  readonly logger: Logger;
  /** What to type to run this very command again. */
  readonly rerun: string;
  /** What to type to run a command of this project, the way this one was started: `pnpm dl --force`. */
  readonly commandLine: (name: string, args?: readonly string[]) => string;
  /** Tells what must never be printed: it is replaced wherever it turns up in what this process writes. */
  readonly hide: (secret: string) => void;
}
