import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RecordedRun } from "./power-loss.ts";
import type { Scene } from "./scenes.ts";
import { recordSteps } from "./steps.ts";

/** Runs `dl` once in a scene, and gives its steps; what belongs to them stays until the end of the file's tests. */
export async function recordRun({ name, base, devnet, prepare }: Scene): Promise<RecordedRun> {
  const folder = join(base, `recorded-${name}`);
  const [cwd, before, catalogBefore] = ["run", "before", "catalog"].map((part) =>
    join(folder, part),
  ) as [string, string, string];
  for (const path of [cwd, before, catalogBefore]) mkdirSync(path, { recursive: true });
  prepare(cwd);
  prepare(before);
  const catalog = join(before, "data", "catalog.sqlite");
  if (existsSync(catalog)) cpSync(catalog, join(catalogBefore, "catalog.sqlite"));
  const log = join(folder, "steps.log");
  return { steps: await recordSteps({ devnet, cwd, log }), log, before, catalogBefore };
}
