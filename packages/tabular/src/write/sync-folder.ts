import { open } from "node:fs/promises";

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
