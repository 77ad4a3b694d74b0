import { lstat, open, readdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createTargetExistsError, getSystemCode } from "../errors.ts";

interface FolderRules {
  /** Whether a folder with nothing but files of `names` is replaced. */
  readonly force: boolean;
  readonly names: readonly string[];
}

/**
 * The place that a folder may take: nothing is there, or an empty folder, or with `force` one that holds nothing but what
 * would be written there. Of a link the folder that it points to.
 *
 * @throws FlockError TARGET_EXISTS; what the file system throws
 */
export async function checkFolder(path: string, { force, names }: FolderRules): Promise<string> {
  const full = resolve(path);
  const found = await lstat(full).catch(ignoreMissing);
  if (found === undefined) return full;
  const real = found.isSymbolicLink() ? await realpath(full) : full;
  const stats = found.isSymbolicLink() ? await lstat(real) : found;
  if (!stats.isDirectory()) throw createTargetExistsError(path, "is not a folder");
  const entries = await readdir(real);
  if (entries.length === 0) return real;
  if (!force) throw createTargetExistsError(path, "is there already");
  const foreign = entries.find((name) => !names.includes(name));
  if (foreign === undefined) return real;
  throw createTargetExistsError(path, "holds files that are not of a mix", foreign);
}

interface Place extends FolderRules {
  /** Absolute. */
  readonly final: string;
  /** As the caller named it. */
  readonly path: string;
  /** Where a folder that is replaced is in the meantime. */
  readonly old: string;
}

/** Gives a folder its name, durably. Never takes away what `checkFolder` would refuse. */
export async function placeFolder(
  aside: string,
  { final, path, old, force, names }: Place,
): Promise<void> {
  await checkFolder(path, { force, names });
  await rmdir(final).catch(() => {});
  const hadOld = force && (await moveAway(final, old));
  try {
    await rename(aside, final);
  } catch (error) {
    if (hadOld) await rename(old, final);
    const isTaken = ["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(getSystemCode(error) ?? "");
    throw isTaken ? createTargetExistsError(path, "is there already") : error;
  }
  await syncFolder(dirname(final));
  if (!hadOld) return;
  // Only what is known, and the folder if nothing else is in it.
  for (const name of names) await rm(join(old, name), { force: true });
  await rmdir(old).catch(() => {});
}

async function moveAway(final: string, old: string): Promise<boolean> {
  return rename(final, old).then(
    () => true,
    (error: unknown) => ignoreMissing(error) ?? false,
  );
}

function ignoreMissing(error: unknown): undefined {
  if (getSystemCode(error) !== "ENOENT") throw error;
  return undefined;
}

/** Makes the names in a folder outlive a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder as a file; NTFS writes renames to its journal by itself.
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
