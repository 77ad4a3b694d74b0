import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runMain } from "@flock-tools/cli";
import type { Devnet } from "@flock-tools/devnet";
import { onTestFinished } from "vitest";
import { DOWNLOAD } from "../src/command.ts";

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
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flock-dl-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the built app as a person would, with nothing of this process's environment but the PATH. */
export function startApp(args: readonly string[], options: RunAppOptions): StartedApp {
  const { cwd, devnet, env, nodeArgs = [] } = options;
  const child = spawn(process.execPath, [...nodeArgs, MAIN, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...serversOf(devnet), ...env },
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

/** Runs the app in this process, through its `runMain`, with everything of the process but the network made up. */
export async function runApp(
  args: readonly string[],
  { cwd, devnet, env }: RunAppOptions,
): Promise<AppResult> {
  const texts = { stdout: "", stderr: "" };
  const createStream = (name: keyof typeof texts) => ({
    on: () => {},
    write: (text: string, callback?: () => void): boolean => {
      texts[name] += text;
      callback?.();
      return true;
    },
  });
  let code: number | null = null;
  await runMain(
    {
      argv: ["node", MAIN, ...args],
      // No token of whoever runs the tests.
      env: { HF_HOME: cwd, ...serversOf(devnet), ...env },
      stdout: createStream("stdout"),
      stderr: createStream("stderr"),
      cwd: () => cwd,
      on: () => {},
      off: () => {},
      exit: (given) => {
        code = given;
      },
    },
    DOWNLOAD,
  );
  return { code, ...texts };
}

function serversOf(devnet: Devnet | undefined): Record<string, string> {
  if (devnet === undefined) return {};
  return { BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url, HF_ENDPOINT: devnet.hub.url };
}
