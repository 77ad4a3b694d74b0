import { lstat, readdir, readFile, realpath, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { TabularError } from "../errors.ts";
import { getCode } from "./disk-error.ts";
import { nameAside } from "./name-aside.ts";
import { syncFolder } from "./sync-folder.ts";

export interface FolderTarget {
  readonly path: string;
  /** Whether what an earlier run wrote is replaced. Default false. */
  readonly force?: boolean | undefined;
}

/** How a folder that an earlier run wrote is known: by what its manifest says. */
export interface FolderKind {
  /** For people, e.g. `a mix`. */
  readonly name: string;
  /** A member that manifests of this kind have, and those of others do not. */
  readonly member: string;
  /** Files that such a folder may have beside the manifest and those that it lists. */
  readonly others?: readonly string[];
}

/** The name of the manifest of a folder. */
export const FOLDER_MANIFEST = "manifest.json";

/** Where a folder goes. */
export interface FolderPlace {
  /** Absolute, no link. */
  readonly final: string;
  /** Files there that may go, with `/` between names. */
  readonly files: readonly string[];
}

/**
 * The place that a folder may take: nothing is there, or an empty folder, or with `force` one that holds nothing but what
 * its manifest says an earlier run wrote. A slip of the hand must not cost a folder of anything else. Of a link the
 * folder that it points to.
 *
 * @throws TabularError TABULAR_TARGET_EXISTS; what the file system throws
 */
export async function checkFolder(
  { path, force = false }: FolderTarget,
  kind: FolderKind,
): Promise<FolderPlace> {
  const full = resolve(path);
  const found = await lstat(full).catch(ignoreMissing);
  if (found === undefined) return { final: full, files: [] };
  const final = found.isSymbolicLink() ? await realpath(full) : full;
  if (!(await lstat(final)).isDirectory()) throw refuse(`${path} is not a folder`);
  if ((await readdir(final)).length === 0) return { final, files: [] };
  if (!force) throw createTakenError(path);
  const known = await readKnown(final, kind);
  const { files, folders } = await listEntries(final);
  const foreign =
    files.find((file) => !known.has(file)) ??
    folders.find((folder) => ![...known].some((file) => file.startsWith(`${folder}/`)));
  if (foreign === undefined) return { final, files };
  throw refuse(`${path} holds what is not of ${kind.name}: ${JSON.stringify(foreign)}`);
}

function createTakenError(path: string): TabularError {
  return refuse(`${path} is there already`, "name another folder, or replace it with force");
}

function refuse(message: string, next = "name another folder"): TabularError {
  return new TabularError("TABULAR_TARGET_EXISTS", message, { next });
}

function ignoreMissing(error: unknown): undefined {
  if (getCode(error) !== "ENOENT") throw error;
  return undefined;
}

/** The files that a folder's manifest accounts for; none if it has no manifest of this kind. */
async function readKnown(
  folder: string,
  { member, others = [] }: FolderKind,
): Promise<ReadonlySet<string>> {
  const text = await readFile(join(folder, FOLDER_MANIFEST), "utf8").catch(() => "");
  const manifest = parse(text);
  if (!isObject(manifest) || manifest["schema"] !== 1 || !isObject(manifest[member])) {
    return new Set();
  }
  const { files } = manifest;
  const listed = Array.isArray(files) ? files.filter(isObject).map((file) => file["path"]) : [];
  return new Set([
    FOLDER_MANIFEST,
    ...others,
    ...listed.filter((file) => typeof file === "string"),
  ]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

interface FolderEntries {
  /** All that is not a folder. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Everything below a folder, with `/` between names; links are not followed. */
async function listEntries(folder: string): Promise<FolderEntries> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const nameOf = ({ parentPath, name }: { parentPath: string; name: string }): string =>
    relative(folder, join(parentPath, name)).split(sep).join("/");
  return {
    files: entries.filter((entry) => !entry.isDirectory()).map(nameOf),
    folders: entries.filter((entry) => entry.isDirectory()).map(nameOf),
  };
}

/**
 * Gives a folder its name, durably. Never takes away what `checkFolder` would refuse, not even if it appears meanwhile.
 *
 * @throws as `checkFolder` does
 */
export async function placeFolder(
  aside: string,
  target: FolderTarget,
  kind: FolderKind,
): Promise<void> {
  const { final, files } = await checkFolder(target, kind);
  await syncAll(aside);
  // Of an empty folder there is nothing to keep.
  await rmdir(final).catch(() => {});
  const old = files.length === 0 ? undefined : await moveAway(final);
  try {
    await rename(aside, final);
  } catch (error) {
    if (old !== undefined) await rename(old, final).catch(() => {});
    const isTaken = ["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(getCode(error) ?? "");
    throw isTaken ? createTakenError(target.path) : error;
  }
  await syncFolder(dirname(final));
  if (old !== undefined) await removeFiles(old, files);
}

/** Files are flushed by whoever writes them; this makes their names last. */
async function syncAll(folder: string): Promise<void> {
  const { folders } = await listEntries(folder);
  for (const name of folders) await syncFolder(join(folder, name));
  await syncFolder(folder);
}

async function moveAway(final: string): Promise<string | undefined> {
  const old = nameAside(final, "old");
  const isMoved = await rename(final, old).then(
    () => true,
    (error: unknown) => ignoreMissing(error) ?? false,
  );
  return isMoved ? old : undefined;
}

/** Only these, and the folders in which nothing else is. What cannot be removed stays: the new folder has its name. */
async function removeFiles(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) await rm(join(folder, file), { force: true }).catch(() => {});
  const { folders } = await listEntries(folder).catch((): FolderEntries => ({
    files,
    folders: [],
  }));
  // The deepest first.
  for (const name of folders.toSorted((a, b) => b.length - a.length)) {
    await rmdir(join(folder, name)).catch(() => {});
  }
  await rmdir(folder).catch(() => {});
}
