import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { toHfCacheError } from "../errors.ts";

/**
 * Makes sure, before anything is downloaded for it, that a cache can be written; makes the folder if it is not there.
 *
 * @throws FlockError HF_CACHE_NOT_WRITABLE, HF_CACHE_FULL
 */
export async function checkHfCacheFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw toHfCacheError(error, folder);
  }
}
