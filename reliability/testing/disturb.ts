import { join } from "node:path";
import { FlockError } from "@flock-tools/core";
import type { Scene } from "./scenes.ts";
import { nameStep, type Step, watchSteps } from "./step-hook.mjs";

/** One step of a run within this process, told by its name and its number among those of that name. */
export interface StepPlace {
  readonly name: string;
  readonly nth: number;
  readonly kind: Step["kind"];
}

/** Watches a run within this process; `onStep` may throw in place of the step. */
export async function runWatched(
  { library, prepare }: Scene,
  cwd: string,
  onStep: (place: StepPlace, step: Step) => void,
): Promise<RunEnd> {
  prepare(cwd);
  const seen = new Map<string, number>();
  const before = (step: Step): void => {
    const name = nameStep(step);
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    onStep({ name, nth, kind: step.kind }, step);
  };
  const stop = await watchSteps({ root: cwd, before });
  try {
    await library.sync(join(cwd, "data"));
    return { ended: "well" };
  } catch (error) {
    if (!(error instanceof FlockError)) return { ended: String(error) };
    const { kind, code, next } = error;
    if (next === undefined) return { ended: `${code} without next` };
    return { ended: kind === "disk" ? kind : code };
  } finally {
    stop();
  }
}

/** `well`, `disk` for an error of that kind that says what to do next, or what else it ended with. */
export interface RunEnd {
  readonly ended: string;
}

/** All steps of an undisturbed run. */
export async function listPlaces(scene: Scene, cwd: string): Promise<StepPlace[]> {
  const places: StepPlace[] = [];
  await runWatched(scene, cwd, (place) => void places.push(place));
  return places;
}
