import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Devnet } from "@flock-tools/devnet";
import { onTestFinished } from "vitest";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));

export interface AppResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedApp {
  readonly child: ChildProcess;
  readonly result: Promise<AppResult>;
}

export interface RunAppOptions {
  readonly cwd: string;
  readonly devnet?: Devnet | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** A folder that is gone when the test has finished; the app's home and working folder. */
export function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flock-doctor-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the built app as a person would, with nothing of this process's environment but the PATH. */
export function startApp(args: readonly string[], options: RunAppOptions): StartedApp {
  const { cwd, devnet, env, nodeArgs = [] } = options;
  const servers = devnet && {
    BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url,
    HF_ENDPOINT: devnet.hub.url,
  };
  const child = spawn(process.execPath, [...nodeArgs, MAIN, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...servers, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const result = new Promise<AppResult>((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, result };
}

/** Runs the built app to its end. */
export function runApp(args: readonly string[], options: RunAppOptions): Promise<AppResult> {
  return startApp(args, options).result;
}
