import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { digestOf } from "./testing/digest-of.ts";
import { type CommandResult, startCommand, type StartedCommand } from "./testing/run-command.ts";
import { findLosses, type Scene, useScenes } from "./testing/scenes.ts";
import { DL_ARGS } from "./testing/steps.ts";
import { createPicks, IS_WHOLE_SWEEP } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const HOURS = 3 * 3_600_000;
const scenes = useScenes();

function startDl({ devnet }: Scene, cwd: string): StartedCommand {
  return startCommand("downloader", DL_ARGS, { cwd, devnet });
}

/** Calls back when the Hub has been asked so often; the request that it is at waits until then. */
function atRequest({ devnet }: Scene, number: number, act: () => void): void {
  let asked = 0;
  devnet.hub.use(() => {
    asked += 1;
    if (asked === number) act();
    return undefined;
  });
}

/** How often an undisturbed first run asks the Hub. */
const REQUESTS = 16;

describe("process: Ctrl-C and SIGTERM at random moments", () => {
  const pick = createPicks("interrupts");
  const moments = Array.from({ length: IS_WHOLE_SWEEP ? 40 : 2 }, (_, place) => ({
    signal: place % 2 === 0 ? ("SIGINT" as const) : ("SIGTERM" as const),
    request: 1 + Math.floor(pick() * REQUESTS),
  }));

  it.each(moments)("$signal at request $request", { timeout: HOURS }, async (moment) => {
    const scene = scenes.first;
    const cwd = useFolder();
    const dl = startDl(scene, cwd);
    atRequest(scene, moment.request, () => dl.child.kill(moment.signal));
    const { code, stderr } = await dl.result;
    scene.devnet.hub.use(undefined);
    count("interrupts", 1);
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringContaining("Resume with: pnpm dl --netuid 96"),
    });
    expect(await findLosses(scene, join(cwd, "data"))).toEqual([]);
  });
});

/** Starts as many on one folder and kills some of them as the Hub is asked; gives how those ended that were left alone. */
async function runTogether(
  scene: Scene,
  cwd: string,
  { processes, kills }: { readonly processes: number; readonly kills: readonly number[] },
): Promise<CommandResult[]> {
  const started = Array.from({ length: processes }, () => startDl(scene, cwd));
  const killed = new Set<StartedCommand>();
  let asked = 0;
  scene.devnet.hub.use(() => {
    asked += 1;
    const next = kills.includes(asked) ? started[killed.size] : undefined;
    if (next !== undefined) {
      killed.add(next);
      next.child.kill("SIGKILL");
      count("kills beside others", 1);
    }
    return undefined;
  });
  const results = await Promise.all(started.map(({ result }) => result));
  scene.devnet.hub.use(undefined);
  return results.filter((_, place) => !killed.has(started[place] as StartedCommand));
}

describe("process: two and eight processes on one folder, some killed", () => {
  it.each([
    { scene: "later", processes: 2 },
    { scene: "first", processes: 8 },
    ...(IS_WHOLE_SWEEP ? ([{ scene: "later", processes: 8 }] as const) : []),
  ] as const)(
    "$processes, a $scene run",
    { timeout: HOURS },
    async ({ scene: name, processes }) => {
      const scene = scenes[name];
      const pick = createPicks(`together ${processes}`);
      for (let round = 0; round < (IS_WHOLE_SWEEP ? 6 : 1); round += 1) {
        const cwd = useFolder();
        scene.prepare(cwd);
        const kills = Array.from({ length: processes / 2 - 1 }, () => 1 + Math.floor(pick() * 20));
        const results = await runTogether(scene, cwd, { processes, kills });
        expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
          results.map(() => ({ code: 0, stderr: "" })),
        );
        expect(digestOf(join(cwd, "data"))).toBe(scene.digest);
        expect(await findLosses(scene, join(cwd, "data"))).toEqual([]);
      }
    },
  );
});

describe("process: a clock a year off", () => {
  const YEAR = 365 * 86_400_000;
  const preload = new URL("./testing/shift-clock.mjs", import.meta.url).href;

  it.each([
    { title: "ahead, then right", shift: YEAR },
    { title: "behind, then right", shift: -YEAR },
  ])("$title", async ({ shift }) => {
    const { first, later } = scenes;
    const cwd = useFolder();
    const { result } = startCommand("downloader", DL_ARGS, {
      cwd,
      devnet: first.devnet,
      nodeArgs: ["--import", preload],
      env: { FLOCK_CLOCK_SHIFT: String(shift) },
    });
    expect(await result).toMatchObject({ code: 0, stderr: "" });
    expect(digestOf(join(cwd, "data"))).toBe(first.digest);
    expect(await findLosses(later, join(cwd, "data"))).toEqual([]);
    const clock = (): number => Date.now() - 2 * shift;
    const again = await first.library.sync(join(cwd, "data"), { clock });
    expect(again.digest).toBe(later.digest);
  });
});
