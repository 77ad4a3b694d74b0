import { UsageError } from "@flock-tools/core";
import type { CommandContext, CommandSpec } from "./command.ts";
import { formatCommandLine } from "./command-line.ts";
import { logLevelOf } from "./common-options.ts";
import { describeError, formatError, formatStack } from "./describe-error.ts";
import { type Env, readDotEnv } from "./env.ts";
import { InterruptError } from "./errors.ts";
import { EXIT_CODES, exitCodeOf } from "./exit-codes.ts";
import { type InterruptHost, watchInterrupts } from "./interrupt.ts";
import { createLogger, tapWarnings } from "./logger.ts";
import { createOutput, type Output } from "./output.ts";
import { parseCommandLine, type ParsedCommandLine } from "./parse-command-line.ts";
import { safe } from "./safe-text.ts";
import { createTerminal, type OutputStream, type Terminal } from "./terminal.ts";

/** What is needed of `process`. */
export interface MainHost extends InterruptHost {
  readonly argv: readonly string[];
  readonly env: Env;
  readonly stdout: HostStream;
  readonly stderr: HostStream;
  readonly stdin?: { readonly isTTY?: boolean | undefined };
  cwd(): string;
}

interface HostStream extends OutputStream {
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

type RunnableCommand = Extract<ParsedCommandLine, { type: "run" }>;

/** A resume hint of the program that started this one, which knows better how to start it again. */
const RESUME_VARIABLE = "FLOCK_RESUME_WITH";

/**
 * Runs a command as the whole of a process: parses the command line, runs the command, prints what went wrong and what
 * to do about it, and ends the process with the exit code.
 */
export async function runMain(host: MainHost, spec: CommandSpec<object>): Promise<void> {
  const main = createMain(host, spec);
  guardProcess(main);
  const code = await runParsed(main);
  // Sockets and timers that are still open must not keep a person waiting for the prompt.
  await Promise.all([flush(host.stdout), flush(host.stderr)]);
  host.exit(code);
}

interface Main {
  readonly host: MainHost;
  readonly spec: CommandSpec<object>;
  readonly args: readonly string[];
  readonly terminal: Terminal;
}

function createMain(host: MainHost, spec: CommandSpec<object>): Main {
  const { stdout, stderr, env } = host;
  return {
    host,
    spec,
    args: host.argv.slice(2),
    terminal: createTerminal({ stdout, stderr, env }),
  };
}

async function runParsed(main: Main): Promise<number> {
  const { host, spec, args, terminal } = main;
  try {
    const dotEnv = await readDotEnv(host.cwd());
    const invocation = formatCommandLine({ name: spec.name, env: host.env });
    const width = Math.min(terminal.resultColumns() ?? 100, 120);
    const parsed = parseCommandLine({ spec, args, env: host.env, dotEnv, invocation, width });
    if (parsed.type === "run") return await runCommand(main, parsed, { ...dotEnv, ...host.env });
    terminal.raw(parsed.text);
    return EXIT_CODES.ok;
  } catch (error) {
    return reportError(error, {
      terminal,
      output: createOutput({
        terminal,
        command: spec.name,
        json: args.includes("--json"),
        quiet: false,
      }),
      verbose: args.includes("--verbose"),
    });
  }
}

async function runCommand(main: Main, parsed: RunnableCommand, env: Env): Promise<number> {
  const { host, terminal } = main;
  const { json, quiet, verbose } = parsed.options;
  const command =
    parsed.spec === main.spec ? main.spec.name : `${main.spec.name} ${parsed.spec.name}`;
  const output = createOutput({ terminal, command, json, quiet });
  const interrupts = watchInterrupts({
    host,
    ...(parsed.spec.endsByInterrupt === true
      ? { graceMs: undefined }
      : {
          onFirst: () => output.note(safe`stopping; Ctrl-C again to stop at once`),
          onGraceOver: () => printResume(main, env),
        }),
  });
  try {
    const context = await createContext({ main, parsed, env, output, signal: interrupts.signal });
    const code = await parsed.spec.run(context);
    output.finish(code === EXIT_CODES.ok);
    return code;
  } catch (error) {
    terminal.setLive([]);
    // Whatever broke because everything was told to stop, stopping is why.
    const cause: unknown = interrupts.signal.aborted ? interrupts.signal.reason : error;
    if (cause instanceof InterruptError) printResume(main, env);
    return reportError(cause, { terminal, output, verbose });
  } finally {
    interrupts.release();
  }
}

interface CreateContextOptions {
  readonly main: Main;
  readonly parsed: RunnableCommand;
  readonly env: Env;
  readonly output: Output;
  readonly signal: AbortSignal;
}

async function createContext(options: CreateContextOptions): Promise<CommandContext<object>> {
  const { main, parsed, env, output, signal } = options;
  const { terminal } = main;
  const { logFormat } = parsed.options;
  const logger = await createLogger({
    terminal,
    level: logLevelOf(parsed.options),
    format: logFormat,
  });
  return {
    options: parsed.options,
    sources: parsed.sources,
    words: parsed.words,
    env,
    cwd: main.host.cwd(),
    isInteractive: main.host.stdin?.isTTY === true,
    signal,
    terminal,
    output,
    logger: tapWarnings(logger, (message) => output.collect(message)),
    rerun: rerunLine(main, env),
    commandLine: (name, args = []) => formatCommandLine({ name, args, env }),
    hide: (secret) => terminal.hide(secret),
  };
}

interface ReportOptions {
  readonly terminal: Terminal;
  readonly output: Output;
  readonly verbose: boolean;
}

function reportError(error: unknown, { terminal, output, verbose }: ReportOptions): number {
  const code = exitCodeOf(error);
  if (code === EXIT_CODES.interrupted) {
    const interrupted = { kind: "interrupted", code: "INTERRUPTED", message: String(error) };
    output.finish(false, interrupted);
    return code;
  }
  const described = describeError(error);
  for (const line of formatError(described, terminal.paint)) terminal.line(line);
  if (verbose && !(error instanceof UsageError)) {
    for (const line of formatStack(error, terminal.paint)) terminal.line(line);
  }
  output.finish(false, described);
  return code;
}

function rerunLine({ spec, args }: Main, env: Env): string {
  return env[RESUME_VARIABLE] ?? formatCommandLine({ name: spec.name, args, env });
}

function printResume(main: Main, env: Env): void {
  const { terminal } = main;
  terminal.setLive([]);
  terminal.line(safe`${terminal.paint.yellow("stopped.")} Resume with: ${rerunLine(main, env)}`);
}

/** What fails outside of the command's own promise ends the process as every other error does. */
function guardProcess({ host, terminal, spec, args }: Main): void {
  const giveUp = (error: unknown): void => {
    const output = createOutput({ terminal, command: spec.name, json: false, quiet: false });
    terminal.setLive([]);
    host.exit(reportError(error, { terminal, output, verbose: args.includes("--verbose") }));
  };
  host.on("uncaughtException", giveUp);
  host.on("unhandledRejection", giveUp);
  for (const stream of [host.stdout, host.stderr]) {
    // `dl | head -1`: the reader has gone, which is no reason to stop what was asked for, or to complain.
    stream.on("error", (error) => {
      if (error.code !== "EPIPE") giveUp(error);
    });
  }
}

/** Resolves when what was written has left this process, or never will. */
function flush(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
