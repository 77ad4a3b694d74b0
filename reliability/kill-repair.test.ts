import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mendStore } from "@flock-tools/flock";
import { createHub } from "@flock-tools/hf";
import { collectGarbage, openStore, readStoreIdentity, type Store } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { runCommand } from "./testing/run-command.ts";
import { findLosses, type Scene, useScenes } from "./testing/scenes.ts";
import type { RecordedStep } from "./testing/steps.ts";
import type { StepPlan } from "./testing/step-preload.mjs";
import { createPicks, sample } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const PRELOAD = ["--import", new URL("./testing/step-preload.mjs", import.meta.url).href];
const HOURS = 3 * 3_600_000;
const scenes = useScenes();

/** One file with a copy that is right, one that has none, and a copy that was changed. */
function damage({ whole }: Scene, dataDir: string): void {
  const copies = [...whole].filter(([path]) => path.endsWith("/data.jsonl"));
  const [first, second, third] = [...new Map(copies.map((copy) => [copy[1], copy])).values()];
  const blobOf = (hash: string): string => join(dataDir, "blobs", "sha256", hash.slice(0, 2), hash);
  const path = blobOf(first![1]);
  writeFileSync(
    path,
    readFileSync(path).map((byte, i) => (i === 3 ? byte ^ 1 : byte)),
  );
  rmSync(blobOf(second![1]));
  for (const [copy, hash] of copies) if (hash === second![1]) rmSync(join(dataDir, copy));
  writeFileSync(join(dataDir, third![0]), "edited");
}

/** What stopped downloads leave. */
function litter(_: Scene, dataDir: string): void {
  for (let n = 0; n < 3; n += 1) {
    const name = `${n}${"a".repeat(63)}`;
    const folder = join(dataDir, "blobs", "sha256", name.slice(0, 2));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), "orphan");
    writeFileSync(join(dataDir, "tmp", `${name}.free.${"0".repeat(16)}.part`), "");
  }
}

interface Work {
  readonly args: readonly string[];
  readonly disturb: (scene: Scene, dataDir: string) => void;
  /** Does the same again, undisturbed; gives whether all is right then. */
  readonly finish: (store: Store, scene: Scene) => Promise<boolean>;
}

const VERIFY: Work = {
  args: ["--verify", "--quiet"],
  disturb: damage,
  async finish(store, { devnet }) {
    const hub = createHub({ endpoint: devnet.hub.url });
    try {
      return (await mendStore(store, { getHub: () => Promise.resolve(hub) })).ok;
    } finally {
      await hub.close();
    }
  },
};

const COLLECT: Work = {
  args: ["gc", "--quiet"],
  disturb: litter,
  async finish(store) {
    await collectGarbage(store);
    const { orphans, partials, leftovers } = await collectGarbage(store);
    return [orphans, partials, leftovers].every(({ files }) => files === 0);
  },
};

function run({ args }: Work, { devnet }: Scene, { cwd, plan }: { cwd: string; plan: StepPlan }) {
  return runCommand("downloader", [...args, "--data-dir", "data"], {
    cwd,
    devnet,
    nodeArgs: PRELOAD,
    env: { FLOCK_STEPS: JSON.stringify({ ...plan, root: cwd }) },
  });
}

function prepare(work: Work, scene: Scene, cwd: string): string {
  const dataDir = join(cwd, "data");
  rmSync(dataDir, { recursive: true, force: true });
  cpSync(join(scene.base, "first"), dataDir, { recursive: true });
  work.disturb(scene, dataDir);
  return dataDir;
}

async function recordNames(work: Work, scene: Scene): Promise<string[]> {
  const cwd = useFolder();
  prepare(work, scene, cwd);
  // Not below what is watched.
  const log = join(useFolder(), "steps.log");
  const { code, stderr } = await run(work, scene, { cwd, plan: { mode: "record", log } });
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as RecordedStep).name);
}

/** Kills the work before and after its steps, and gives what was not right after it had been done again. */
async function sweep(work: Work, scene: Scene, amount: number): Promise<Record<string, string[]>> {
  const names = await recordNames(work, scene);
  const seen = new Map<string, number>();
  const kills = names.flatMap((name) => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return (["before", "after"] as const).map((when) => ({ name, nth, when }));
  });
  const cwd = useFolder();
  const losses: Record<string, string[]> = {};
  const chosen = sample(kills, amount, createPicks(`kill ${work.args[0]}`));
  let killed = 0;
  for (const kill of chosen) {
    const dataDir = prepare(work, scene, cwd);
    const { signal } = await run(work, scene, { cwd, plan: { mode: "kill", ...kill } });
    if (signal === "SIGKILL") {
      killed += 1;
      count("kills at a step", 1);
    }
    const store = openStore({ dataDir, ...readStoreIdentity(dataDir)! });
    const isRight = await work.finish(store, scene).finally(() => store.close());
    const found = [...(isRight ? [] : ["not right"]), ...(await findLosses(scene, dataDir))];
    if (found.length > 0) losses[`${kill.when} ${kill.nth} ${kill.name}`] = found;
  }
  expect(killed).toBeGreaterThanOrEqual(chosen.length / 2);
  return losses;
}

describe("process: kill -9 at every step of a repair", () => {
  it("of dl --verify", { timeout: HOURS }, async () => {
    expect(await sweep(VERIFY, scenes.first, 8)).toEqual({});
  });

  it("of dl gc", { timeout: HOURS }, async () => {
    expect(await sweep(COLLECT, scenes.first, 4)).toEqual({});
  });
});
