import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

// No write takes as long without touching what it writes.
const STALE_MS = 24 * 60 * 60 * 1000;

/**
 * Removes what killed runs left in a folder: what has one of their names and was not touched for a day, nor anything in
 * it. What cannot be removed stays. Never throws.
 */
export async function sweepLeftovers(
  folder: string,
  isLeftover: (name: string) => boolean,
): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter(isLeftover)) {
    const path = join(folder, name);
    const touched = await findLastTouch(path).catch(() => Infinity);
    if (Date.now() - touched < STALE_MS) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** In milliseconds since the Unix epoch. */
async function findLastTouch(path: string): Promise<number> {
  const stats = await lstat(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  // Without types this would follow links.
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const inside = await Promise.all(
    entries.map(({ parentPath, name }) => lstat(join(parentPath, name))),
  );
  return inside.reduce((last, { mtimeMs }) => Math.max(last, mtimeMs), stats.mtimeMs);
}
