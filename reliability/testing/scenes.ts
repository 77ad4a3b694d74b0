import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Devnet, startDevnet } from "@flock-tools/devnet";
import { afterAll, beforeAll } from "vitest";
import { type Files, findWrongBlobs, findWrongs, listFiles } from "./check-folder.ts";
import { type Library, openLibrary } from "./open-library.ts";
import { createStepsWorld } from "./steps-world.ts";

/** A run of `dl` to be disturbed: what there is before it, and what an undisturbed one leaves. */
export interface Scene {
  readonly name: "first" | "later";
  /** A folder for whatever outlives a test; removed after the tests of the file. */
  readonly base: string;
  readonly devnet: Devnet;
  readonly library: Library;
  /** What may be in the folder at any moment of the run. */
  readonly right: readonly Files[];
  /** What is there after a whole one. */
  readonly whole: Files;
  readonly digest: string;
  /** Makes the folder `data` in `cwd` what it is before the run. */
  readonly prepare: (cwd: string) => void;
}

export interface Scenes {
  /** Into an empty folder. */
  readonly first: Scene;
  /** A block later, into the folder that the first run has left. */
  readonly later: Scene;
}

/** Both, made before the tests of a file and closed after them. */
export function useScenes(): Scenes {
  const base = mkdtempSync(join(realpathSync(tmpdir()), "flock-scenes-"));
  const closers: (() => Promise<void>)[] = [];
  let made: Scenes | undefined;
  const need = (): Scenes => {
    if (made === undefined) throw new Error("scenes are made before the tests, not before that");
    return made;
  };
  beforeAll(async () => {
    const first = await createFirst(base, await openServed(closers));
    made = { first, later: await createLater(base, first, await openServed(closers)) };
  });
  afterAll(async () => {
    for (const close of closers) await close();
    rmSync(base, { recursive: true, force: true });
  });
  return {
    get first() {
      return need().first;
    },
    get later() {
      return need().later;
    },
  };
}

type Served = Pick<Scene, "devnet" | "library">;

async function openServed(closers: (() => Promise<void>)[]): Promise<Served> {
  const devnet = await startDevnet({ world: createStepsWorld().world });
  closers.push(() => devnet.close());
  const library = await openLibrary(devnet);
  closers.unshift(() => library.close());
  return { devnet, library };
}

async function createFirst(base: string, served: Served): Promise<Scene> {
  const folder = join(base, "first");
  const { digest } = await served.library.sync(folder);
  const whole = listFiles(folder);
  return { name: "first", base, ...served, digest, whole, right: [whole], prepare: removeData };
}

async function createLater(base: string, { whole: before }: Scene, served: Served): Promise<Scene> {
  served.devnet.chain.advance(createStepsWorld().advance);
  const folder = join(base, "later");
  cpSync(join(base, "first"), folder, { recursive: true });
  const { digest } = await served.library.sync(folder);
  const whole = listFiles(folder);
  return {
    name: "later",
    base,
    ...served,
    digest,
    whole,
    right: [before, whole],
    prepare: (cwd) => {
      removeData(cwd);
      cpSync(join(base, "first"), join(cwd, "data"), { recursive: true });
    },
  };
}

function removeData(cwd: string): void {
  rmSync(join(cwd, "data"), { recursive: true, force: true });
}

/**
 * What is wrong with a folder in which a run was disturbed: as it was left, and after a run that was not. Empty: nothing.
 */
export async function findLosses(scene: Scene, dataDir: string): Promise<string[]> {
  const wrongs = findWrongs(dataDir, scene.right).map((wrong) => `left: ${wrong}`);
  return [...wrongs, ...(await rerun(scene, dataDir))];
}

/** The same after a loss of power. */
export async function findPowerLosses(scene: Scene, dataDir: string): Promise<string[]> {
  const wrongs = findWrongBlobs(dataDir, scene.right).map((wrong) => `left: ${wrong}`);
  return [...wrongs, ...(await rerun(scene, dataDir))];
}

/** Runs it undisturbed, and gives what is not as it should be then. */
async function rerun({ library, whole, digest }: Scene, dataDir: string): Promise<string[]> {
  const synced = await library.sync(dataDir);
  const found = listFiles(dataDir);
  const paths = new Set([...whole.keys(), ...found.keys()]);
  const others = [...paths].filter((path) => found.get(path) !== whole.get(path));
  return [
    ...others.map((path) => `rerun: not as undisturbed: ${path}`),
    ...findWrongs(dataDir, [whole]).map((wrong) => `rerun: ${wrong}`),
    ...(synced.digest === digest ? [] : [`rerun: digest ${synced.digest} instead of ${digest}`]),
  ];
}
