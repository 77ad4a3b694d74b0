import { lstat, readdir } from "node:fs/promises";
import { UsageError } from "@flock-tools/core";
import { shortenPath } from "./shorten-path.ts";

export interface RefuseExistingOptions {
  readonly cwd: string;
  /** What to type to run this very command again. */
  readonly rerun: string;
}

/**
 * Looks, before anything is read, whether what is to be written is there already; an empty folder is nothing.
 *
 * @throws UsageError TARGET_EXISTS
 */
export async function refuseExisting(
  paths: readonly string[],
  { cwd, rerun }: RefuseExistingOptions,
): Promise<void> {
  for (const path of paths) {
    if (!(await exists(path))) continue;
    throw new UsageError(`${shortenPath(path, cwd)} exists`, {
      code: "TARGET_EXISTS",
      next: `${rerun} --force, or another name with --out`,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    const isFolder = (await lstat(path)).isDirectory();
    return !isFolder || (await readdir(path)).length > 0;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}
