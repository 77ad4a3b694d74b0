import { mkdir } from "node:fs/promises";
import { syncFolder } from "./durable.ts";

/** The folders that blobs are in, made when they are needed. */
export interface BlobFolders {
  /** Resolves when the folder is there and its name durable. */
  ensure(path: string): Promise<void>;
}

/**
 * All 256 at first use would cost most stores more than they get back; one at a time, each with a flush of the folder
 * above, doubles the time of 250 commits. So those that are made at once share one flush.
 *
 * @param parent the folder above all of them
 */
export function createBlobFolders(parent: string): BlobFolders {
  const known = new Map<string, Promise<void>>();
  const syncParent = createSharedCall(() => syncFolder(parent));
  return {
    // Once a process, whether the folder is there or not: who made it may have been stopped before its name was durable.
    ensure(path) {
      const found = known.get(path);
      if (found !== undefined) return found;
      const made = mkdir(path, { recursive: true }).then(syncParent);
      known.set(path, made);
      made.catch(() => known.delete(path));
      return made;
    },
  };
}

/** Calls `work` once for all who ask while it is at its former call; everyone gets a call that began after asking. */
export function createSharedCall(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const call = work();
      running = call.catch(() => {});
      return call;
    });
    return next;
  };
}
