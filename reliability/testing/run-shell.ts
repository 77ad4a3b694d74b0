import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Devnet } from "@flock-tools/devnet";
import type { App, CommandResult } from "./run-command.ts";

export interface ShellOptions {
  readonly cwd: string;
  readonly devnet: Pick<Devnet, "chain" | "hub">;
  /** Programs and their arguments before the shell's. */
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a script of `sh`, in which `$DL` followed by arguments is `pnpm dl`, and `$EXPORT` `pnpm export`. */
export function runShell(
  script: string,
  { cwd, devnet, under = [], env }: ShellOptions,
): Promise<CommandResult> {
  const [program, ...args] = [...under, "sh", "-c", script];
  const child = spawn(program, args, {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: cwd,
      HF_HOME: cwd,
      BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url,
      HF_ENDPOINT: devnet.hub.url,
      DL: startOf("downloader"),
      EXPORT: `${startOf("analyze")} export`,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

function startOf(app: App): string {
  const main = new URL(`../../apps/${app}/dist/main.js`, import.meta.url);
  return `${process.execPath} ${fileURLToPath(main)}`;
}
