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
const STRACE: readonly string[] = ["strace", "-f", "-qq", "--seccomp-bpf"];

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

async function killAt(scene: Scene, cwd: string, { call, nth }: SyscallKill): Promise<string[]> {
  scene.prepare(cwd);
  const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=KILL:when=${nth}`];
  const under = [...STRACE, "-o", "/dev/null", ...inject];
  const { devnet } = scene;
  const result = await runShell(SCRIPT, { cwd, devnet, under, env: ONE_THREAD });
  if (result.signal === "SIGKILL" || result.code === 137) count("kills at a system call", 1);
  else if (result.code !== 0) return [`ended with ${result.code}: ${result.stderr}`];
  return findLosses(scene, join(cwd, "data"));
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
    const losses: Record<string, string[]> = {};
    for (const kill of sample(kills, amount, createPicks(`strace ${name}`))) {
      const found = await killAt(scene, cwd, kill);
      if (found.length > 0) losses[`${kill.call} ${kill.nth}`] = found;
    }
    expect(kills.length).toBeGreaterThan(20);
    expect(losses).toEqual({});
  });
});
