import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Devnet } from "@flock-tools/devnet";
import { type CommandResult, runCommand } from "./run-command.ts";
import type { Step } from "./step-hook.mjs";
import type { StepPlan } from "./step-preload.mjs";

/** One step of a run that was recorded, in the order in which they were done. */
export interface RecordedStep extends Omit<Step, "chunks"> {
  /** The same for steps that do the same for other files. */
  readonly name: string;
  /** Of a write, in Base64. */
  readonly bytes?: string;
}

/** Where copies of the catalog are, as it was after the step at `place`, if it was changed or moved there. */
export function catalogAfter(log: string, place: number): string {
  return join(`${log}.catalogs`, String(place + 1));
}

export interface StepRunOptions {
  readonly devnet: Devnet;
  readonly cwd: string;
  readonly plan: StepPlan;
  /** Before Node, its own arguments included. */
  readonly env?: Readonly<Record<string, string>>;
}

export const DL_ARGS: readonly string[] = [
  "--netuid",
  "96",
  "--all-files",
  "--eval",
  "--quiet",
  "--data-dir",
  "data",
];

/** Runs `dl` on the folder `data` below `cwd`, with a plan for its steps. */
export function runSteps({ devnet, cwd, plan, env }: StepRunOptions): Promise<CommandResult> {
  return runCommand("downloader", DL_ARGS, {
    cwd,
    devnet,
    nodeArgs: PRELOAD,
    env: { ...env, FLOCK_STEPS: JSON.stringify({ ...plan, root: cwd }) },
  });
}

/** For Node: the preload without which no plan is followed. */
const PRELOAD: readonly string[] = [
  "--import",
  new URL("./step-preload.mjs", import.meta.url).href,
];

/** Runs it whole and gives its steps. */
export async function recordSteps(
  options: Omit<StepRunOptions, "plan"> & { readonly log: string },
): Promise<readonly RecordedStep[]> {
  const { log } = options;
  const { code, stderr } = await runSteps({ ...options, plan: { mode: "record", log } });
  if (code !== 0) throw new Error(`the run to record ended with ${code}: ${stderr}`);
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as RecordedStep);
}
