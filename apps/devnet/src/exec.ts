import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { type CommandContext, type Env, InterruptError, safe } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { startDevnet } from "@flock-tools/devnet";
import { createChildEnv } from "./client-env.ts";
import type { WorldOptions } from "./command.ts";
import { summariseFaults } from "./fault-report.ts";
import { describeSeed, readServerOptions } from "./server-options.ts";

type ExecContext = CommandContext<WorldOptions>;

/** `pnpm devnet exec`: a world for the time that one command runs; gives the command's exit code. */
export async function exec(context: ExecContext): Promise<number> {
  const { options, env, rerun, output } = context;
  const servers = await startDevnet(readServerOptions(options, context.cwd));
  try {
    const again = env["npm_lifecycle_event"] === "start" ? "npm start" : rerun;
    const childEnv = createChildEnv({ env, servers, options, rerun: again });
    const { chain, hub } = servers;
    const name = `${options.world}${describeSeed(options)}`;
    output.note(safe`local network ${name}: chain ${chain.url}, hub ${hub.url}`);
    return await runChild(context, childEnv);
  } finally {
    if (servers.faults !== undefined) output.note(summariseFaults(servers.faults));
    await servers.close();
  }
}

async function runChild(context: ExecContext, env: Env): Promise<number> {
  const [command = "", ...args] = context.words;
  const child = spawn(command, args, { cwd: context.cwd, env, stdio: "inherit" });
  const release = forwardInterrupt(context, child);
  try {
    return await waitForExit(child, command);
  } finally {
    release();
  }
}

/** Passes the signal on that this process gets, unless the terminal has sent it to the child already. */
function forwardInterrupt({ signal, isInteractive }: ExecContext, child: ChildProcess): () => void {
  const forward = (): void => {
    const name = signal.reason instanceof InterruptError ? signal.reason.signal : "SIGTERM";
    if (name === "SIGINT" && isInteractive) return;
    child.kill(name as NodeJS.Signals);
  };
  if (signal.aborted) forward();
  signal.addEventListener("abort", forward, { once: true });
  return () => signal.removeEventListener("abort", forward);
}

/** The exit code; of a command that a signal has ended, 128 and the signal's number, as a shell gives it. */
function waitForExit(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      reject(
        new UsageError(`cannot run ${command}`, {
          details: cause.message,
          next: "give a program that is on the PATH, with -- in front of it",
          cause,
        }),
      );
    });
    child.once("exit", (code, name) => {
      resolve(code ?? 128 + (name === null ? 0 : constants.signals[name]));
    });
  });
}
