import type { CommandSpec } from "./command.ts";
import { formatInvocation } from "./command-line.ts";
import { readDotEnv } from "./env.ts";
import type { Main, MainHost } from "./main-host.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import type { OutputStream } from "./terminal.ts";

/**
 * Runs a command as the whole of a process: parses the command line, runs the command, prints what went wrong and what
 * to do about it, and ends the process with the exit code.
 *
 * Only what parsing needs is imported before the options are known, because a person who asks for `--help` waits for it.
 */
export async function runMain(host: MainHost, spec: CommandSpec<object>): Promise<void> {
  const main = { host, spec, args: host.argv.slice(2) };
  guardProcess(main);
  const code = await runParsed(main);
  // Sockets and timers that are still open must not keep a person waiting for the prompt.
  await Promise.all([flush(host.stdout), flush(host.stderr)]);
  host.exit(code);
}

async function runParsed(main: Main): Promise<number> {
  const { host, spec, args } = main;
  try {
    const dotEnv = await readDotEnv(host.cwd());
    const invocation = formatInvocation({ name: spec.name, env: host.env });
    const width = host.stdout.isTTY === true ? Math.min(host.stdout.columns ?? 80, 120) : 100;
    const parsed = parseCommandLine({ spec, args, env: host.env, dotEnv, invocation, width });
    if (parsed.type === "run") {
      const { runCommand } = await import("./run-command.ts");
      return await runCommand(main, parsed, { ...dotEnv, ...host.env });
    }
    host.stdout.write(parsed.text);
    return 0;
  } catch (error) {
    return report(main, error);
  }
}

/** What fails outside of the command's own promise ends the process as every other error does. */
function guardProcess(main: Main): void {
  const { host } = main;
  const onFailure = (error: unknown): void => void giveUp(main, error);
  host.on("uncaughtException", onFailure);
  host.on("unhandledRejection", onFailure);
  for (const stream of [host.stdout, host.stderr]) {
    // `dl | head -1`: the reader has gone, which is no reason to stop what was asked for, or to complain.
    stream.on("error", (error) => {
      if (error.code !== "EPIPE") onFailure(error);
    });
  }
}

async function giveUp(main: Main, error: unknown): Promise<void> {
  main.host.exit(await report(main, error));
}

async function report(main: Main, error: unknown): Promise<number> {
  const { reportOutside } = await import("./run-command.ts");
  return reportOutside(main, error);
}

/** Resolves when what was written has left this process, or never will. */
function flush(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
