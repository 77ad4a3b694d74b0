import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { FlockError, UsageError } from "@flock-tools/core";

/** A folder in the making, beside the place that it is for. */
export interface AsideFolder {
  readonly path: string;
  /** Gives it its name; what was there goes. */
  commit(): Promise<void>;
  /** Removes it. Does nothing after `commit`. */
  abort(): Promise<void>;
}

export interface CreateAsideFolderOptions {
  /** Absolute. */
  readonly path: string;
  /** Whether an earlier export is replaced. */
  readonly force: boolean;
}

/** What an export as a folder says of itself, in the folder. */
export const FOLDER_MANIFEST = "manifest.json";
const README = "README.md";

/**
 * Makes a folder aside, so that there is a whole one at the end or none.
 *
 * @throws UsageError TARGET_EXISTS unless there is nothing at the place, or with `force` an export and nothing else;
 * FlockError TARGET_DISK
 */
export async function createAsideFolder({
  path,
  force,
}: CreateAsideFolderOptions): Promise<AsideFolder> {
  await checkPlace(path, force);
  const aside = nameAside(path, "part");
  await guard(path, () => mkdir(aside));
  let isOver = false;
  return {
    path: aside,
    commit: async () => {
      await checkPlace(path, force);
      await guard(path, () => place(aside, path));
      isOver = true;
    },
    abort: async () => {
      if (!isOver) await rm(aside, { recursive: true, force: true }).catch(() => {});
    },
  };
}

// Names have 255 bytes at most, a character has 4.
const MOST_OF_NAME = 50;

function nameAside(path: string, end: string): string {
  const name = Array.from(basename(path)).slice(0, MOST_OF_NAME).join("");
  return join(dirname(path), `.${name}.${randomBytes(6).toString("hex")}.${end}`);
}

/** Nothing but what an earlier export wrote may be replaced: a slip of the hand must not cost a folder of anything else. */
async function checkPlace(path: string, force: boolean): Promise<void> {
  const files = await guard(path, () => listFiles(path));
  if (files === undefined || files.length === 0) return;
  if (!force) throw refuse(path, "exists", "add --force, or name another folder with --out");
  const known = await readKnown(path);
  const foreign = files.find((file) => !known.has(file));
  if (foreign === undefined) return;
  const why = `has a file that no export of this kind wrote, ${foreign}`;
  throw refuse(path, why, "name another folder with --out, and move what you need");
}

function refuse(path: string, why: string, next: string): UsageError {
  return new UsageError(`${path} ${why}`, { code: "TARGET_EXISTS", next });
}

/** All files in a folder, with `/` between names; undefined if there is none. */
async function listFiles(folder: string): Promise<string[] | undefined> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
      .map((file) => file.split(sep).join("/"));
  } catch (error) {
    if (getCode(error) === "ENOENT") return undefined;
    if (getCode(error) === "ENOTDIR") {
      throw refuse(folder, "is not a folder", "name another one with --out");
    }
    throw error;
  }
}

async function readKnown(folder: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(folder, FOLDER_MANIFEST), "utf8").catch(() => "{}");
  try {
    const { files = [] } = JSON.parse(text) as { files?: readonly { readonly path: string }[] };
    return new Set([FOLDER_MANIFEST, README, ...files.map(({ path }) => path)]);
  } catch {
    return new Set();
  }
}

async function place(aside: string, path: string): Promise<void> {
  await rmdir(path).catch(() => {});
  const old = nameAside(path, "old");
  const hadOld = await rename(path, old).then(
    () => true,
    () => false,
  );
  try {
    await rename(aside, path);
  } catch (error) {
    if (hadOld) await rename(old, path);
    throw error;
  }
  await syncFolder(dirname(path));
  if (hadOld) await rm(old, { recursive: true, force: true });
}

/** Makes the new name outlive a loss of power. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder as a file; NTFS writes renames to its journal by itself.
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function getCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

async function guard<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const code = getCode(error);
    if (error instanceof FlockError || code === undefined) throw error;
    throw new FlockError(`${path} cannot be written`, {
      kind: "disk",
      code: "TARGET_DISK",
      details: error instanceof Error ? error.message : String(error),
      next:
        code === "ENOSPC" || code === "EDQUOT"
          ? "free some space, or write to another disk"
          : "name a folder that you may write to, in one that is there",
      cause: error,
    });
  }
}
