import { lstat, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createAsidePath, type Store, sweepAsides } from "@flock-tools/store";

// https://bford.info/cachedir/: the signature is what counts. huggingface_hub puts the same there (`_create_cachedir_tag`).
const TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This file says that the folder is a cache, here one of huggingface_hub, so that backups may leave it out:
#	https://bford.info/cachedir/
`;

/** Makes the cache's folder ready. Gives whether links can be made in it. */
export async function openHfCache(store: Store, folder: string): Promise<{ symlinks: boolean }> {
  await mkdir(folder, { recursive: true });
  await sweepAsides(store, folder);
  const aside = (): string => createAsidePath(store, folder);
  await writeNew(join(folder, "CACHEDIR.TAG"), TAG, aside());
  return { symlinks: await canLink(aside()) };
}

/** By way of `aside`: half a tag would stay for ever, as nobody looks into one that is there. */
async function writeNew(path: string, text: string, aside: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) return;
  await writeFile(aside, text);
  await rename(aside, path);
}

/** Windows may refuse links, and some file systems have none (huggingface_hub, `are_symlinks_supported`). */
async function canLink(probe: string): Promise<boolean> {
  try {
    await symlink("nothing", probe, "file");
    return true;
  } catch {
    return false;
  } finally {
    await rm(probe, { force: true });
  }
}
