import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { FlockError } from "@flock-tools/core";
import type { Examination } from "./check.ts";

/** What a probe prints, as JSON. */
export type ProbeAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly next?: string };

export interface Probe {
  readonly name: "sqlite" | "duckdb" | "store";
  /** Absolute. */
  readonly folder?: string | undefined;
}

/**
 * Runs a probe in a process of its own and gives its value.
 *
 * @throws FlockError PROBE_FAILED with what went wrong there
 * @throws the abort reason; the process is killed then
 */
export async function runProbe(
  { name, folder = "" }: Probe,
  { env, signal }: Pick<Examination, "env" | "signal">,
): Promise<unknown> {
  signal.throwIfAborted();
  const file = fileURLToPath(new URL("./probe.js", import.meta.url));
  const { stdout, ending } = await run([file, name, folder], { env, signal });
  signal.throwIfAborted();
  const answer = parseAnswer(stdout);
  if (answer?.ok === true) return answer.value;
  const next = answer?.next ?? "install again: npm run setup";
  throw new FlockError(answer?.message ?? `the process that loads it ended with ${ending}`, {
    kind: "internal",
    code: "PROBE_FAILED",
    next,
  });
}

interface Ended {
  readonly stdout: string;
  /** How it ended, and the last that it said. */
  readonly ending: string;
}

function run(
  args: readonly string[],
  { env, signal }: Pick<Examination, "env" | "signal">,
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env, signal, killSignal: "SIGKILL", maxBuffer: 2 ** 20 } as const;
    const child = execFile(process.execPath, args, options, (_, stdout, stderr) => {
      const ending = child.signalCode ?? `exit code ${child.exitCode ?? "unknown"}`;
      const last = stderr.trim().split("\n").at(-1) ?? "";
      resolve({ stdout, ending: last === "" ? ending : `${ending}: ${last}` });
    });
  });
}

function parseAnswer(text: string): ProbeAnswer | undefined {
  try {
    return JSON.parse(text) as ProbeAnswer;
  } catch {
    return undefined;
  }
}
