import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const DOWNLOADER = fileURLToPath(new URL("../../downloader/dist/main.js", import.meta.url));

export interface AppResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunAppOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  /** What stdin has; else it is closed. */
  readonly input?: string;
  /** Of `stdout`; latin1 for bytes. */
  readonly encoding?: "utf8" | "latin1";
}

/** A folder and what removes it. */
export interface Folder extends Disposable {
  readonly path: string;
}

export function createFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "flock-analyze-")));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs the built app as a person would, with nothing of this process's environment but the PATH. */
export function runApp(args: readonly string[], options: RunAppOptions): Promise<AppResult> {
  return runMain(MAIN, args, options);
}

/** Runs `pnpm dl` likewise. */
export function runDownloader(args: readonly string[], options: RunAppOptions): Promise<AppResult> {
  return runMain(DOWNLOADER, args, options);
}

function runMain(
  main: string,
  args: readonly string[],
  { cwd, env, nodeArgs = [], input, encoding = "utf8" }: RunAppOptions,
): Promise<AppResult> {
  const child = spawn(process.execPath, [...nodeArgs, main, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, HF_HOME: cwd, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {}).end(input ?? "");
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding(encoding).on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** What `--json` printed. */
export function readData({ stdout }: AppResult): unknown {
  return (JSON.parse(stdout) as { readonly data: unknown }).data;
}
