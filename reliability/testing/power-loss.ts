import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DiskModel, readDisk, type Survival, writeSurvivors } from "./disk-model.ts";
import { catalogAfter, type RecordedStep } from "./steps.ts";

export interface RecordedRun {
  readonly steps: readonly RecordedStep[];
  /** Beside it are the copies of the catalog. */
  readonly log: string;
  /** Holds the folder `data` as it was before the run, if it was there. */
  readonly before: string;
  /** Holds the catalog as it was before the run, if it was there. */
  readonly catalogBefore: string;
}

/** After how many steps the power goes, and what survives of those that were not flushed. */
export interface PowerLoss {
  readonly after: number;
  readonly survival: Survival;
}

/**
 * Makes `cwd` hold what a loss of power leaves of it.
 *
 * @returns what was promised to be durable, and is not there
 */
export function rebuild(
  run: RecordedRun,
  cwd: string,
  { after, survival, pick }: PowerLoss & { readonly pick: () => number },
): string[] {
  const done = run.steps.slice(0, after);
  const disk = readDisk(run.before);
  for (const step of done) disk.apply(step);
  rmSync(cwd, { recursive: true, force: true });
  writeSurvivors(withoutCatalog(disk), cwd, { survival, pick });
  const data = join(cwd, "data");
  // Where the folder is lost, its catalog is lost with it.
  if (!existsSync(data)) return isPromised(run, done) ? ["the whole folder is lost"] : [];
  cpSync(pickCatalog(run, done, { survival, pick }), data, { recursive: true });
  return [];
}

function isPromised({ log }: RecordedRun, done: readonly RecordedStep[]): boolean {
  return listCatalogs(log, done).some(({ isDurable }) => isDurable);
}

/** The catalog is put in by itself: SQLite takes its steps out of sight. */
function withoutCatalog(disk: DiskModel): DiskModel {
  const data = disk.root.names.get("data");
  if (data?.type !== "folder") return disk;
  const flushed = new Map(data.synced);
  for (const name of [...data.names.keys(), ...data.synced.keys()]) {
    if (!name.startsWith("catalog.")) continue;
    data.names.delete(name);
    flushed.delete(name);
  }
  data.synced = flushed;
  return disk;
}

/** A folder that holds the catalog as of the last durable commit, or one after it that was not made durable. */
function pickCatalog(
  { log, catalogBefore }: RecordedRun,
  done: readonly RecordedStep[],
  { survival, pick }: { readonly survival: Survival; readonly pick: () => number },
): string {
  const states = listCatalogs(log, done);
  const sure = states.findLastIndex(({ isDurable }) => isDurable);
  const maybe = states.slice(Math.max(sure, 0));
  if (survival === "all") return maybe.at(-1)?.folder ?? catalogBefore;
  const start = sure === -1 ? [{ folder: catalogBefore }] : [];
  const choices = [...start, ...maybe];
  const chosen = survival === "none" ? 0 : Math.floor(pick() * choices.length);
  return choices[chosen]?.folder ?? catalogBefore;
}

interface CatalogState {
  readonly folder: string;
  readonly isDurable: boolean;
}

// sqlite.org/pragma.html#pragma_synchronous: FULL flushes the log at each commit, NORMAL leaves that to the next one.
function listCatalogs(log: string, done: readonly RecordedStep[]): CatalogState[] {
  let isFull = true;
  return done.flatMap(({ kind, path, sql = "" }, place) => {
    if (!path.endsWith("/catalog.sqlite")) return [];
    if (kind === "pragma") isFull = sql.includes("FULL");
    if (!["journal", "commit", "checkpoint"].includes(kind)) return [];
    return [{ folder: catalogAfter(log, place), isDurable: kind !== "journal" && isFull }];
  });
}
