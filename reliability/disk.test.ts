import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { count } from "./testing/count.ts";
import { listPlaces, runWatched, type StepPlace } from "./testing/disturb.ts";
import { findLosses, type Scene, useScenes } from "./testing/scenes.ts";
import { runSteps } from "./testing/steps.ts";
import { createPicks, sample } from "./testing/sweep.ts";
import { useFolder } from "./testing/use-folder.ts";

const HOURS = 3 * 3_600_000;
const scenes = useScenes();

const CATALOG: readonly string[] = ["change", "commit"];
const TAKES_SPACE: readonly string[] = ["create", "write", "copy", "mkdir", ...CATALOG];
const CHANGES: readonly string[] = [
  ...TAKES_SPACE,
  "sync",
  "truncate",
  "rename",
  "remove",
  "rmdir",
];

interface DiskFault {
  readonly code: "ENOSPC" | "EROFS" | "EACCES";
  /** Whether everything after it fails, too. */
  readonly lasts: boolean;
}

function createFault(code: string, { kind }: StepPlace): Error {
  const isCatalog = CATALOG.includes(kind);
  const known = isCatalog ? ({ ENOSPC: "SQLITE_FULL" }[code] ?? "SQLITE_READONLY") : code;
  return Object.assign(new Error(`made to fail: ${known}`), { code: known, syscall: kind });
}

/** Lets one step fail, and gives what was wrong with how the run ended or with what it left. */
async function failAt(
  scene: Scene,
  cwd: string,
  { place, fault }: { readonly place: StepPlace; readonly fault: DiskFault },
): Promise<string[]> {
  const failing = fault.code === "ENOSPC" ? TAKES_SPACE : CHANGES;
  let isOn = false;
  let faults = 0;
  const { ended } = await runWatched(scene, cwd, (at) => {
    if (at.name === place.name && at.nth === place.nth) isOn = true;
    if (!isOn || !failing.includes(at.kind) || (faults > 0 && !fault.lasts)) return;
    faults += 1;
    throw createFault(fault.code, at);
  });
  count("disk faults", faults);
  // How many steps of a name there are is chance, in part: files that come at once share a commit.
  const isWell = ended === "well" && (faults === 0 || mayFail(place, fault));
  const wrong = ended === "disk" || isWell ? [] : [`ended ${ended}`];
  return [...wrong, ...(await findLosses(scene, join(cwd, "data")))];
}

/**
 * The notes of a lock are for a message alone, the folder above the data folder need not be one to be opened, and a disk that
 * refuses to share blocks is one that does not: what comes after that must fail all the same if the fault lasts.
 */
function mayFail({ name, kind }: StepPlace, { lasts }: DiskFault): boolean {
  const isProbe = name.includes("data/tmp/.flock-owner.nonce.aside") && kind !== "remove";
  return (isProbe && !lasts) || name.includes("data/lock/") || name === "sync ";
}

async function sweep(scene: Scene, code: DiskFault["code"], amount: number) {
  const cwd = useFolder();
  const kinds = code === "ENOSPC" ? TAKES_SPACE : CHANGES;
  const places = (await listPlaces(scene, cwd)).filter(({ kind }) => kinds.includes(kind));
  const pick = createPicks(`${code} ${scene.name}`);
  const wrong: Record<string, string[]> = {};
  for (const place of sample(places, amount, pick)) {
    const fault = { code, lasts: pick() < 0.5 };
    const found = await failAt(scene, cwd, { place, fault });
    if (found.length > 0)
      wrong[`${place.nth} ${place.name}${fault.lasts ? ", lasting" : ""}`] = found;
  }
  return wrong;
}

describe("disk: ENOSPC at every write", () => {
  it.each(["first", "later"] as const)("of a %s run", { timeout: HOURS }, async (name) => {
    expect(await sweep(scenes[name], "ENOSPC", 14)).toEqual({});
  });

  it.each([
    { kind: "a download", name: "write data/tmp/#.owner.nonce.part", code: "ENOSPC" },
    { kind: "the catalog", name: "commit catalog.sqlite: COMMIT", code: "SQLITE_FULL" },
  ])("exits with 8 and says what to do next: $kind", async ({ name, code }) => {
    const cwd = useFolder();
    const { devnet } = scenes.first;
    const result = await runSteps({ devnet, cwd, plan: { mode: "fail", name, nth: 3, code } });
    expect(result).toMatchObject({ code: 8, stderr: expect.stringMatching(/^next: .*free some/m) });
    expect(await findLosses(scenes.first, join(cwd, "data"))).toEqual([]);
  });
});

describe("disk: EROFS and EACCES at every change", () => {
  it.each([
    { code: "EROFS", scene: "first" },
    { code: "EACCES", scene: "later" },
  ] as const)("$code of a $scene run", { timeout: HOURS }, async ({ code, scene }) => {
    expect(await sweep(scenes[scene], code, 12)).toEqual({});
  });
});

/** Neither before there is a folder, nor when all is done and it is closed. */
function isUnderWay({ name, kind }: StepPlace): boolean {
  const isEdge = name === "mkdir data/tmp" || name.startsWith("remove data/lock/");
  return !isEdge && kind !== "pragma" && kind !== "checkpoint";
}

describe("disk: vanished folder", () => {
  it.each(["first", "later"] as const)("of a %s run", { timeout: HOURS }, async (name) => {
    const scene = scenes[name];
    const cwd = useFolder();
    const wrong: Record<string, string[]> = {};
    const places = (await listPlaces(scene, cwd)).filter(isUnderWay);
    for (const place of sample(places, 8, createPicks(`vanished ${name}`))) {
      let removals = 0;
      const { ended } = await runWatched(scene, cwd, (at) => {
        if (at.name !== place.name || at.nth !== place.nth) return;
        rmSync(join(cwd, "data"), { recursive: true, force: true });
        removals += 1;
      });
      count("disk faults", removals);
      if (removals === 0) continue;
      if (ended !== "disk") wrong[`${place.nth} ${place.name}`] = [`ended ${ended}`];
    }
    expect(wrong).toEqual({});
  });
});
