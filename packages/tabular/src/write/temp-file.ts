import { randomBytes } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { toDiskError } from "./disk-error.ts";
import { sweepLeftovers } from "./sweep-leftovers.ts";

export interface TempFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Closes it and takes it away. Never throws. */
  remove(): Promise<void>;
}

const NAME = /^\.flock-[0-9a-f]{16}\.[a-z]+$/;

/**
 * An empty file that others may not read. What killed runs left in the folder goes, once it is a day old.
 *
 * @throws TabularError TABULAR_DISK
 */
export async function createTempFile(folder: string, suffix: string): Promise<TempFile> {
  await sweepLeftovers(folder, (name) => NAME.test(name));
  const path = resolve(join(folder, `.flock-${randomBytes(8).toString("hex")}${suffix}`));
  const handle = await open(path, "wx", 0o600).catch((error: unknown) => {
    throw toDiskError(error, path);
  });
  return {
    path,
    handle,
    async remove() {
      await handle.close().catch(() => {});
      await rm(path, { force: true }).catch(() => {});
    },
  };
}
