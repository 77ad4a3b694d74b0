import { UsageError } from "@flock-tools/core";
import type { CommandContext } from "./command.ts";
import { formatCommandLine } from "./command-line.ts";
import { logLevelOf } from "./common-options.ts";
import { describeError, formatError, formatStack } from "./describe-error.ts";
import type { Env } from "./env.ts";
import { InterruptError } from "./errors.ts";
import { EXIT_CODES, exitCodeOf } from "./exit-codes.ts";
import { type Interrupts, watchInterrupts } from "./interrupt.ts";
import { createLogger, tapWarnings } from "./logger.ts";
import type { Main } from "./main-host.ts";
import { createOutput, type Output } from "./output.ts";
import type { ParsedCommandLine } from "./parse-command-line.ts";
import { safe } from "./safe-text.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

type RunnableCommand = Extract<ParsedCommandLine, { type: "run" }>;

/** A resume hint of the program that started this one, which knows better how to start it again. */
const RESUME_VARIABLE = "FLOCK_RESUME_WITH";

/** One run of a command, and all that it says something through. */
interface Run {
  readonly main: Main;
  readonly parsed: RunnableCommand;
  readonly env: Env;
  readonly terminal: Terminal;
  readonly output: Output;
}

/** Runs the command that was parsed, and gives the exit code; what goes wrong has been printed then. */
export async function runCommand(main: Main, parsed: RunnableCommand, env: Env): Promise<number> {
  const run = createRun(main, parsed, env);
  const interrupts = watch(run);
  try {
    const context = await createContext(run, interrupts.signal);
    const code = await parsed.spec.run(context);
    run.output.finish(code === EXIT_CODES.ok);
    return code;
  } catch (error) {
    // Whatever broke because everything was told to stop, stopping is why.
    const cause: unknown = interrupts.signal.aborted ? interrupts.signal.reason : error;
    if (cause instanceof InterruptError) printResume(run);
    return reportError(cause, { ...run, verbose: parsed.options.verbose });
  } finally {
    run.terminal.setLive([]);
    interrupts.release();
  }
}

/** Prints an error that no command is to be blamed for, or that came before one ran, and gives the exit code. */
export function reportOutside({ host, spec, args }: Main, error: unknown): number {
  const { stdout, stderr, env } = host;
  const terminal = createTerminal({ stdout, stderr, env });
  const json = args.includes("--json");
  const output = createOutput({ terminal, command: spec.name, json, quiet: false });
  return reportError(error, { terminal, output, verbose: args.includes("--verbose") });
}

function createRun(main: Main, parsed: RunnableCommand, env: Env): Run {
  const { stdout, stderr } = main.host;
  const { json, quiet } = parsed.options;
  const { name } = main.spec;
  const command = parsed.spec === main.spec ? name : `${name} ${parsed.spec.name}`;
  const terminal = createTerminal({ stdout, stderr, env });
  return { main, parsed, env, terminal, output: createOutput({ terminal, command, json, quiet }) };
}

function watch(run: Run): Interrupts {
  const { host } = run.main;
  if (run.parsed.spec.endsByInterrupt === true)
    return watchInterrupts({ host, graceMs: undefined });
  return watchInterrupts({
    host,
    onFirst: () => run.output.note(safe`stopping; Ctrl-C again to stop at once`),
    onGraceOver: () => printResume(run),
  });
}

async function createContext(run: Run, signal: AbortSignal): Promise<CommandContext<object>> {
  const { main, parsed, env, terminal, output } = run;
  const { options, sources, words } = parsed;
  const { logFormat: format } = options;
  const logger = await createLogger({ terminal, level: logLevelOf(options), format });
  return {
    options,
    sources,
    words,
    env,
    cwd: main.host.cwd(),
    isInteractive: main.host.stdin?.isTTY === true,
    signal,
    terminal,
    output,
    logger: tapWarnings(logger, (message) => output.collect(message)),
    rerun: formatRerun(run),
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
  const described = describeError(error);
  if (code === EXIT_CODES.interrupted) {
    output.finish(false, described);
    return code;
  }
  terminal.setLive([]);
  for (const line of formatError(described, terminal.paint)) terminal.line(line);
  if (verbose && !(error instanceof UsageError)) {
    for (const line of formatStack(error, terminal.paint)) terminal.line(line);
  }
  output.finish(false, described);
  return code;
}

function formatRerun({ main, env }: Run): string {
  return env[RESUME_VARIABLE] ?? formatCommandLine({ name: main.spec.name, args: main.args, env });
}

function printResume(run: Run): void {
  const { terminal } = run;
  terminal.setLive([]);
  terminal.line(safe`${terminal.paint.yellow("stopped.")} Resume with: ${formatRerun(run)}`);
}
