import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Sha256 } from "@flock-tools/core";
import { syncFile, syncFolder } from "./durable.ts";
import { codeOf, toStoreError } from "./errors.ts";
import type { Layout } from "./layout.ts";
import { areStale, type ClaimedPartial, partialPrefix, type SnapshotFileKey } from "./partials.ts";
import type { Store } from "./store.ts";

export interface QuarantineDownloadOptions extends SnapshotFileKey {
  /** Holds the bytes; given up by this function when it succeeds. */
  readonly partial: ClaimedPartial;
  /** Of those bytes. */
  readonly sha256: Sha256;
}

/**
 * Keeps aside what came in the place of a file, for a person to look at, and gives where: a path in the data folder, with
 * `/`. It is named by its own hash, and of each file only the newest is kept, so that a Hub that lies at every run does
 * not fill the disk.
 *
 * @throws StoreError STORE_NOT_WRITABLE, STORE_DISK_FULL or STORE_IO; the partial is still held then
 */
export async function quarantineDownload(
  { internals: { layout } }: Store,
  { partial, sha256, ...key }: QuarantineDownloadOptions,
): Promise<string> {
  const file = partialPrefix(key).slice(0, FILE_DIGITS);
  const name = `${sha256}.${file}`;
  try {
    mkdirSync(layout.quarantine, { recursive: true });
    await syncFile(partial.path);
    renameSync(partial.path, join(layout.quarantine, name));
    const older = listWrongDownloads(layout).filter((each) => each.endsWith(file));
    for (const each of older) if (each !== name) rmSync(join(layout.quarantine, each));
    await syncFolder(layout.quarantine);
  } catch (error) {
    throw toStoreError(error, layout.quarantine);
  }
  partial.discard();
  return `quarantine/${name}`;
}

/**
 * Deletes what `quarantineDownload` kept 7 days ago or earlier, and gives how many files that was.
 *
 * @throws StoreError when quarantine/ cannot be read or written
 */
export function sweepWrongDownloads({ internals: { layout, clock } }: Store): number {
  try {
    const stale = listWrongDownloads(layout)
      .map((name) => join(layout.quarantine, name))
      .filter((path) => areStale([path], clock()));
    for (const path of stale) rmSync(path, { force: true });
    return stale.length;
  } catch (error) {
    throw toStoreError(error, layout.quarantine);
  }
}

/** Of the hash of a file's name: no two files of one folder share so many by chance. */
const FILE_DIGITS = 16;
/** Damaged blobs, which share the folder, have 8 digits after the point. */
const NAME = /^[0-9a-f]{64}\.[0-9a-f]{16}$/;

function listWrongDownloads({ quarantine }: Layout): string[] {
  try {
    return readdirSync(quarantine).filter((name) => NAME.test(name));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
