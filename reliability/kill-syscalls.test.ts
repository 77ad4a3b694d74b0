import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { runShell } from "./testing/run-shell.ts";
import { findLosses, type Scene, useScenes } from "./testing/scenes.ts";
import { DL_ARGS } from "./testing/steps.ts";
import { createPicks, sample } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const HOURS = 3 * 3_600_000;
const scenes = useScenes();

/** Of the catalog's library too, which no other hook sees. */
const CALLS: readonly string[] = [
  "rename",
  "fsync",
  "fdatasync",
  "pwrite64",
  "ftruncate",
  "unlink",
];
// Without --seccomp-bpf, which is faster, but with which strace 6.1 sends hardly any of the signals that it is to inject.
const STRACE: readonly string[] = ["strace", "-f", "-qq"];

const HAS_STRACE =
  spawnSync("strace", [...STRACE.slice(1), "-e", "trace=fsync", "-o", "/dev/null", "true"])
    .status === 0;

/** strace counts for each thread by itself, so that there is one for the files. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: "1" };
const SCRIPT = `exec $DL ${DL_ARGS.join(" ")}`;

interface SyscallKill {
  readonly call: string;
  readonly nth: number;
}

/** Every call of a run, by its number among those of its name in its thread. */
async function listKills({ devnet, prepare }: Scene, cwd: string): Promise<SyscallKill[]> {
  prepare(cwd);
  const log = join(cwd, "strace.log");
  const under = [...STRACE, "-e", `trace=${CALLS.join(",")}`, "-o", log];
  const { code, stderr } = await runShell(SCRIPT, { cwd, devnet, under, env: ONE_THREAD });
  if (code !== 0) throw new Error(`the run to count ended with ${code}: ${stderr}`);
  const seen = new Map<string, number>();
  for (const [, thread, call] of readFileSync(log, "utf8").matchAll(/^(\d+) +(\w+)\(/gm)) {
    seen.set(`${thread} ${call}`, (seen.get(`${thread} ${call}`) ?? 0) + 1);
  }
  return CALLS.flatMap((call) => {
    const most = Math.max(0, ...[...seen].map(([key, n]) => (key.endsWith(` ${call}`) ? n : 0)));
    return Array.from({ length: most }, (_, place) => ({ call, nth: place + 1 }));
  });
}

interface KillEnd {
  readonly isKilled: boolean;
  readonly losses: readonly string[];
}

async function killAt(scene: Scene, cwd: string, { call, nth }: SyscallKill): Promise<KillEnd> {
  scene.prepare(cwd);
  const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=KILL:when=${nth}`];
  const under = [...STRACE, "-o", "/dev/null", ...inject];
  const { devnet } = scene;
  const { signal, code, stderr } = await runShell(SCRIPT, { cwd, devnet, under, env: ONE_THREAD });
  const isKilled = signal === "SIGKILL" || code === 137;
  if (!isKilled && code !== 0) return { isKilled, losses: [`ended with ${code}: ${stderr}`] };
  return { isKilled, losses: await findLosses(scene, join(cwd, "data")) };
}

describe("process: kill -9 at every system call that renames, flushes or writes the catalog", () => {
  it.skipIf(!HAS_STRACE).each([
    { name: "first", amount: 2 },
    { name: "later", amount: 1 },
  ] as const)("of a $name run", { timeout: HOURS }, async ({ name, amount }) => {
    const scene = scenes[name];
    const cwd = useFolder();
    const kills = await listKills(scene, cwd);
    count("system calls of a run", kills.length);
    const losses: Record<string, readonly string[]> = {};
    const chosen = sample(kills, amount, createPicks(`strace ${name}`));
    let killed = 0;
    for (const kill of chosen) {
      const end = await killAt(scene, cwd, kill);
      if (end.isKilled) {
        killed += 1;
        count("kills at a system call", 1);
      }
      if (end.losses.length > 0) losses[`${kill.call} ${kill.nth}`] = end.losses;
    }
    expect(kills.length).toBeGreaterThan(20);
    expect(killed).toBeGreaterThanOrEqual(chosen.length / 2);
    expect(losses).toEqual({});
  });
});
