import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Devnet } from "@flock-tools/devnet";

/** A command of this project, by the folder of its app. */
export type App = "analyze" | "devnet" | "doctor" | "downloader" | "find-netuid";

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCommand {
  readonly child: ChildProcess;
  readonly result: Promise<CommandResult>;
}

export interface CommandOptions {
  /** Its working folder, and its home. */
  readonly cwd: string;
  readonly devnet?: Pick<Devnet, "chain" | "hub"> | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Of Node itself, before the path of the app. */
  readonly nodeArgs?: readonly string[];
}

/** Starts a built app as a person would, with nothing of this process's environment but the PATH. */
export function startCommand(
  app: App,
  args: readonly string[],
  { cwd, devnet, env, nodeArgs = [] }: CommandOptions,
): StartedCommand {
  const main = fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, [...nodeArgs, main, ...args], {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: cwd,
      HF_HOME: cwd,
      ...(devnet && {
        BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url,
        HF_ENDPOINT: devnet.hub.url,
      }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const result = new Promise<CommandResult>((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, result };
}

/** Runs it to its end. */
export function runCommand(
  app: App,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return startCommand(app, args, options).result;
}
