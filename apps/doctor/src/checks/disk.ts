import { constants } from "node:fs";
import { access, mkdtemp, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { formatBytes } from "@flock-tools/cli";
import type { Check, Examination, Finding } from "../check.ts";

/** Less than the largest file that `pnpm dl` takes by default. */
const LITTLE_BYTES = 2 ** 30;
/** Not enough for the data sets of one subnet. */
const TOO_LITTLE_BYTES = 50_000_000;

export const DISK: Check = { name: "disk", area: "disk", run: checkDisk };

async function checkDisk({ options, cwd, found }: Examination): Promise<Finding> {
  const folder = resolve(cwd, options.dataDir);
  const base = await findExisting(folder);
  await tryToWrite(base);
  found.folder = base;
  const locked = await findLocked(folder);
  if (locked !== undefined) {
    return {
      status: "failed",
      seen: `${relative(cwd, locked) || locked} cannot be read and written by this user`,
      next: "give it back to yourself, or choose another folder with --data-dir",
    };
  }
  const { bavail, bsize } = await statfs(base);
  return judgeSpace(bavail * bsize, {
    name: options.dataDir,
    isThere: base === folder,
  });
}

/** The folder itself, or the nearest one above it that is there. */
async function findExisting(folder: string): Promise<string> {
  try {
    const found = await stat(folder);
    if (found.isDirectory()) return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(folder) !== folder) return findExisting(dirname(folder));
    throw error;
  }
  throw Object.assign(new Error(`ENOTDIR: not a directory, open '${folder}'`), {
    code: "ENOTDIR",
    syscall: "open",
  });
}

/** A file is written as a probe, since permission bits do not tell of read-only disks. */
async function tryToWrite(folder: string): Promise<void> {
  const probe = await mkdtemp(join(folder, ".flock-doctor-"));
  try {
    await writeFile(join(probe, "probe"), "probe");
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

/** A part of the store that somebody else has made: root, say, in one run with sudo. */
async function findLocked(folder: string): Promise<string | undefined> {
  for (const name of ["catalog.sqlite", "blobs", "tmp", "miner_datasets"]) {
    const path = join(folder, name);
    try {
      await access(path, constants.R_OK | constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT") return path;
    }
  }
  return undefined;
}

interface Folder {
  /** As it was given. */
  readonly name: string;
  readonly isThere: boolean;
}

/** Whether `free` bytes are enough. */
export function judgeSpace(free: number, { name, isThere }: Folder): Finding {
  const facts = { dataDir: name, isThere, free };
  const seen = `${name} ${isThere ? "is writable" : "can be made"}, ${formatBytes(free)} free`;
  if (free >= LITTLE_BYTES) return { status: "ok", seen, facts };
  return {
    status: free < TOO_LITTLE_BYTES ? "failed" : "warning",
    seen,
    next: "free some space, or choose a folder on another disk with --data-dir",
    facts,
  };
}
