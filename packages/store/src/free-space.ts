import { constants, copyFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createAsidePath } from "./aside.ts";
import { codeOf, StoreError, toStoreError } from "./errors.ts";
import type { Store } from "./store.ts";

/** What is going to be written below a folder, which need not be there yet. */
export interface SpaceNeed {
  readonly folder: string;
  readonly bytes: number;
}

/** A disk that has too little room for what is to be written. */
export interface MissingSpace {
  /** The first of the folders on it. */
  readonly folder: string;
  readonly needed: number;
  readonly free: number;
}

/** What the system says of the disk that a folder is on. */
export interface DiskSpace {
  /** Equal for folders of one disk. */
  readonly device: number;
  /** Bytes that this user may write. */
  readonly free: number;
}

/** Asks the system about the disk of a folder, or of the nearest one above it that is there. */
export function readDiskSpace(folder: string): DiskSpace {
  const path = resolve(folder);
  try {
    const { bavail, bsize } = statfsSync(path);
    return { device: statSync(path).dev, free: bavail * bsize };
  } catch (error) {
    if (codeOf(error) === "ENOENT" && dirname(path) !== path) return readDiskSpace(dirname(path));
    throw toStoreError(error, path);
  }
}

/**
 * The disks that have less room than is needed, folders of one disk taken together. Others may write there too, and some
 * disks share or compress what is written: a disk that is enough may still become full.
 */
export function findMissingSpace(
  needs: readonly SpaceNeed[],
  read: (folder: string) => DiskSpace = readDiskSpace,
): MissingSpace[] {
  const disks = new Map<number, MissingSpace>();
  for (const { folder, bytes } of needs.filter((need) => need.bytes > 0)) {
    const { device, free } = read(folder);
    const known = disks.get(device) ?? { folder, needed: 0, free };
    disks.set(device, { ...known, needed: known.needed + bytes });
  }
  return [...disks.values()].filter(({ needed, free }) => needed > free);
}

/** @throws StoreError STORE_NO_SPACE that says how much is missing, if a disk has less room than is needed */
export function checkFreeSpace(
  needs: readonly SpaceNeed[],
  read?: (folder: string) => DiskSpace,
): void {
  const [first] = findMissingSpace(needs, read);
  if (first === undefined) return;
  const { folder, needed, free } = first;
  throw new StoreError(
    "STORE_NO_SPACE",
    `${formatSize(needed - free)} are missing on the disk of ${folder}`,
    {
      details: `${formatSize(needed)} are to be written, ${formatSize(free)} are free`,
      next: "free some space and run the same command again; it goes on from what is there",
    },
  );
}

/**
 * Whether copies of blobs in a folder would take no room of their own, because the disk shares the blocks (FICLONE; see
 * ioctl_ficlonerange(2)). The folder has to be there.
 *
 * @throws StoreError if what was tried cannot be taken away again
 */
export function sharesBlocks(store: Store, folder: string): boolean {
  const from = createAsidePath(store, store.internals.layout.tmp);
  const to = createAsidePath(store, folder);
  const isShared = tryToShare(from, to);
  const failures = [from, to].flatMap((path) => {
    try {
      rmSync(path, { force: true });
      return [];
    } catch (error) {
      return [toStoreError(error, path)];
    }
  });
  if (failures[0] !== undefined) throw failures[0];
  return isShared;
}

function tryToShare(from: string, to: string): boolean {
  try {
    writeFileSync(from, "probe");
    copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  }
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

function formatSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  // Rounded up: who frees as much as it says has enough.
  const shown = power === 0 ? String(bytes) : (Math.ceil(value * 10) / 10).toFixed(1);
  return `${shown} ${UNITS[power]}`;
}
