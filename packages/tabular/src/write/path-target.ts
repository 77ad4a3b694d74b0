import { createHash, type Hash } from "node:crypto";
import { link, lstat, open, realpath, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { AbortOptions } from "@flock-tools/core";
import { TabularError } from "../errors.ts";
import { getCode, toDiskError } from "./disk-error.ts";
import { isPartOf, nameAside } from "./name-aside.ts";
import type { WrittenBytes } from "./options.ts";
import { sweepLeftovers } from "./sweep-leftovers.ts";
import { syncFolder } from "./sync-folder.ts";
import type { OpenTarget } from "./target.ts";
import { writeAll } from "./write-all.ts";

interface PathTarget {
  readonly path: string;
  readonly force?: boolean;
}

/** @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK; the abort reason */
export async function openPathTarget(
  { path, force = false }: PathTarget,
  { signal }: AbortOptions,
): Promise<OpenTarget> {
  signal?.throwIfAborted();
  const final = await findPlace(path, force);
  await sweepLeftovers(dirname(final), (name) => isPartOf(final, name));
  const part = nameAside(final, "part");
  const handle = await open(part, "wx").catch((error: unknown) => {
    throw toDiskError(error, path);
  });
  const hash = createHash("sha256");
  let bytes = 0;
  let isOver = false;
  const guard = async <T>(step: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      throw toDiskError(error, path);
    }
  };
  return {
    path: part,
    write: (chunk) =>
      guard(async () => {
        const data = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
        await writeAll(handle, data);
        hash.update(data);
        bytes += data.length;
      }),
    commit: () =>
      guard(async () => {
        const hashing = bytes === 0 ? hashFile(part, { hash, signal }) : finish(hash, bytes);
        const [written] = await Promise.all([hashing, handle.sync()]);
        await handle.close();
        await putInPlace(part, { final, path, force });
        isOver = true;
        return written;
      }),
    async abort() {
      if (isOver) return;
      isOver = true;
      await handle.close().catch(() => {});
      await rm(part, { force: true }).catch(() => {});
    },
  };
}

/** The path to write to: what a link points to, if it may be replaced. */
async function findPlace(path: string, force: boolean): Promise<string> {
  const full = resolve(path);
  const stats = await lstat(full).catch((error: unknown) => {
    if (getCode(error) === "ENOENT") return undefined;
    throw toDiskError(error, path);
  });
  if (stats === undefined) return full;
  if (!force) throw explainExisting(path);
  const real = await realpath(full).catch(() => full);
  const kind = real === full ? stats : await lstat(real);
  // A rename would take away a device that others use, e.g. /dev/null.
  if (kind.isFile() || kind.isSymbolicLink()) return real;
  const message = `${path} is ${kind.isDirectory() ? "a folder" : "no regular file"}`;
  throw new TabularError("TABULAR_TARGET_EXISTS", message, { next: "name a file" });
}

function explainExisting(path: string): TabularError {
  return new TabularError("TABULAR_TARGET_EXISTS", `${path} is there already`, {
    next: "name another file, or replace it with force",
  });
}

function finish(hash: Hash, bytes: number): WrittenBytes {
  return { bytes, sha256: hash.digest("hex") };
}

interface HashFileOptions extends AbortOptions {
  readonly hash: Hash;
}

// One piece of memory for all of it: new pages cost as much as the hash.
const HASH_BYTES = 2 ** 18;

async function hashFile(path: string, { hash, signal }: HashFileOptions): Promise<WrittenBytes> {
  const chunk = Buffer.allocUnsafeSlow(HASH_BYTES);
  const file = await open(path, "r");
  let bytes = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, HASH_BYTES);
      if (bytesRead === 0) return finish(hash, bytes);
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

interface Place {
  readonly final: string;
  /** As the caller named it. */
  readonly path: string;
  readonly force: boolean;
}

async function putInPlace(part: string, { final, path, force }: Place): Promise<void> {
  if (force) await rename(part, final);
  else await renameNew(part, { final, path });
  await syncFolder(dirname(final));
}

/** Renames as `rename` does, but never over a file: a link fails where one is. */
async function renameNew(part: string, { final, path }: Omit<Place, "force">): Promise<void> {
  const isLinked = await link(part, final).then(
    () => true,
    (error: unknown) => {
      if (getCode(error) === "EEXIST") throw explainExisting(path);
      return false;
    },
  );
  if (isLinked) return rm(part);
  // File systems without links, e.g. exFAT: an empty file holds the name until the rename.
  await open(final, "wx").then(
    (handle) => handle.close(),
    (error: unknown) => {
      throw getCode(error) === "EEXIST" ? explainExisting(path) : error;
    },
  );
  await rename(part, final).catch(async (error: unknown) => {
    await rm(final, { force: true });
    throw error;
  });
}
