import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMain } from "@flock-tools/cli";
import { onTestFinished } from "vitest";
import { FIND_NETUID } from "../src/command.ts";

export interface AppResult {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunAppOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Cells of a terminal; without it stdout is none. */
  readonly columns?: number;
}

/** Runs the app in this process, through its `runMain`, with everything of the process but the network made up. */
export async function runApp(
  args: readonly string[],
  { env = {}, columns }: RunAppOptions = {},
): Promise<AppResult> {
  const cwd = mkdtempSync(join(tmpdir(), "flock-find-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const texts = { stdout: "", stderr: "" };
  const createStream = (name: keyof typeof texts) => ({
    on: () => {},
    isTTY: columns !== undefined,
    columns,
    write: (text: string, callback?: () => void): boolean => {
      texts[name] += text;
      callback?.();
      return true;
    },
  });
  const exits: number[] = [];
  const host = {
    argv: ["node", "main.js", ...args],
    env,
    stdout: createStream("stdout"),
    stderr: createStream("stderr"),
    cwd: () => cwd,
    on: () => {},
    off: () => {},
    exit: (code: number) => void exits.push(code),
  };
  await runMain(host, FIND_NETUID);
  return { code: exits[0], ...texts };
}
