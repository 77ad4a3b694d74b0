import { closeSync, fsyncSync, openSync } from "node:fs";
import { open } from "node:fs/promises";

/** Makes a file's bytes outlive a loss of power. */
export async function syncFile(path: string): Promise<void> {
  // Windows refuses to flush a handle that was opened for reading only.
  await syncPath(path, "r+");
}

/** Makes a folder's entries (new names, renames) outlive a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  if (hasFolderSync()) await syncPath(path, "r");
}

/** `syncFolder`, at once. */
export function syncFolderSync(path: string): void {
  if (!hasFolderSync()) return;
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

// Windows cannot open a folder as a file; NTFS writes renames to its journal by itself.
function hasFolderSync(): boolean {
  return process.platform !== "win32";
}

async function syncPath(path: string, flags: "r" | "r+"): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
