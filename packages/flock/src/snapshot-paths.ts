import { isSafeViewPath, selectSafeViewPaths } from "@flock-tools/store";
import type { LeftOutFile } from "./sync-outcome.ts";

/** The file that is a miner's data set. */
export const DATA_FILE = "data.jsonl";

const MAX_SHOWN = 256;

/** Each file is a request of its own, and the Hub counts them: one repository must not use up what is there for all. */
const MAX_FILES = 1000;

export interface ChosenFiles<T> {
  /** `data.jsonl` first, the rest by path. */
  readonly chosen: readonly T[];
  /** By path. */
  readonly leftOut: readonly LeftOutFile[];
}

/**
 * Takes those files of a repository that may be written side by side under their own names, on any file system. Of
 * several that clash `data.jsonl` stays, or else the one that sorts first, so the choice does not depend on the order
 * of the listing. Of more than 1,000 the first are taken.
 */
export function chooseFiles<T extends { readonly path: string; readonly size: number }>(
  files: readonly T[],
  { maxBytes }: { readonly maxBytes: number },
): ChosenFiles<T> {
  const paths = files.map(({ path }) => path);
  const besideData = paths.includes(DATA_FILE)
    ? paths.filter((path) => isSafeViewPath(path, [DATA_FILE]))
    : paths;
  const safe = new Set(selectSafeViewPaths(besideData).safe);
  const chosen: T[] = [];
  const leftOut: LeftOutFile[] = [];
  // A listing that repeats itself makes no second file.
  const unique = new Map(files.map((file) => [file.path, file]));
  for (const file of [...unique.values()].toSorted(compareFiles)) {
    const shown = file.path.slice(0, MAX_SHOWN);
    if (!safe.has(file.path)) leftOut.push({ path: shown, reason: "unsafe-path" });
    else if (file.size > maxBytes) leftOut.push({ path: shown, reason: "too-large" });
    else if (chosen.length >= MAX_FILES) leftOut.push({ path: shown, reason: "too-many" });
    else chosen.push(file);
  }
  return { chosen, leftOut };
}

function compareFiles(a: { readonly path: string }, b: { readonly path: string }): number {
  if (a.path === b.path) return 0;
  if (a.path === DATA_FILE) return -1;
  if (b.path === DATA_FILE) return 1;
  return a.path < b.path ? -1 : 1;
}
