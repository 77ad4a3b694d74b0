import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { type PowerLoss, rebuild, type RecordedRun } from "./testing/power-loss.ts";
import { recordRun } from "./testing/record-run.ts";
import { findLosses, findPowerLosses, type Scene, useScenes } from "./testing/scenes.ts";
import { type RecordedStep, runSteps } from "./testing/steps.ts";
import { createPicks, IS_WHOLE_SWEEP, sample } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const HOURS = 3 * 3_600_000;
const scenes = useScenes();
const runs = {} as Record<Scene["name"], RecordedRun>;

beforeAll(async () => {
  runs.first = await recordRun(scenes.first);
  runs.later = await recordRun(scenes.later);
  count("steps of a run", runs.first.steps.length + runs.later.steps.length);
});

/** What was wrong, by where the run was disturbed. */
type Losses = Record<string, readonly string[]>;

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

interface KillEnd {
  readonly isKilled: boolean;
  readonly losses: readonly string[];
}

async function killAt(scene: Scene, cwd: string, kill: Kill): Promise<KillEnd> {
  scene.prepare(cwd);
  const { devnet } = scene;
  const { signal, code, stderr } = await runSteps({ devnet, cwd, plan: { mode: "kill", ...kill } });
  const isKilled = signal === "SIGKILL";
  // Which files share a commit is chance: there may be fewer of a name than there were.
  if (!isKilled && code !== 0) return { isKilled, losses: [`ended with ${code}: ${stderr}`] };
  return { isKilled, losses: await findLosses(scene, join(cwd, "data")) };
}

async function sweepKills(name: Scene["name"], amount: number): Promise<Losses> {
  const [scene, { steps }] = [scenes[name], runs[name]];
  const cwd = useFolder();
  const losses: Losses = {};
  const chosen = chooseKills(listKills(steps), amount, createPicks(`kill ${name}`));
  let killed = 0;
  for (const kill of chosen) {
    const end = await killAt(scene, cwd, kill);
    if (end.isKilled) {
      killed += 1;
      count("kills at a step", 1);
    }
    if (end.losses.length > 0) losses[`${kill.when} ${kill.nth} ${kill.name}`] = end.losses;
  }
  expect(killed).toBeGreaterThanOrEqual(chosen.length / 2);
  return losses;
}

describe("process: kill -9 at every rename, fsync and catalog commit", () => {
  it("of a first run", { timeout: HOURS }, async () => {
    expect(await sweepKills("first", 4)).toEqual({});
  });

  it("of a later run", { timeout: HOURS }, async () => {
    expect(await sweepKills("later", 2)).toEqual({});
  });
});

/** Every prefix of the steps, with each way in which what was not flushed may be lost. */
function listPowerLosses({ steps }: RecordedRun): PowerLoss[] {
  return steps.flatMap((_, place) =>
    (["all", "none", "names", "chance"] as const).map((survival) => ({
      after: place + 1,
      survival,
    })),
  );
}

async function sweepPowerLosses(name: Scene["name"], amount: number): Promise<Losses> {
  const [scene, run] = [scenes[name], runs[name]];
  const cwd = useFolder();
  const pick = createPicks(`power ${name}`);
  const losses: Losses = {};
  for (const loss of sample(listPowerLosses(run), amount, pick)) {
    rebuild(run, cwd, { ...loss, pick });
    count("losses of power", 1);
    const found = await findPowerLosses(scene, join(cwd, "data")).catch((error: unknown) => [
      String(error),
    ]);
    const step = run.steps[loss.after - 1]?.name;
    if (found.length > 0) losses[`${loss.survival} after ${loss.after}: ${step}`] = found;
  }
  return losses;
}

describe("process: every prefix of write, fsync, rename and commit with what was not flushed dropped", () => {
  it("of a first run", { timeout: HOURS }, async () => {
    expect(await sweepPowerLosses("first", 24)).toEqual({});
  });

  it("of a later run", { timeout: HOURS }, async () => {
    expect(await sweepPowerLosses("later", 12)).toEqual({});
  });
});
