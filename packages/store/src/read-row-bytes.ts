import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Sha256 } from "@flock-tools/core";
import { missingBlob } from "./blobs.ts";
import { codeOf, toStoreError } from "./errors.ts";
import { blobPath } from "./layout.ts";
import type { Store } from "./store.ts";

/** A stretch of a blob. */
export interface RowRange {
  readonly sha256: Sha256;
  /** From 0. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

export interface ReadRowBytesOptions extends RowRange {
  /** Memory of at least `length` bytes to read into. Default: new memory. */
  readonly into?: Buffer | undefined;
}

/**
 * The bytes of one row, without reading the rest of its blob. They are not hashed: hold them against the row's
 * `rawSha256` where that matters.
 *
 * @throws StoreError STORE_BLOB_MISSING; RangeError if the blob ends before the row does
 */
export function readRowBytes(
  store: Store,
  { sha256, offset, length, into }: ReadRowBytesOptions,
): Buffer {
  const path = blobPath(store.internals.layout, sha256);
  try {
    const file = openSync(path, "r");
    try {
      return readRange(file, { offset, length, into });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw codeOf(error) === "ENOENT" ? missingBlob(store, sha256) : toStoreError(error, path);
  }
}

function readRange(
  file: number,
  { offset, length, into }: Omit<ReadRowBytesOptions, "sha256">,
): Buffer {
  const { size } = fstatSync(file);
  if (!isCount(offset) || !isCount(length) || offset + length > size) {
    throw new RangeError(`bytes ${offset} to ${offset + length} are not within 0 to ${size}`);
  }
  const bytes = into?.subarray(0, length) ?? Buffer.allocUnsafeSlow(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) throw new RangeError(`the blob was cut to less than ${offset + length} bytes`);
    done += read;
  }
  return bytes;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
