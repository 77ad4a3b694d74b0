import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Sha256 } from "@flock-tools/core";
import { isNowhere, toStoreError } from "./errors.ts";
import { isSha256, type Layout } from "./layout.ts";

/** What bears a blob's name. */
export interface BlobEntry {
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
}

/**
 * Everything in the folder of blobs that bears a blob's name, sorted by it; one that goes meanwhile is left out.
 *
 * @throws StoreError STORE_IO or STORE_NOT_WRITABLE
 */
export function* listBlobs({ blobs }: Layout): Generator<BlobEntry, void, undefined> {
  for (const folder of readNames(blobs).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const sha256 of readNames(join(blobs, folder)).filter(isSha256)) {
      const size = sizeOf(join(blobs, folder, sha256));
      if (size !== undefined) yield { sha256, size };
    }
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    throw toStoreError(error, folder);
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (error) {
    if (isNowhere(error)) return undefined;
    throw toStoreError(error, path);
  }
}
