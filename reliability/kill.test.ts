import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { findLosses, type Scene, useScenes } from "./testing/scenes.ts";
import type { RecordedStep } from "./testing/steps.ts";
import { recordSteps, runSteps } from "./testing/steps.ts";
import { createPicks, IS_WHOLE_SWEEP, sample } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const HOURS = 3 * 3_600_000;
const scenes = useScenes();

type When = "before" | "midway" | "after";

interface Kill {
  readonly name: string;
  readonly nth: number;
  readonly when: When;
}

/** Every moment at which a process can be gone, each step told by its name and its number among those of that name. */
function listKills(steps: readonly RecordedStep[]): Kill[] {
  const seen = new Map<string, number>();
  return steps.flatMap(({ kind, name }) => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    // Before the commit none of these has touched the disk, so the first stands for all.
    if (kind === "pragma" || (kind === "change" && nth > 1)) return [];
    const whens: readonly When[] =
      kind === "write" || kind === "copy" ? ["before", "midway", "after"] : ["before", "after"];
    return whens.map((when) => ({ name, nth, when }));
  });
}

/** One of each name, for a run that has to be short. */
function chooseKills(kills: readonly Kill[], amount: number, pick: () => number): readonly Kill[] {
  if (IS_WHOLE_SWEEP) return kills;
  const names = [...new Set(kills.map(({ name }) => name))];
  const chosen = names.flatMap((name) =>
    sample(
      kills.filter((kill) => kill.name === name),
      1,
      pick,
    ),
  );
  const isDurable = ({ name }: Kill): boolean => /^(?:sync|rename|commit|checkpoint)/.test(name);
  const durable = sample(chosen.filter(isDurable), amount, pick);
  const others = chosen.filter((kill) => !isDurable(kill));
  return [...durable, ...sample(others, amount - durable.length, pick)];
}

async function killAt(scene: Scene, cwd: string, kill: Kill): Promise<string[]> {
  scene.prepare(cwd);
  const { devnet } = scene;
  const { signal, code, stderr } = await runSteps({ devnet, cwd, plan: { mode: "kill", ...kill } });
  if (signal === "SIGKILL") count("kills at a step", 1);
  // Which files share a commit is chance: there may be fewer of a name than there were.
  else if (code !== 0) return [`ended with ${code}: ${stderr}`];
  return findLosses(scene, join(cwd, "data"));
}

async function sweep(scene: Scene, amount: number): Promise<Record<string, string[]>> {
  const cwd = useFolder();
  scene.prepare(cwd);
  const { devnet } = scene;
  const steps = await recordSteps({ devnet, cwd, log: join(cwd, "steps.log") });
  rmSync(join(cwd, "steps.log.catalogs"), { recursive: true });
  count("steps of a run", steps.length);
  const kills = chooseKills(listKills(steps), amount, createPicks(`kill ${scene.name}`));
  const failed: Record<string, string[]> = {};
  for (const kill of kills) {
    const losses = await killAt(scene, cwd, kill);
    if (losses.length > 0) failed[`${kill.when} ${kill.nth} ${kill.name}`] = losses;
  }
  return failed;
}

describe("process: kill -9 at every rename, fsync and catalog commit", () => {
  it("of a first run", { timeout: HOURS }, async () => {
    expect(await sweep(scenes.first, 6)).toEqual({});
  });

  it("of a later run", { timeout: HOURS }, async () => {
    expect(await sweep(scenes.later, 3)).toEqual({});
  });
});
